#include "packed_rows.hpp"

#include <algorithm>
#include <cmath>

// The iterations are compiled for AVX2 too, and the processor chooses; without fused multiply-add, so both give the same
// bits.
#if defined(__x86_64__)
#define REINS_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define REINS_WIDE
#endif
#define REINS_INLINE __attribute__((always_inline)) inline

namespace cbullet {

void PackedRows::reserve(size_t points) {
  // A body of 24 velocities on both sides of a row: an arm and its fingers, a walker.
  constexpr size_t rowNumbers = 4 * 24;
  store.reserve(6 * points * rowNumbers);
  joints.reserve(points);
  normals.reserve(points);
  frictions.reserve(2 * points);
  rollings.reserve(2 * points);
  spinnings.reserve(points);
}

void PackedRows::clear() {
  store.clear();
  joints.clear();
  normals.clear();
  frictions.clear();
  rollings.clear();
  spinnings.clear();
}

size_t PackedRows::allocate(int blocks) {
  const size_t start = store.size();
  store.resize(start + size_t(blocks) * 4, 0.0);
  return start;
}

/// The impulse that would satisfy a row now, beyond what it has.
REINS_INLINE double PackedRows::wanted(const Row& row) const {
  double change = 0;
  for (const Side* side : {&row.a, &row.b}) {
    // Two pairs of sums: the additions of one do not wait for the other's.
    double sums[4] = {0, 0, 0, 0};
    const double* const jacobian = store.data() + side->jacobian;
    const double* const velocity = store.data() + side->velocity;
    for (int i = 0; i < side->blocks * 4; i += 4) {
      for (int lane = 0; lane < 4; ++lane) sums[lane] += jacobian[i + lane] * velocity[i + lane];
    }
    change += (sums[0] + sums[2]) + (sums[1] + sums[3]);
  }
  return row.rhs - row.applied * row.cfm - change * row.inverse;
}

REINS_INLINE void PackedRows::apply(const Side& side, double impulse) {
  double* const __restrict velocity = store.data() + side.velocity;
  const double* const __restrict response = store.data() + side.response;
  for (int i = 0; i < side.blocks * 4; i += 4) {
    for (int lane = 0; lane < 4; ++lane) velocity[i + lane] += response[i + lane] * impulse;
  }
}

/// Returns the velocity error that was left, as Bullet measures it.
REINS_INLINE double PackedRows::solve(JointRow& row) {
  const double wanted = row.rhs - row.sign * store[row.own] * row.inverse;
  const double sum = std::min(std::max(row.applied + wanted, row.low), row.high);
  const double impulse = sum - row.applied;
  row.applied = sum;
  apply(row.side, impulse);
  return impulse * row.inertia;
}

REINS_INLINE double PackedRows::solve(Row& row) {
  const double sum = std::min(std::max(row.applied + wanted(row), row.low), row.high);
  const double impulse = sum - row.applied;
  row.applied = sum;
  apply(row.a, impulse);
  apply(row.b, impulse);
  return impulse * row.inertia;
}

/// Two friction directions at once, clipped to the circle of Coulomb's cone.
REINS_INLINE double PackedRows::solveCone(Row& a, Row& b) {
  double sumB = b.applied + wanted(b);
  double sumA = a.applied + wanted(a);
  const double squared = sumA * sumA + sumB * sumB;
  if (squared >= a.low * b.low) {
    const double length = std::sqrt(squared);
    const double scaleA = length > 0 ? -a.low / length : 0, scaleB = length > 0 ? -b.low / length : 0;
    sumA *= std::min(scaleA, 1.0);
    sumB *= std::min(scaleB, 1.0);
  }
  const double impulseA = sumA - a.applied, impulseB = sumB - b.applied;
  a.applied = sumA;
  b.applied = sumB;
  apply(a.a, impulseA);
  apply(a.b, impulseA);
  apply(b.a, impulseB);
  apply(b.b, impulseB);
  return impulseA * a.inertia + impulseB * b.inertia;
}

REINS_INLINE double PackedRows::solvePairs(std::vector<Row>& rows, bool always) {
  double most = 0;
  for (size_t i = 0; i + 1 < rows.size(); i += 2) {
    Row &a = rows[i], &b = rows[i + 1];
    const double load = normals[size_t(a.normal)].applied;
    if (a.normal != b.normal || !(always || load > 0)) continue;
    for (Row* row : {&a, &b}) {
      row->low = -(row->friction * load);
      row->high = row->friction * load;
    }
    const double residual = solveCone(a, b);
    most = std::max(most, residual * residual);
  }
  return most;
}

REINS_WIDE double PackedRows::iterate(int iteration) {
  double most = 0;
  const auto note = [&](double residual) { most = std::max(most, residual * residual); };
  // Back and forth, so that no joint is always served last.
  const size_t count = joints.size();
  for (size_t i = 0; i < count; ++i) note(solve(joints[iteration & 1 ? i : count - 1 - i]));
  for (Row& row : normals) note(solve(row));
  for (Row& row : spinnings) {
    const double load = normals[size_t(row.normal)].applied;
    if (!(load > 0)) continue;
    row.low = -(row.friction * load);
    row.high = row.friction * load;
    note(solve(row));
  }
  most = std::max(most, solvePairs(rollings, false));
  return std::max(most, solvePairs(frictions, true));
}

void PackedRows::solve(int iterations, double threshold) {
  for (int iteration = 0; iteration < iterations; ++iteration) {
    if (iterate(iteration) <= threshold) return;
  }
}

}  // namespace cbullet
