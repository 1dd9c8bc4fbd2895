// The product of ../CKernelsBase with factors rounded to bfloat16, compiled for AVX-512 BF16; call it only through
// reins_rounded_multiply.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
#define REINS_BF16_NOEXCEPT noexcept
extern "C" {
#else
#define REINS_BF16_NOEXCEPT
#endif

void reins_multiply_bf16(int64_t rows, int64_t columns, int64_t inner, const float *a, int64_t a_stride,
                         int32_t transpose_a, const float *b, int64_t b_stride, int32_t transpose_b, const float *bias,
                         int32_t rectify, const float *gate, float *c, int64_t c_stride) REINS_BF16_NOEXCEPT;

#ifdef __cplusplus
}
#endif
