// The kernels of ../CKernelsBase compiled for x86-64-v3; call them only through reins_kernels_at.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

struct reins_kernels;
const struct reins_kernels *reins_kernels_v3(void);

#ifdef __cplusplus
}
#endif
