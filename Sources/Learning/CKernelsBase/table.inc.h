// All kernels for the instruction set that this file is compiled for, in one table.
#pragma once
#include "include/CKernelsBase.h"

#include "multiply.inc.h"
#include "rows.inc.h"
#include "weights.inc.h"

#define REINS_TEXT_OF(name) #name
#define REINS_TEXT(name) REINS_TEXT_OF(name)

namespace {

constexpr reins_kernels table{
    REINS_TEXT(REINS_LEVEL), multiply, normalize_rectify, normalize_rectify_gradient,
    column_sums,             add,      adam,              polyak,
    all_finite,
};

} // namespace
