// C = op(A) op(B) + bias: a register tile over a packed panel of B that stays in the first-level cache.
//
// Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008), cut down to matrices that fit in
// the second-level cache: B is packed one panel at a time, A is read where it lies. The matrices of an update together
// are larger than that cache, so what a tile will need is asked for while the one before it computes.
#pragma once
#include "lanes.inc.h"

namespace {

// Rows × registers of a tile: accumulators, one row of the panel and a broadcast fill the register file.
#if defined(__AVX512F__)
constexpr int tile_rows = 8;
#elif defined(__AVX2__)
constexpr int tile_rows = 6;
#else
constexpr int tile_rows = 4;
#endif
constexpr int tile_vectors = 2;
constexpr int64_t panel_columns = tile_vectors * width;
/// Inner elements of one panel: 32 KiB of it with AVX-512.
constexpr int64_t panel_inner = 256;

struct Product {
  int64_t rows, columns, inner;
  const float *a;
  int64_t a_stride;
  const float *b;
  int64_t b_stride;
  const float *bias;
  bool rectify;
  /// Of the shape and stride of C, or null.
  const float *gate;
  float *c;
  int64_t c_stride;
};

/// Elements of a cache line.
constexpr int64_t line = 16;
/// Shorter sums end before what they ask for would come.
constexpr int64_t least_inner = 64;

/// Cache lines that will be read next, row by row.
struct Ahead {
  const float *from = nullptr;
  int64_t stride = 0, rows = 0, lines = 0, at = 0;

  REINS_INLINE void fetch(int64_t count) {
    for (; count > 0 && rows > 0; --count) {
      __builtin_prefetch(from + at * line, 0, 2);
      if (++at < lines) continue;
      at = 0;
      from += stride;
      --rows;
    }
  }
};

/// A tile of C: `Rows` rows, up to `Vectors` registers of type `Lanes` wide.
template <class Lanes, int Rows, int Vectors> struct Tile {
  static constexpr int64_t lanes = sizeof(Lanes) / sizeof(float), extent = Vectors * lanes;
  Lanes sum[Rows][Vectors];

  /// The sums so far: what C has after the inner elements before, or the bias.
  REINS_INLINE void begin(const Product &p, int64_t row, int64_t column, int64_t start) {
    const int64_t columns = smaller(extent, p.columns - column);
    const float *c = p.c + row * p.c_stride + column;
    float edge[extent];
    for (int i = 0; i < Rows; ++i) {
      const float *from = start > 0 ? c + i * p.c_stride : p.bias ? p.bias + column : nullptr;
      if (from && columns < extent) {
        memset(edge, 0, sizeof edge);
        for (int64_t j = 0; j < columns; ++j) edge[j] = from[j];
        from = edge;
      }
      for (int v = 0; v < Vectors; ++v) sum[i][v] = from ? loaded<Lanes>(from + v * lanes) : Lanes{};
    }
  }

  /// To C, through rectifier and gate where these were the last inner elements.
  REINS_INLINE void end(const Product &p, int64_t row, int64_t column, bool last) const {
    const int64_t columns = smaller(extent, p.columns - column);
    const bool whole = columns == extent, rectify = p.rectify && last;
    float *c = p.c + row * p.c_stride + column;
    const float *gate = p.gate && last ? p.gate + row * p.c_stride + column : nullptr;
    float edge[extent];
    for (int i = 0; i < Rows; ++i) {
      for (int v = 0; v < Vectors; ++v) {
        Lanes value = rectify ? rectified(sum[i][v]) : sum[i][v];
        if (gate && whole) value = gated(value, loaded<Lanes>(gate + i * p.c_stride + v * lanes));
        stored(whole ? c + i * p.c_stride + v * lanes : edge + v * lanes, value);
      }
      if (!whole)
        for (int64_t j = 0; j < columns; ++j) {
          const bool shut = gate && gate[i * p.c_stride + j] <= 0;
          c[i * p.c_stride + j] = shut ? 0 : edge[j];
        }
    }
  }
};

/// One tile over `inner` elements of the panel.
template <class Lanes, int Rows, int Vectors, bool TransposeA>
REINS_INLINE void tile(const Product &p, int64_t row, int64_t column, int64_t start, int64_t inner,
                       const float *panel) {
  constexpr int64_t lanes = sizeof(Lanes) / sizeof(float);
  Tile<Lanes, Rows, Vectors> tile;
  tile.begin(p, row, column, start);
  const float *a[Rows];
  for (int i = 0; i < Rows; ++i)
    a[i] = TransposeA ? p.a + start * p.a_stride + row + i : p.a + (row + i) * p.a_stride + start;
  const int64_t step = TransposeA ? p.a_stride : 1;
  if (inner >= least_inner)
    for (int i = 0; i < Rows; ++i)
      for (int v = 0; v < Vectors; ++v)
        __builtin_prefetch(p.c + (row + i) * p.c_stride + column + v * lanes, 1);
  // The next tile's part of A: its rows follow one another where a row is no longer than the sum.
  const float *ahead = TransposeA ? a[0] + line : a[0] + Rows * p.a_stride;
  const int64_t ahead_step = TransposeA ? p.a_stride : Rows;
  for (int64_t k = 0; k < inner; ++k, ahead += ahead_step) {
    __builtin_prefetch(ahead);
    Lanes b[Vectors];
    for (int v = 0; v < Vectors; ++v) b[v] = loaded<Lanes>(panel + k * panel_columns + v * lanes);
    for (int i = 0; i < Rows; ++i) {
      const Lanes factor = splat<Lanes>(a[i][k * step]);
      for (int v = 0; v < Vectors; ++v) tile.sum[i][v] += factor * b[v];
    }
  }
  tile.end(p, row, column, start + inner == p.inner);
}

/// The rows that no whole tile covers.
template <class Lanes, int Rows, int Vectors, bool TransposeA>
REINS_INLINE void last_rows(const Product &p, int64_t row, int64_t column, int64_t start, int64_t inner,
                            const float *panel) {
  if constexpr (Rows > 0) {
    if (p.rows - row == Rows)
      tile<Lanes, Rows, Vectors, TransposeA>(p, row, column, start, inner, panel);
    else
      last_rows<Lanes, Rows - 1, Vectors, TransposeA>(p, row, column, start, inner, panel);
  }
}

template <class Lanes, int Vectors, bool TransposeA>
__attribute__((noinline)) void panel_product(const Product &p, int64_t column, int64_t start, int64_t inner,
                                             const float *panel, Ahead ahead) {
  const int64_t share = ahead.rows * ahead.lines * tile_rows / (p.rows + 1) + 1;
  int64_t row = 0;
  for (; row + tile_rows <= p.rows; row += tile_rows) {
    ahead.fetch(share);
    tile<Lanes, tile_rows, Vectors, TransposeA>(p, row, column, start, inner, panel);
  }
  last_rows<Lanes, tile_rows - 1, Vectors, TransposeA>(p, row, column, start, inner, panel);
}

template <bool TransposeB>
REINS_INLINE void pack(const Product &p, int64_t column, int64_t start, int64_t inner, float *panel) {
  const int64_t columns = smaller(panel_columns, p.columns - column);
  if (TransposeB) {
    if (columns < panel_columns) memset(panel, 0, sizeof(float) * inner * panel_columns);
    for (int64_t j = 0; j < columns; j += width) {
      const float *from = p.b + (column + j) * p.b_stride + start;
      int64_t k = 0;
      if (j + width <= columns) {
        for (; k + width <= inner; k += width) {
          Vector square[width];
          for (int row = 0; row < width; ++row) square[row] = Whole{}.load(from + row * p.b_stride + k);
          transpose(square);
          for (int row = 0; row < width; ++row) Whole{}.store(panel + (k + row) * panel_columns + j, square[row]);
        }
      }
      for (; k < inner; ++k)
        for (int64_t row = 0; row < smaller(width, columns - j); ++row)
          panel[k * panel_columns + j + row] = from[row * p.b_stride + k];
    }
  } else {
    for (int64_t k = 0; k < inner; ++k) {
      const float *from = p.b + (start + k) * p.b_stride + column;
      float *to = panel + k * panel_columns;
      if (columns == panel_columns) {
        for (int v = 0; v < tile_vectors; ++v) Whole{}.store(to + v * width, Whole{}.load(from + v * width));
      } else {
        for (int64_t j = 0; j < panel_columns; ++j) to[j] = j < columns ? from[j] : 0;
      }
    }
  }
}

/// What `pack` will read of B for the panel after the given one.
template <bool TransposeB> REINS_INLINE Ahead next_panel(const Product &p, int64_t column, int64_t start, int64_t inner) {
  const bool isLast = start + inner == p.inner;
  column += isLast ? panel_columns : 0;
  start = isLast ? 0 : start + inner;
  if (column >= p.columns) return {};
  const int64_t columns = smaller(panel_columns, p.columns - column), next = smaller(panel_inner, p.inner - start);
  if (TransposeB) return {p.b + column * p.b_stride + start, p.b_stride, columns, (next + line - 1) / line};
  return {p.b + start * p.b_stride + column, p.b_stride, next, (columns + line - 1) / line};
}

template <bool TransposeA, bool TransposeB> void panels(const Product &p) {
  alignas(64) float panel[panel_inner * panel_columns];
  for (int64_t column = 0; column < p.columns; column += panel_columns) {
    int64_t start = 0;
    do {
      const int64_t inner = smaller(panel_inner, p.inner - start);
      pack<TransposeB>(p, column, start, inner, panel);
      const Ahead ahead = next_panel<TransposeB>(p, column, start, inner);
      if (p.columns - column > width)
        panel_product<Vector, tile_vectors, TransposeA>(p, column, start, inner, panel, ahead);
      else if (p.columns - column > width / 2)
        panel_product<Vector, 1, TransposeA>(p, column, start, inner, panel, ahead);
      else
        panel_product<Half, 1, TransposeA>(p, column, start, inner, panel, ahead);
      start += inner;
    } while (start < p.inner);
  }
}

} // namespace

#include "narrow.inc.h"

namespace {

void multiply(int64_t rows, int64_t columns, int64_t inner, const float *a, int64_t a_stride, int32_t transpose_a,
              const float *b, int64_t b_stride, int32_t transpose_b, const float *bias, int32_t rectify,
              const float *gate, float *c, int64_t c_stride) noexcept {
  const Product p{rows, columns, inner, a, a_stride, b, b_stride, bias, rectify != 0, gate, c, c_stride};
  if (outer_product(p, transpose_a, transpose_b)) return;
  if (narrow_product(p, transpose_a, transpose_b)) return close_gate(p);
  if (transpose_a)
    transpose_b ? panels<true, true>(p) : panels<true, false>(p);
  else
    transpose_b ? panels<false, true>(p) : panels<false, false>(p);
}

} // namespace
