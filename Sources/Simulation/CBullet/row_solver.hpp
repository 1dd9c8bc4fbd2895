// Bullet's multibody solver with its iterations over packed rows: same rows, same order, same stopping rule as
// btMultiBodyConstraintSolver (Bullet 3.24); only the memory differs. Bullet walks general structures, keeps each
// velocity change twice, and multiplies the six zeros of a fixed base.
#pragma once

#include <BulletDynamics/Featherstone/btMultiBodyConstraintSolver.h>

#include <vector>

#include "packed_rows.hpp"

namespace cbullet {

class RowSolver final : public btMultiBodyConstraintSolver {
 public:
  btScalar solveGroupCacheFriendlySetup(
      btCollisionObject** bodies, int bodyCount, btPersistentManifold** manifolds, int manifoldCount,
      btTypedConstraint** constraints, int constraintCount, const btContactSolverInfo& info,
      btIDebugDraw* drawer) override;
  btScalar solveSingleIteration(
      int iteration, btCollisionObject** bodies, int bodyCount, btPersistentManifold** manifolds, int manifoldCount,
      btTypedConstraint** constraints, int constraintCount, const btContactSolverInfo& info,
      btIDebugDraw* drawer) override;
  btScalar solveGroupCacheFriendlyFinish(
      btCollisionObject** bodies, int bodyCount, const btContactSolverInfo& info) override;

 private:
  struct MovedBody {
    btMultiBody* body;
    size_t velocity;
    int skipped;
  };

  void pack(btMultiBodyConstraintArray& from, std::vector<PackedRows::Row>& to);
  PackedRows::Side packSide(btMultiBody* body, int jacobianIndex);
  void packJoints();

  PackedRows rows_;
  std::vector<MovedBody> moved_;
};

}  // namespace cbullet
