// The iterations of Bullet's multibody solver over packed rows.
//
// Same rows, same order, same stopping rule as btMultiBodyConstraintSolver (Bullet 3.24); only the memory differs. Every
// moving body here is a multibody, so a row is two dot products and two scaled additions; Bullet walks general
// structures, keeps each velocity change twice, and multiplies the six zeros of a fixed base.
#pragma once

#include <BulletDynamics/Featherstone/btMultiBodyConstraintSolver.h>

#include <vector>

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
  /// One body's part of a row: `blocks` times four doubles, padded with zeros. Offsets into `store_`.
  struct Side {
    size_t jacobian = 0;
    size_t response = 0;
    size_t velocity = 0;
    int blocks = 0;
  };
  struct Row {
    Side a, b;
    /// `inverse` is the row's effective mass, `inertia` its reciprocal; both 0 switch a row off.
    double rhs, cfm, inverse, inertia, applied, low, high, friction;
    int normal;
    btMultiBodySolverConstraint* origin;
  };
  /// A row of one joint: its Jacobian has a single entry, +1 or -1, so no dot product is needed.
  struct JointEntry {
    Side side;
    size_t own;
    double sign, rhs, inverse, inertia, applied, low, high;
    btMultiBodySolverConstraint* origin;
  };
  struct MovedBody {
    btMultiBody* body;
    size_t velocity;
    int skipped;
  };

  void pack(btMultiBodyConstraintArray& from, std::vector<Row>& to);
  Side packSide(btMultiBody* body, int jacobianIndex);
  void packJoints();
  double wanted(const Row& row) const;
  void apply(const Side& side, double impulse);
  double solve(JointEntry& row);
  double solve(Row& row);
  double solveCone(Row& a, Row& b);
  double solvePairs(std::vector<Row>& rows, bool always);

  std::vector<double> store_;
  std::vector<MovedBody> moved_;
  std::vector<JointEntry> joints_;
  std::vector<Row> normals_, frictions_, rollings_, spinnings_;
};

}  // namespace cbullet
