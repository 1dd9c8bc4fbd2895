#include "row_solver.hpp"

#include <BulletDynamics/Featherstone/btMultiBody.h>

#include <algorithm>
#include <cmath>

namespace cbullet {

btScalar RowSolver::solveGroupCacheFriendlySetup(
    btCollisionObject** bodies, int bodyCount, btPersistentManifold** manifolds, int manifoldCount,
    btTypedConstraint** constraints, int constraintCount, const btContactSolverInfo& info, btIDebugDraw* drawer) {
  const btScalar result = btMultiBodyConstraintSolver::solveGroupCacheFriendlySetup(
      bodies, bodyCount, manifolds, manifoldCount, constraints, constraintCount, info, drawer);
  store_.clear();
  moved_.clear();
  packJoints();
  pack(m_multiBodyNormalContactConstraints, normals_);
  pack(m_multiBodyFrictionContactConstraints, frictions_);
  pack(m_multiBodyTorsionalFrictionContactConstraints, rollings_);
  pack(m_multiBodySpinningFrictionContactConstraints, spinnings_);
  return result;
}

void RowSolver::pack(btMultiBodyConstraintArray& from, std::vector<Row>& to) {
  to.clear();
  for (int i = 0; i < from.size(); ++i) {
    btMultiBodySolverConstraint& row = from[i];
    const double inverse = row.m_jacDiagABInv;
    to.push_back({packSide(row.m_multiBodyA, row.m_jacAindex), packSide(row.m_multiBodyB, row.m_jacBindex), row.m_rhs,
                  row.m_cfm, inverse, inverse > 0 ? 1 / inverse : 0, row.m_appliedImpulse, row.m_lowerLimit,
                  row.m_upperLimit, row.m_friction, row.m_frictionIndex, &row});
  }
}

void RowSolver::packJoints() {
  joints_.clear();
  // World puts nothing but joint rows among the constraints.
  for (int i = 0; i < m_multiBodyNonContactConstraints.size(); ++i) {
    btMultiBodySolverConstraint& row = m_multiBodyNonContactConstraints[i];
    const Side side = packSide(row.m_multiBodyA, row.m_jacAindex);
    const int skipped = row.m_multiBodyA->hasFixedBase() ? 6 : 0;
    const int own = 6 + row.m_multiBodyA->getLink(row.m_linkA).m_dofOffset;
    joints_.push_back({side, side.velocity + size_t(own - skipped), m_data.m_jacobians[row.m_jacAindex + own],
                       row.m_rhs, row.m_jacDiagABInv, 1 / row.m_jacDiagABInv, row.m_appliedImpulse,
                       row.m_lowerLimit, row.m_upperLimit, &row});
  }
}

RowSolver::Side RowSolver::packSide(btMultiBody* body, int jacobianIndex) {
  Side side;
  if (body == nullptr) return side;
  // A fixed base answers no impulse: its six places are zero throughout.
  const int skipped = body->hasFixedBase() ? 6 : 0;
  const int count = 6 + body->getNumDofs() - skipped;
  side.blocks = (count + 3) / 4;
  const auto known = std::find_if(moved_.begin(), moved_.end(), [&](const MovedBody& m) { return m.body == body; });
  if (known != moved_.end()) {
    side.velocity = known->velocity;
  } else {
    // Room for the skipped places in front, so that the whole can be handed back.
    side.velocity = store_.size() + 8;
    store_.resize(side.velocity + size_t(side.blocks) * 4, 0.0);
    moved_.push_back({body, side.velocity, skipped});
  }
  const auto append = [&](const double* values) {
    const size_t start = store_.size();
    store_.resize(start + size_t(side.blocks) * 4, 0.0);
    std::copy(values + skipped, values + skipped + count, store_.begin() + long(start));
    return start;
  };
  side.jacobian = append(&m_data.m_jacobians[jacobianIndex]);
  side.response = append(&m_data.m_deltaVelocitiesUnitImpulse[jacobianIndex]);
  return side;
}

/// The impulse that would satisfy a row now, beyond what it has.
inline double RowSolver::wanted(const Row& row) const {
  double change = 0;
  for (const Side* side : {&row.a, &row.b}) {
    // Two pairs of sums: the additions of one do not wait for the other's.
    double sums[4] = {0, 0, 0, 0};
    const double* const jacobian = &store_[side->jacobian];
    const double* const velocity = &store_[side->velocity];
    for (int i = 0; i < side->blocks * 4; i += 4) {
      for (int lane = 0; lane < 4; ++lane) sums[lane] += jacobian[i + lane] * velocity[i + lane];
    }
    change += (sums[0] + sums[2]) + (sums[1] + sums[3]);
  }
  return row.rhs - row.applied * row.cfm - change * row.inverse;
}

inline void RowSolver::apply(const Side& side, double impulse) {
  double* const __restrict velocity = &store_[side.velocity];
  const double* const __restrict response = &store_[side.response];
  for (int i = 0; i < side.blocks * 4; i += 4) {
    for (int lane = 0; lane < 4; ++lane) velocity[i + lane] += response[i + lane] * impulse;
  }
}

/// Returns the velocity error that was left, as Bullet measures it.
inline double RowSolver::solve(JointEntry& row) {
  const double wanted = row.rhs - row.sign * store_[row.own] * row.inverse;
  const double sum = std::min(std::max(row.applied + wanted, row.low), row.high);
  const double impulse = sum - row.applied;
  row.applied = sum;
  apply(row.side, impulse);
  return impulse * row.inertia;
}

inline double RowSolver::solve(Row& row) {
  const double sum = std::min(std::max(row.applied + wanted(row), row.low), row.high);
  const double impulse = sum - row.applied;
  row.applied = sum;
  apply(row.a, impulse);
  apply(row.b, impulse);
  return impulse * row.inertia;
}

/// Two friction directions at once, clipped to the circle of Coulomb's cone.
double RowSolver::solveCone(Row& a, Row& b) {
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

double RowSolver::solvePairs(std::vector<Row>& rows, bool always) {
  double most = 0;
  for (size_t i = 0; i + 1 < rows.size(); i += 2) {
    Row &a = rows[i], &b = rows[i + 1];
    const double load = normals_[size_t(a.normal)].applied;
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

btScalar RowSolver::solveSingleIteration(
    int iteration, btCollisionObject**, int, btPersistentManifold**, int, btTypedConstraint**, int,
    const btContactSolverInfo&, btIDebugDraw*) {
  double most = 0;
  const auto note = [&](double residual) { most = std::max(most, residual * residual); };
  // Back and forth, so that no joint is always served last.
  const size_t count = joints_.size();
  for (size_t i = 0; i < count; ++i) note(solve(joints_[iteration & 1 ? i : count - 1 - i]));
  for (Row& row : normals_) note(solve(row));
  for (Row& row : spinnings_) {
    const double load = normals_[size_t(row.normal)].applied;
    if (!(load > 0)) continue;
    row.low = -(row.friction * load);
    row.high = row.friction * load;
    note(solve(row));
  }
  most = std::max(most, solvePairs(rollings_, false));
  return std::max(most, solvePairs(frictions_, true));
}

btScalar RowSolver::solveGroupCacheFriendlyFinish(
    btCollisionObject** bodies, int bodyCount, const btContactSolverInfo& info) {
  for (const JointEntry& row : joints_) row.origin->m_appliedImpulse = row.applied;
  for (const auto* rows : {&normals_, &frictions_, &rollings_, &spinnings_}) {
    for (const Row& row : *rows) row.origin->m_appliedImpulse = row.applied;
  }
  for (const MovedBody& moved : moved_) {
    moved.body->applyDeltaVeeMultiDof2(&store_[moved.velocity] - moved.skipped, 1);
  }
  return btMultiBodyConstraintSolver::solveGroupCacheFriendlyFinish(bodies, bodyCount, info);
}

}  // namespace cbullet
