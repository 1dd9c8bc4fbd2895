#include "CKernelsV3.h"

#include "../CKernelsBase/table.inc.h"

extern "C" const struct reins_kernels *reins_kernels_v3(void) { return &table; }
