// Layer normalisation, rectifier and sums over rows.
#pragma once
#include "lanes.inc.h"

namespace {

/// Rows at a time: the chain of dependent additions and the square root of one row hide behind the others'. A row has the
/// same bits in a group as alone.
constexpr int row_group = 4;

template <int Rows>
REINS_INLINE void normalize_rectify_group(int64_t columns, float epsilon, const float *gain, const float *offset,
                                          float *z, float *inverse_deviation, float *h) {
  const float share = 1.0f / static_cast<float>(columns);
  Vector sum[Rows] = {}, square[Rows] = {};
  float mean[Rows], inverse[Rows];
  for_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
    for (int row = 0; row < Rows; ++row) sum[row] += lanes.load(z + row * columns + j);
  });
  for (int row = 0; row < Rows; ++row) mean[row] = share * horizontal_sum(sum[row]);
  for_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
    for (int row = 0; row < Rows; ++row) {
      const Vector deviation = lanes.keep(lanes.load(z + row * columns + j) - mean[row]);
      square[row] += deviation * deviation;
    }
  });
  for (int row = 0; row < Rows; ++row) {
    inverse[row] = 1.0f / __builtin_sqrtf(share * horizontal_sum(square[row]) + epsilon);
    inverse_deviation[row] = inverse[row];
  }
  for_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
    const Vector slope = lanes.load(gain + j), lift = lanes.load(offset + j);
    for (int row = 0; row < Rows; ++row) {
      const int64_t place = row * columns + j;
      const Vector normalized = (lanes.load(z + place) - mean[row]) * inverse[row];
      lanes.store(z + place, normalized);
      lanes.store(h + place, rectified(slope * normalized + lift));
    }
  });
}

void normalize_rectify(int64_t rows, int64_t columns, float epsilon, const float *gain, const float *offset, float *z,
                       float *inverse_deviation, float *h) noexcept {
  int64_t row = 0;
  for (; row + row_group <= rows; row += row_group)
    normalize_rectify_group<row_group>(columns, epsilon, gain, offset, z + row * columns, inverse_deviation + row,
                                       h + row * columns);
  for (; row < rows; ++row)
    normalize_rectify_group<1>(columns, epsilon, gain, offset, z + row * columns, inverse_deviation + row,
                               h + row * columns);
}

/// dL/dh where the rectifier let h through.
template <class Lanes> REINS_INLINE Vector passed(Lanes lanes, const float *h, const float *delta) {
  return gated(lanes.load(delta), lanes.load(h));
}

/// Sums over rows, each [columns].
struct RowSums {
  float *gain, *offset, *bias;
};

/// `Rows` rows of the gradient; the sums are read and written once for all of them, and added to row by row.
template <int Rows, bool Sums>
REINS_INLINE void normalize_rectify_gradient_group(int64_t columns, const float *gain, const float *normalized,
                                                   const float *inverse_deviation, const float *h, float *delta,
                                                   RowSums sums) {
  // dz = (g − mean(g) − xhat mean(g xhat)) / deviation, with g = dL/dxhat.
  const float share = 1.0f / static_cast<float>(columns);
  Vector sum[Rows] = {}, product[Rows] = {};
  for_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
    const Vector slope = lanes.load(gain + j);
    Vector of_gain{}, of_offset{};
    if (Sums) {
      of_gain = lanes.load(sums.gain + j);
      of_offset = lanes.load(sums.offset + j);
    }
    for (int row = 0; row < Rows; ++row) {
      const int64_t place = row * columns + j;
      const Vector above = passed(lanes, h + place, delta + place);
      const Vector here = lanes.load(normalized + place);
      const Vector scaled = above * slope;
      sum[row] += scaled;
      product[row] += scaled * here;
      if (Sums) {
        of_gain += above * here;
        of_offset += above;
      }
    }
    if (Sums) {
      lanes.store(sums.gain + j, of_gain);
      lanes.store(sums.offset + j, of_offset);
    }
  });
  float mean[Rows], tilt[Rows];
  for (int row = 0; row < Rows; ++row) {
    mean[row] = share * horizontal_sum(sum[row]);
    tilt[row] = share * horizontal_sum(product[row]);
  }
  for_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
    const Vector slope = lanes.load(gain + j);
    Vector of_bias{};
    if (Sums) of_bias = lanes.load(sums.bias + j);
    for (int row = 0; row < Rows; ++row) {
      const int64_t place = row * columns + j;
      const Vector scaled = passed(lanes, h + place, delta + place) * slope;
      const Vector value =
          (scaled - mean[row] - lanes.load(normalized + place) * tilt[row]) * inverse_deviation[row];
      lanes.store(delta + place, value);
      if (Sums) of_bias += value;
    }
    if (Sums) lanes.store(sums.bias + j, of_bias);
  });
}

template <bool Sums>
void normalize_rectify_gradient_rows(int64_t rows, int64_t columns, const float *gain, const float *normalized,
                                     const float *inverse_deviation, const float *h, float *delta, RowSums sums) {
  if (Sums) {
    memset(sums.gain, 0, sizeof(float) * columns);
    memset(sums.offset, 0, sizeof(float) * columns);
    memset(sums.bias, 0, sizeof(float) * columns);
  }
  int64_t row = 0;
  for (; row + row_group <= rows; row += row_group)
    normalize_rectify_gradient_group<row_group, Sums>(columns, gain, normalized + row * columns,
                                                      inverse_deviation + row, h + row * columns, delta + row * columns,
                                                      sums);
  for (; row < rows; ++row)
    normalize_rectify_gradient_group<1, Sums>(columns, gain, normalized + row * columns, inverse_deviation + row,
                                              h + row * columns, delta + row * columns, sums);
}

void normalize_rectify_gradient(int64_t rows, int64_t columns, const float *gain, const float *normalized,
                                const float *inverse_deviation, const float *h, float *delta, float *gain_gradient,
                                float *offset_gradient, float *bias_gradient) noexcept {
  const RowSums sums{gain_gradient, offset_gradient, bias_gradient};
  if (gain_gradient)
    normalize_rectify_gradient_rows<true>(rows, columns, gain, normalized, inverse_deviation, h, delta, sums);
  else
    normalize_rectify_gradient_rows<false>(rows, columns, gain, normalized, inverse_deviation, h, delta, sums);
}

void column_sums(int64_t rows, int64_t columns, const float *x, int64_t x_stride, float *sums) noexcept {
  memset(sums, 0, sizeof(float) * columns);
  for (int64_t row = 0; row < rows; ++row, x += x_stride)
    for_lanes(columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
      lanes.store(sums + j, lanes.load(sums + j) + lanes.load(x + j));
    });
}

} // namespace
