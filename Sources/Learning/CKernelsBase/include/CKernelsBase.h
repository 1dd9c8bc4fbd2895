// Numerical kernels of the learner behind a C border: one table of functions per instruction set.
//
// Matrices are float32, row-major, with a leading dimension (elements from one row to the next) where it is named.
// Nothing allocates, locks or throws. Every function is a pure function of its arguments: the same call gives the same
// bits whatever thread runs it. Pointers need no alignment; outputs may not overlap inputs unless a comment says so.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
#define REINS_NOEXCEPT noexcept
extern "C" {
#else
#define REINS_NOEXCEPT
#endif

/// Settings of one Adam step, bias corrections already worked out.
typedef struct reins_adam {
  /// Learning rate divided by 1 - beta1^t.
  float step;
  float beta1;
  float beta2;
  /// 1 / sqrt(1 - beta2^t).
  float deviation_scale;
  float epsilon;
} reins_adam;

/// C = op(A) op(B) + bias, op being the transpose where asked; with `rectify`, max(0, .) of it.
/// C is [rows, columns], op(A) [rows, inner], op(B) [inner, columns]; bias [columns] or null. Where `gate` is not
/// null, of the shape and stride of C, elements whose gate is not above zero become 0: the gradient of a rectifier.
typedef void (*reins_multiply)(int64_t rows, int64_t columns, int64_t inner, const float *a, int64_t a_stride,
                               int32_t transpose_a, const float *b, int64_t b_stride, int32_t transpose_b,
                               const float *bias, int32_t rectify, const float *gate, float *c,
                               int64_t c_stride) REINS_NOEXCEPT;

typedef struct reins_kernels {
  /// "base", "v3" or "v4".
  const char *name;

  reins_multiply multiply;

  /// Layer normalisation and rectifier, row by row: xhat = (z - mean) / sqrt(variance + epsilon), h = max(0, gain xhat
  /// + offset). `z` [rows, columns] becomes xhat in place; `inverse_deviation` [rows].
  void (*normalize_rectify)(int64_t rows, int64_t columns, float epsilon, const float *gain, const float *offset,
                            float *z, float *inverse_deviation, float *h) REINS_NOEXCEPT;

  /// Its gradient: `delta` [rows, columns] holds dL/dh and becomes dL/dz in place. The three sums over rows, each
  /// [columns], are overwritten; all three or none are null.
  void (*normalize_rectify_gradient)(int64_t rows, int64_t columns, const float *gain, const float *normalized,
                                     const float *inverse_deviation, const float *h, float *delta, float *gain_gradient,
                                     float *offset_gradient, float *bias_gradient) REINS_NOEXCEPT;

  /// Sum over the rows of x [rows, columns] into sums [columns].
  void (*column_sums)(int64_t rows, int64_t columns, const float *x, int64_t x_stride, float *sums) REINS_NOEXCEPT;

  /// sum[i] += x[i].
  void (*add)(int64_t count, const float *x, float *sum) REINS_NOEXCEPT;

  /// One Adam step on `weights`; where `target` is not null, then target += rate (weights - target).
  /// Returns 1 when every new weight and second moment is finite, else 0.
  int32_t (*adam)(int64_t count, const reins_adam *settings, const float *gradient, float *weights, float *first_moment,
                  float *second_moment, float *target, float rate) REINS_NOEXCEPT;

  /// target += rate (source - target).
  void (*polyak)(int64_t count, float rate, const float *source, float *target) REINS_NOEXCEPT;

  /// 1 when no value is NaN or infinite, else 0.
  int32_t (*all_finite)(int64_t count, const float *values) REINS_NOEXCEPT;
} reins_kernels;

/// Instruction sets by number: 0 portable, 3 x86-64-v3 (AVX2, FMA), 4 x86-64-v4 (AVX-512).
/// Null when this build has no such kernels or this processor cannot run them.
const reins_kernels *reins_kernels_at(int32_t level) REINS_NOEXCEPT;

/// A product whose factors are rounded to bfloat16 and whose sums are float32, where all three extents are at least 32; null where
/// this processor has no instruction for it (AVX-512 BF16).
reins_multiply reins_rounded_multiply(void) REINS_NOEXCEPT;

/// Tells the processor that this thread is spinning.
void reins_pause(void) REINS_NOEXCEPT;

#ifdef __cplusplus
}
#endif
