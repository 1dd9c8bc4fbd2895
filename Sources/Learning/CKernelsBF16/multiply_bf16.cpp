#include "CKernelsBF16.h"

#include "../CKernelsBase/bfloat16.inc.h"

extern "C" void reins_multiply_bf16(int64_t rows, int64_t columns, int64_t inner, const float *a, int64_t a_stride,
                                    int32_t transpose_a, const float *b, int64_t b_stride, int32_t transpose_b,
                                    const float *bias, int32_t rectify, const float *gate, float *c,
                                    int64_t c_stride) noexcept {
  const Product p{rows, columns, inner, a, a_stride, b, b_stride, bias, rectify != 0, gate, c, c_stride};
  if (!multiply_rounded(p, transpose_a, transpose_b))
    multiply(rows, columns, inner, a, a_stride, transpose_a, b, b_stride, transpose_b, bias, rectify, gate, c, c_stride);
}
