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

/// Half a register, for matrices of few columns.
typedef float Half __attribute__((vector_size(width * sizeof(float) / 2)));

/// x − 0 is x for every x, so no subtraction is left; 0 + x would have to turn −0 into 0.
template <class Lanes = Vector> REINS_INLINE Lanes splat(float value) { return value - Lanes{}; }

template <class Lanes> REINS_INLINE Lanes loaded(const float *from) {
  Lanes value;
  memcpy(&value, from, sizeof value);
  return value;
}

template <class Lanes> REINS_INLINE void stored(float *to, Lanes value) { memcpy(to, &value, sizeof value); }

/// A whole register of elements.
struct Whole {
  REINS_INLINE Vector load(const float *from) const { return loaded<Vector>(from); }
  REINS_INLINE void store(float *to, Vector value) const { stored(to, value); }
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

/// The numbers of the lanes as template arguments.
template <class Number, Number... Lane> struct Lanes {};
using AllLanes = __make_integer_seq<Lanes, int, static_cast<int>(width)>;

/// Lane l of the result is lane l + Half of the value, going round.
template <int Half, int... Lane> REINS_INLINE Vector rotated(Vector value, Lanes<int, Lane...>) {
  return __builtin_shufflevector(value, value, ((Lane + Half) % width)...);
}

template <int Half = width / 2> REINS_INLINE float horizontal_sum(Vector value) {
  if constexpr (Half == 0)
    return value[0];
  else
    return horizontal_sum<Half / 2>(value + rotated<Half>(value, AllLanes{}));
}

/// Sum of body(index, lanes) over 0..<count; four sums at once hide the latency of an addition.
template <class Body> REINS_INLINE float sum_lanes(int64_t count, Body body) {
  Vector sums[4] = {};
  int64_t index = 0;
  for (; index + 4 * width <= count; index += 4 * width)
    for (int64_t part = 0; part < 4; ++part) sums[part] += body(index + part * width, Whole{});
  for (; index + width <= count; index += width) sums[0] += body(index, Whole{});
  if (index < count) sums[1] += Part{count - index}.keep(body(index, Part{count - index}));
  return horizontal_sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

/// One step of a transposition: rows a and b, `Half` apart, exchange the halves of every run of 2 Half lanes.
template <int Half, int... Lane> REINS_INLINE void exchange(Vector &a, Vector &b, Lanes<int, Lane...>) {
  const Vector first = __builtin_shufflevector(a, b, ((Lane & Half) ? width + Lane - Half : Lane)...);
  const Vector second = __builtin_shufflevector(a, b, ((Lane & Half) ? width + Lane : Lane + Half)...);
  a = first;
  b = second;
}

/// Transposes a square of registers.
template <int Half = width / 2> REINS_INLINE void transpose(Vector (&rows)[width]) {
  if constexpr (Half > 0) {
    for (int row = 0; row < width; ++row)
      if (!(row & Half)) exchange<Half>(rows[row], rows[row + Half], AllLanes{});
    transpose<Half / 2>(rows);
  }
}

/// max(0, z), and NaN stays NaN.
template <class Lanes> REINS_INLINE Lanes rectified(Lanes z) { return z < 0 ? Lanes{} : z; }

/// Value where the gate is above zero, else 0; the comparison lets NaN through.
template <class Lanes> REINS_INLINE Lanes gated(Lanes value, Lanes gate) { return gate <= 0 ? Lanes{} : value; }

} // namespace
