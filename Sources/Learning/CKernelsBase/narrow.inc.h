// Products with few rows or few columns, where packing a panel costs more than it gives: one observation through a
// network, the single output of a critic, the gradient with respect to an action.
//
// A row of C has the same bits whatever other rows it is computed with: sums begin with the bias and run over the inner
// index in order, as in a tile, and whether dot products are taken does not depend on the number of rows.
#pragma once
#include "lanes.inc.h"

namespace {

constexpr int64_t few = 4;
/// Longest inner extent of a column that is copied to be contiguous.
constexpr int64_t longest_copy = 1024;

REINS_INLINE float bias_of(const Product &p, int64_t column) { return p.bias ? p.bias[column] : 0; }

REINS_INLINE float finished(const Product &p, float sum) { return p.rectify && sum < 0 ? 0 : sum; }

/// A row of C: its registers stay put while the rows of B stream by.
template <int Vectors> REINS_INLINE void single_row(const Product &p, const float *a, int64_t a_step, float *c,
                                                    int64_t column) {
  Vector sum[Vectors];
  for (int v = 0; v < Vectors; ++v) sum[v] = p.bias ? Whole{}.load(p.bias + column + v * width) : Vector{};
  for (int64_t k = 0; k < p.inner; ++k) {
    const Vector factor = splat(a[k * a_step]);
    const float *b = p.b + k * p.b_stride + column;
    for (int v = 0; v < Vectors; ++v) sum[v] += factor * Whole{}.load(b + v * width);
  }
  for (int v = 0; v < Vectors; ++v) Whole{}.store(c + column + v * width, p.rectify ? rectified(sum[v]) : sum[v]);
}

/// Four elements of a row of C, on processors with wider registers.
REINS_INLINE void four_columns(const Product &p, const float *a, int64_t a_step, float *c, int64_t column) {
  typedef float Quad __attribute__((vector_size(4 * sizeof(float))));
  Quad sum;
  for (int64_t j = 0; j < 4; ++j) sum[j] = bias_of(p, column + j);
  for (int64_t k = 0; k < p.inner; ++k) {
    Quad b;
    memcpy(&b, p.b + k * p.b_stride + column, sizeof b);
    sum += a[k * a_step] * b;
  }
  for (int64_t j = 0; j < 4; ++j) c[column + j] = finished(p, sum[j]);
}

REINS_INLINE void single_rows(const Product &p, int64_t a_row, int64_t a_step) {
  for (int64_t row = 0; row < p.rows; ++row) {
    const float *a = p.a + row * a_row;
    float *c = p.c + row * p.c_stride;
    int64_t column = 0;
    for (; column + 8 * width <= p.columns; column += 8 * width) single_row<8>(p, a, a_step, c, column);
    for (; column + 2 * width <= p.columns; column += 2 * width) single_row<2>(p, a, a_step, c, column);
    for (; column + width <= p.columns; column += width) single_row<1>(p, a, a_step, c, column);
    for (; column + 4 <= p.columns; column += 4) four_columns(p, a, a_step, c, column);
    for (; column < p.columns; ++column) {
      float sum = bias_of(p, column);
      for (int64_t k = 0; k < p.inner; ++k) sum += a[k * a_step] * p.b[k * p.b_stride + column];
      c[column] = finished(p, sum);
    }
  }
}

/// Dot products of the rows of A with a few contiguous columns, `b_stride` apart.
template <int Columns> REINS_INLINE void dot_products(const Product &p, const float *b, int64_t b_stride) {
  for (int64_t row = 0; row < p.rows; ++row) {
    const float *a = p.a + row * p.a_stride;
    Vector sum[Columns] = {};
    for_lanes(p.inner, [&](int64_t k, auto lanes) __attribute__((always_inline)) {
      const Vector factor = lanes.load(a + k);
      for (int j = 0; j < Columns; ++j) sum[j] += factor * lanes.load(b + j * b_stride + k);
    });
    for (int j = 0; j < Columns; ++j) p.c[row * p.c_stride + j] = finished(p, bias_of(p, j) + horizontal_sum(sum[j]));
  }
}

/// A few columns of Aᵀ B: the columns of A are the lanes, the rows of A and B stream by.
template <int Columns> REINS_INLINE void column_products(const Product &p) {
  for_lanes(p.rows, [&](int64_t row, auto lanes) __attribute__((always_inline)) {
    Vector sum[Columns] = {};
    for (int64_t k = 0; k < p.inner; ++k) {
      const Vector factor = lanes.load(p.a + k * p.a_stride + row);
      for (int j = 0; j < Columns; ++j) sum[j] += factor * p.b[k * p.b_stride + j];
    }
    for (int j = 0; j < Columns; ++j)
      for (int64_t lane = 0; lane < smaller(width, p.rows - row); ++lane)
        p.c[(row + lane) * p.c_stride + j] = finished(p, bias_of(p, j) + sum[j][lane]);
  });
}

template <int Columns> REINS_INLINE void few_columns(const Product &p, bool transpose_a, const float *b, int64_t stride) {
  if constexpr (Columns > 0) {
    if (p.columns < Columns)
      few_columns<Columns - 1>(p, transpose_a, b, stride);
    else if (transpose_a)
      column_products<Columns>(p);
    else
      dot_products<Columns>(p, b, stride);
  }
}

/// A column times a row, if that is what the product is: the gradient below a critic's single output.
bool outer_product(const Product &p, bool transpose_a, bool transpose_b) {
  if (p.inner != 1 || (transpose_b && p.b_stride != 1)) return false;
  for (int64_t row = 0; row < p.rows; ++row) {
    const Vector factor = splat(p.a[transpose_a ? row : row * p.a_stride]);
    const int64_t place = row * p.c_stride;
    for_lanes(p.columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
      const Vector start = p.bias ? lanes.load(p.bias + j) : Vector{};
      Vector value = start + factor * lanes.load(p.b + j);
      if (p.rectify) value = rectified(value);
      lanes.store(p.c + place + j, p.gate ? gated(value, lanes.load(p.gate + place + j)) : value);
    });
  }
  return true;
}

/// The gate of a product that is otherwise finished.
void close_gate(const Product &p) {
  if (!p.gate) return;
  for (int64_t row = 0; row < p.rows; ++row) {
    float *c = p.c + row * p.c_stride;
    const float *gate = p.gate + row * p.c_stride;
    for_lanes(p.columns, [&](int64_t j, auto lanes) __attribute__((always_inline)) {
      lanes.store(c + j, gated(lanes.load(c + j), lanes.load(gate + j)));
    });
  }
}

/// Does the product if it is narrow, all but its gate.
bool narrow_product(const Product &p, bool transpose_a, bool transpose_b) {
  if (p.columns <= few && p.inner > few) {
    if (transpose_a && transpose_b) return false;
    if (transpose_a || transpose_b) {
      few_columns<few>(p, transpose_a, p.b, p.b_stride);
      return true;
    }
    if (p.inner > longest_copy) return false;
    float copy[few * longest_copy];
    for (int64_t k = 0; k < p.inner; ++k)
      for (int64_t j = 0; j < p.columns; ++j) copy[j * p.inner + k] = p.b[k * p.b_stride + j];
    few_columns<few>(p, false, copy, p.inner);
    return true;
  }
  if (p.rows <= few && !transpose_b) {
    single_rows(p, transpose_a ? 1 : p.a_stride, transpose_a ? p.a_stride : 1);
    return true;
  }
  return false;
}

} // namespace
