#include "CKernelsV4.h"

#include "../CKernelsBase/table.inc.h"

extern "C" const struct reins_kernels *reins_kernels_v4(void) { return &table; }
