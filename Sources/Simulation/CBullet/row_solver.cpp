#include "row_solver.hpp"

#include <BulletDynamics/Featherstone/btMultiBody.h>

#include <algorithm>

namespace cbullet {

btScalar RowSolver::solveGroupCacheFriendlySetup(
    btCollisionObject** bodies, int bodyCount, btPersistentManifold** manifolds, int manifoldCount,
    btTypedConstraint** constraints, int constraintCount, const btContactSolverInfo& info, btIDebugDraw* drawer) {
  const btScalar result = btMultiBodyConstraintSolver::solveGroupCacheFriendlySetup(
      bodies, bodyCount, manifolds, manifoldCount, constraints, constraintCount, info, drawer);
  rows_.clear();
  moved_.clear();
  packJoints();
  pack(m_multiBodyNormalContactConstraints, rows_.normals);
  pack(m_multiBodyFrictionContactConstraints, rows_.frictions);
  pack(m_multiBodyTorsionalFrictionContactConstraints, rows_.rollings);
  pack(m_multiBodySpinningFrictionContactConstraints, rows_.spinnings);
  return result;
}

void RowSolver::pack(btMultiBodyConstraintArray& from, std::vector<PackedRows::Row>& to) {
  for (int i = 0; i < from.size(); ++i) {
    btMultiBodySolverConstraint& row = from[i];
    const double inverse = row.m_jacDiagABInv;
    to.push_back({packSide(row.m_multiBodyA, row.m_jacAindex), packSide(row.m_multiBodyB, row.m_jacBindex), row.m_rhs,
                  row.m_cfm, inverse, inverse > 0 ? 1 / inverse : 0, row.m_appliedImpulse, row.m_lowerLimit,
                  row.m_upperLimit, row.m_friction, row.m_frictionIndex, &row});
  }
}

void RowSolver::packJoints() {
  // World puts nothing but joint rows among the constraints.
  for (int i = 0; i < m_multiBodyNonContactConstraints.size(); ++i) {
    btMultiBodySolverConstraint& row = m_multiBodyNonContactConstraints[i];
    const PackedRows::Side side = packSide(row.m_multiBodyA, row.m_jacAindex);
    const int skipped = row.m_multiBodyA->hasFixedBase() ? 6 : 0;
    const int own = 6 + row.m_multiBodyA->getLink(row.m_linkA).m_dofOffset;
    rows_.joints.push_back({side, side.velocity + size_t(own - skipped), m_data.m_jacobians[row.m_jacAindex + own],
                            row.m_rhs, row.m_jacDiagABInv, 1 / row.m_jacDiagABInv, row.m_appliedImpulse,
                            row.m_lowerLimit, row.m_upperLimit, &row});
  }
}

PackedRows::Side RowSolver::packSide(btMultiBody* body, int jacobianIndex) {
  PackedRows::Side side;
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
    side.velocity = rows_.allocate(side.blocks + 2) + 8;
    moved_.push_back({body, side.velocity, skipped});
  }
  const auto append = [&](const double* values) {
    const size_t start = rows_.allocate(side.blocks);
    std::copy(values + skipped, values + skipped + count, rows_.store.begin() + long(start));
    return start;
  };
  side.jacobian = append(&m_data.m_jacobians[jacobianIndex]);
  side.response = append(&m_data.m_deltaVelocitiesUnitImpulse[jacobianIndex]);
  return side;
}

btScalar RowSolver::solveSingleIteration(
    int iteration, btCollisionObject**, int, btPersistentManifold**, int, btTypedConstraint**, int,
    const btContactSolverInfo&, btIDebugDraw*) {
  return rows_.iterate(iteration);
}

btScalar RowSolver::solveGroupCacheFriendlyFinish(
    btCollisionObject** bodies, int bodyCount, const btContactSolverInfo& info) {
  const auto tell = [](const auto& rows) {
    for (const auto& row : rows) static_cast<btMultiBodySolverConstraint*>(row.origin)->m_appliedImpulse = row.applied;
  };
  tell(rows_.joints);
  for (const auto* rows : {&rows_.normals, &rows_.frictions, &rows_.rollings, &rows_.spinnings}) tell(*rows);
  for (const MovedBody& moved : moved_) {
    moved.body->applyDeltaVeeMultiDof2(rows_.store.data() + moved.velocity - moved.skipped, 1);
  }
  return btMultiBodyConstraintSolver::solveGroupCacheFriendlyFinish(bodies, bodyCount, info);
}

}  // namespace cbullet
