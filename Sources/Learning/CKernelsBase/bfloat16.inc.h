// C = op(A) op(B) + bias with both factors rounded to bfloat16: their products are exact and summed in float32, two at a time, as
// the processor's dot product does it. Twice the products of a float32 instruction, and half of the bytes.
//
// A is rounded once for all panels of B, so many rows of it at a time as stay in the second-level cache.
#pragma once
#include "multiply.inc.h"

#include <immintrin.h>

namespace {

/// Two neighbours of the inner index in each lane, the first one in the low half.
typedef __m512i Pairs;

constexpr int64_t panel_pairs = panel_inner / 2;
constexpr int64_t block_rows = 256;
/// Smaller products are float32's: rounding would cost what it saves.
constexpr int64_t least_rounded = 32;

REINS_INLINE __m512 first_lanes(const float *from, int64_t count) {
  return count >= width ? _mm512_loadu_ps(from)
                        : _mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << (count > 0 ? count : 0)) - 1), from);
}

/// Neighbours lie side by side: 32 elements, or the first `count`.
REINS_INLINE Pairs neighbours(const float *from, int64_t count) {
  return reinterpret_cast<Pairs>(_mm512_cvtne2ps_pbh(first_lanes(from + width, count - width), first_lanes(from, count)));
}

/// Neighbours lie one above the other.
REINS_INLINE Pairs stacked(__m512 first, __m512 second) {
  const __m512i low = _mm512_cvtepu16_epi32(reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(first)));
  const __m512i high = _mm512_cvtepu16_epi32(reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(second)));
  return _mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

/// op(A), `rows` rows from `row` on: pair k of row i lies at [i][k], or at [k][i] where A is transposed.
template <bool TransposeA>
REINS_INLINE void round_rows(const Product &p, int64_t row, int64_t rows, int64_t start, int64_t inner, int32_t *pairs) {
  if (TransposeA) {
    for (int64_t k = 0; k < inner; k += 2) {
      const float *from = p.a + (start + k) * p.a_stride + row;
      for (int64_t i = 0; i < rows; i += width) {
        const __m512 second = k + 1 < inner ? first_lanes(from + p.a_stride + i, rows - i) : _mm512_setzero_ps();
        _mm512_storeu_si512(pairs + k / 2 * block_rows + i, stacked(first_lanes(from + i, rows - i), second));
      }
    }
  } else {
    for (int64_t i = 0; i < rows; ++i) {
      const float *from = p.a + (row + i) * p.a_stride + start;
      for (int64_t k = 0; k < inner; k += 2 * width)
        _mm512_storeu_si512(pairs + i * panel_pairs + k / 2, neighbours(from + k, inner - k));
    }
  }
}

/// A panel of op(B): pair k of column j lies at [k][j]; zero past the last column.
template <bool TransposeB>
REINS_INLINE void round_panel(const Product &p, int64_t column, int64_t start, int64_t inner, int32_t *panel) {
  const int64_t columns = smaller(panel_columns, p.columns - column);
  for (int64_t j = 0; j < panel_columns; j += width) {
    const int64_t here = columns - j;
    if (TransposeB) {
      for (int64_t k = 0; k < inner; k += 2 * width) {
        Vector square[width];
        for (int64_t lane = 0; lane < width; ++lane) {
          const float *from = p.b + (column + j + lane) * p.b_stride + start + k;
          square[lane] = lane < here ? reinterpret_cast<Vector>(neighbours(from, inner - k)) : Vector{};
        }
        transpose(square);
        for (int64_t pair = 0; pair < smaller(width, (inner - k + 1) / 2); ++pair)
          Whole{}.store(reinterpret_cast<float *>(panel) + (k / 2 + pair) * panel_columns + j, square[pair]);
      }
    } else {
      for (int64_t k = 0; k < inner; k += 2) {
        const float *from = p.b + (start + k) * p.b_stride + column + j;
        const __m512 second = k + 1 < inner ? first_lanes(from + p.b_stride, here) : _mm512_setzero_ps();
        _mm512_storeu_si512(panel + k / 2 * panel_columns + j, stacked(first_lanes(from, here), second));
      }
    }
  }
}

template <int Rows, int Vectors, bool TransposeA>
REINS_INLINE void rounded_tile(const Product &p, int64_t row, int64_t column, int64_t start, int64_t inner,
                               const int32_t *a, const int32_t *panel) {
  Tile<Vector, Rows, Vectors> tile;
  tile.begin(p, row, column, start);
  constexpr int64_t next_row = TransposeA ? 1 : panel_pairs, next_pair = TransposeA ? block_rows : 1;
  for (int i = 0; i < Rows; ++i)
    for (int v = 0; v < Vectors; ++v) __builtin_prefetch(p.c + (row + i) * p.c_stride + column + v * width, 1);
  for (int64_t k = 0; k < (inner + 1) / 2; ++k) {
    __m512bh b[Vectors];
    for (int v = 0; v < Vectors; ++v)
      b[v] = reinterpret_cast<__m512bh>(_mm512_loadu_si512(panel + k * panel_columns + v * width));
    for (int i = 0; i < Rows; ++i) {
      const auto factor = reinterpret_cast<__m512bh>(_mm512_set1_epi32(a[i * next_row + k * next_pair]));
      for (int v = 0; v < Vectors; ++v) tile.sum[i][v] = _mm512_dpbf16_ps(tile.sum[i][v], factor, b[v]);
    }
  }
  tile.end(p, row, column, start + inner == p.inner);
}

template <int Rows, int Vectors, bool TransposeA>
REINS_INLINE void last_rounded_rows(const Product &p, int64_t row, int64_t rows, int64_t column, int64_t start,
                                    int64_t inner, const int32_t *a, const int32_t *panel) {
  if constexpr (Rows > 0) {
    if (rows == Rows)
      rounded_tile<Rows, Vectors, TransposeA>(p, row, column, start, inner, a, panel);
    else
      last_rounded_rows<Rows - 1, Vectors, TransposeA>(p, row, rows, column, start, inner, a, panel);
  }
}

template <int Vectors, bool TransposeA>
__attribute__((noinline)) void rounded_panel_product(const Product &p, int64_t row, int64_t rows, int64_t column,
                                                     int64_t start, int64_t inner, const int32_t *a,
                                                     const int32_t *panel) {
  constexpr int64_t next_row = TransposeA ? 1 : panel_pairs;
  int64_t i = 0;
  for (; i + tile_rows <= rows; i += tile_rows)
    rounded_tile<tile_rows, Vectors, TransposeA>(p, row + i, column, start, inner, a + i * next_row, panel);
  last_rounded_rows<tile_rows - 1, Vectors, TransposeA>(p, row + i, rows - i, column, start, inner, a + i * next_row,
                                                        panel);
}

template <bool TransposeA, bool TransposeB> void rounded_panels(const Product &p) {
  alignas(64) int32_t a[block_rows * panel_pairs];
  alignas(64) int32_t panel[panel_pairs * panel_columns];
  for (int64_t row = 0; row < p.rows; row += block_rows) {
    const int64_t rows = smaller(block_rows, p.rows - row);
    for (int64_t start = 0; start < p.inner; start += panel_inner) {
      const int64_t inner = smaller(panel_inner, p.inner - start);
      round_rows<TransposeA>(p, row, rows, start, inner, a);
      for (int64_t column = 0; column < p.columns; column += panel_columns) {
        round_panel<TransposeB>(p, column, start, inner, panel);
        if (p.columns - column > width)
          rounded_panel_product<tile_vectors, TransposeA>(p, row, rows, column, start, inner, a, panel);
        else
          rounded_panel_product<1, TransposeA>(p, row, rows, column, start, inner, a, panel);
      }
    }
  }
}

/// Null where the product is too small to be worth rounding.
bool multiply_rounded(const Product &p, bool transpose_a, bool transpose_b) {
  if (p.rows < least_rounded || p.columns < least_rounded || p.inner < least_rounded) return false;
  if (transpose_a)
    transpose_b ? rounded_panels<true, true>(p) : rounded_panels<true, false>(p);
  else
    transpose_b ? rounded_panels<false, true>(p) : rounded_panels<false, false>(p);
  return true;
}

} // namespace
