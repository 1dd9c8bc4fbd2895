// The vector register of the instruction set that this file is compiled for.
//
// Everything lies in an unnamed namespace and uses no function of the standard library: a shared inline function would
// be merged by the linker across instruction sets, and an old processor would die on an AVX-512 copy of it.
#pragma once
#include <stdint.h>
#include <string.h>

namespace {

#if defined(__AVX512F__)
constexpr int64_t width = 16;
#elif defined(__AVX2__)
constexpr int64_t width = 8;
#else
constexpr int64_t width = 4;
#endif

typedef float Vector __attribute__((vector_size(width * sizeof(float))));
typedef int32_t Mask __attribute__((vector_size(width * sizeof(float))));

#define REINS_INLINE inline __attribute__((always_inline))

REINS_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

REINS_INLINE Vector splat(float value) { return Vector{} + value; }

/// A whole register of elements.
struct Whole {
  REINS_INLINE Vector load(const float *from) const {
    Vector value;
    memcpy(&value, from, sizeof value);
    return value;
  }
  REINS_INLINE void store(float *to, Vector value) const { memcpy(to, &value, sizeof value); }
  /// Zero where there is no element.
  REINS_INLINE Vector keep(Vector value) const { return value; }
};

/// The first `count` elements of a register: the end of a row.
struct Part {
  int64_t count;
  REINS_INLINE Vector load(const float *from) const {
    Vector value{};
    for (int64_t lane = 0; lane < count; ++lane) value[lane] = from[lane];
    return value;
  }
  REINS_INLINE void store(float *to, Vector value) const {
    for (int64_t lane = 0; lane < count; ++lane) to[lane] = value[lane];
  }
  REINS_INLINE Vector keep(Vector value) const {
    for (int64_t lane = count; lane < width; ++lane) value[lane] = 0;
    return value;
  }
};

/// Calls body(index, lanes) over 0..<count, a register at a time.
template <class Body> REINS_INLINE void for_lanes(int64_t count, Body body) {
  int64_t index = 0;
  for (; index + width <= count; index += width) body(index, Whole{});
  if (index < count) body(index, Part{count - index});
}

REINS_INLINE float horizontal_sum(Vector value) {
  float lanes[width];
  memcpy(lanes, &value, sizeof lanes);
  for (int64_t half = width / 2; half > 0; half /= 2)
    for (int64_t lane = 0; lane < half; ++lane) lanes[lane] += lanes[lane + half];
  return lanes[0];
}

/// max(0, z), and NaN stays NaN.
REINS_INLINE Vector rectified(Vector z) { return z < 0 ? Vector{} : z; }

} // namespace
