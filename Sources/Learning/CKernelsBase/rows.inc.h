// Layer normalisation, rectifier and sums over rows.
#pragma once
#include "lanes.inc.h"

namespace {

void normalize_rectify(int64_t rows, int64_t columns, float epsilon, const float *gain, const float *offset, float *z,
                       float *inverse_deviation, float *h) noexcept {
  const float share = 1.0f / static_cast<float>(columns);
  for (int64_t row = 0; row < rows; ++row, z += columns, h += columns) {
    const float mean = share * sum_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
      return lanes.load(z + j);
    });
    const float variance = share * sum_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
      const Vector deviation = lanes.load(z + j) - mean;
      return deviation * deviation;
    });
    const float inverse = 1.0f / __builtin_sqrtf(variance + epsilon);
    inverse_deviation[row] = inverse;
    for_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
      const Vector normalized = (lanes.load(z + j) - mean) * inverse;
      lanes.store(z + j, normalized);
      lanes.store(h + j, rectified(lanes.load(gain + j) * normalized + lanes.load(offset + j)));
    });
  }
}

/// dL/dh where the rectifier let h through, else 0; the comparison lets NaN through.
template <class Lanes> REINS_INLINE Vector passed(Lanes lanes, const float *h, const float *delta) {
  return lanes.load(h) <= 0 ? Vector{} : lanes.load(delta);
}

template <bool Sums>
void normalize_rectify_gradient_rows(int64_t rows, int64_t columns, const float *gain, const float *normalized,
                                     const float *inverse_deviation, const float *h, float *delta, float *gain_gradient,
                                     float *offset_gradient, float *bias_gradient) {
  const float share = 1.0f / static_cast<float>(columns);
  if (Sums) {
    memset(gain_gradient, 0, sizeof(float) * columns);
    memset(offset_gradient, 0, sizeof(float) * columns);
    memset(bias_gradient, 0, sizeof(float) * columns);
  }
  for (int64_t row = 0; row < rows; ++row, normalized += columns, h += columns, delta += columns) {
    // dz = (g − mean(g) − xhat mean(g xhat)) / deviation, with g = dL/dxhat.
    Vector sum{}, product{}, other_sum{}, other_product{};
    auto gather = [&](int64_t j, auto lanes, Vector &sum, Vector &product) __attribute__((always_inline)) {
      const Vector above = passed(lanes, h + j, delta + j);
      const Vector here = lanes.load(normalized + j);
      const Vector scaled = above * lanes.load(gain + j);
      sum += scaled;
      product += scaled * here;
      if (Sums) {
        lanes.store(gain_gradient + j, lanes.load(gain_gradient + j) + above * here);
        lanes.store(offset_gradient + j, lanes.load(offset_gradient + j) + above);
      }
    };
    int64_t j = 0;
    // Two sums in turn: the additions of one need not wait for the other's.
    for (; j + 2 * width <= columns; j += 2 * width) {
      gather(j, Whole{}, sum, product);
      gather(j + width, Whole{}, other_sum, other_product);
    }
    for_lanes(columns - j, [&](int64_t rest, auto lanes) __attribute__((always_inline)) {
      gather(j + rest, lanes, sum, product);
    });
    const float mean = share * horizontal_sum(sum + other_sum);
    const float slope = share * horizontal_sum(product + other_product);
    const float inverse = inverse_deviation[row];
    for_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
      const Vector scaled = passed(lanes, h + j, delta + j) * lanes.load(gain + j);
      const Vector value = (scaled - mean - lanes.load(normalized + j) * slope) * inverse;
      lanes.store(delta + j, value);
      if (Sums) lanes.store(bias_gradient + j, lanes.load(bias_gradient + j) + value);
    });
  }
}

void normalize_rectify_gradient(int64_t rows, int64_t columns, const float *gain, const float *normalized,
                                const float *inverse_deviation, const float *h, float *delta, float *gain_gradient,
                                float *offset_gradient, float *bias_gradient) noexcept {
  if (gain_gradient)
    normalize_rectify_gradient_rows<true>(rows, columns, gain, normalized, inverse_deviation, h, delta, gain_gradient,
                                          offset_gradient, bias_gradient);
  else
    normalize_rectify_gradient_rows<false>(rows, columns, gain, normalized, inverse_deviation, h, delta, nullptr,
                                           nullptr, nullptr);
}

void rectify_gradient(int64_t rows, int64_t columns, const float *h, float *delta) noexcept {
  for_lanes(rows * columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
    lanes.store(delta + j, passed(lanes, h + j, delta + j));
  });
}

void column_sums(int64_t rows, int64_t columns, const float *x, int64_t x_stride, float *sums) noexcept {
  memset(sums, 0, sizeof(float) * columns);
  for (int64_t row = 0; row < rows; ++row, x += x_stride)
    for_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
      lanes.store(sums + j, lanes.load(sums + j) + lanes.load(x + j));
    });
}

} // namespace
