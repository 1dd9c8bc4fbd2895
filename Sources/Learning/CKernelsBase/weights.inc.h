// What happens to whole weight vectors: Adam, Polyak averaging, sums and the check that all is finite.
#pragma once
#include "lanes.inc.h"

namespace {

REINS_INLINE Vector square_root(Vector value) { return __builtin_elementwise_sqrt(value); }

/// Zero for a finite value, NaN otherwise.
REINS_INLINE Vector trace(Vector value) { return value * 0.0f; }

void add(int64_t count, const float *x, float *sum) noexcept {
  for_lanes(count, [&](int64_t i, auto lanes) __attribute__((always_inline)) {
    lanes.store(sum + i, lanes.load(sum + i) + lanes.load(x + i));
  });
}

void polyak(int64_t count, float rate, const float *source, float *target) noexcept {
  for_lanes(count, [&](int64_t i, auto lanes) __attribute__((always_inline)) {
    const Vector old = lanes.load(target + i);
    lanes.store(target + i, old + rate * (lanes.load(source + i) - old));
  });
}

template <bool Target>
int32_t adam_step(int64_t count, const reins_adam s, const float *gradient, float *weights, float *first_moment,
                  float *second_moment, float *target, float rate) {
  Vector traces{};
  for_lanes(count, [&](int64_t i, auto lanes) __attribute__((always_inline)) {
    const Vector g = lanes.load(gradient + i);
    const Vector m = s.beta1 * lanes.load(first_moment + i) + (1 - s.beta1) * g;
    const Vector v = s.beta2 * lanes.load(second_moment + i) + (1 - s.beta2) * g * g;
    const Vector w = lanes.load(weights + i) - s.step * m / (square_root(v) * s.deviation_scale + s.epsilon);
    lanes.store(first_moment + i, m);
    lanes.store(second_moment + i, v);
    lanes.store(weights + i, w);
    traces += trace(w) + trace(v);
    if (Target) {
      const Vector old = lanes.load(target + i);
      lanes.store(target + i, old + rate * (w - old));
    }
  });
  return horizontal_sum(traces) == 0;
}

int32_t adam(int64_t count, const reins_adam *settings, const float *gradient, float *weights, float *first_moment,
             float *second_moment, float *target, float rate) noexcept {
  return target ? adam_step<true>(count, *settings, gradient, weights, first_moment, second_moment, target, rate)
                : adam_step<false>(count, *settings, gradient, weights, first_moment, second_moment, nullptr, rate);
}

int32_t all_finite(int64_t count, const float *values) noexcept {
  Vector traces{};
  for_lanes(count, [&](int64_t i, auto lanes) __attribute__((always_inline)) {
    traces += trace(lanes.load(values + i));
  });
  return horizontal_sum(traces) == 0;
}

} // namespace
