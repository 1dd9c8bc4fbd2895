// From contact points to packed rows: the laws of btMultiBodyConstraintSolver (Bullet 3.24), `convertMultiBodyContact`
// and `setupMultiBodyContactConstraint`.
#pragma once

#include <BulletCollision/NarrowPhaseCollision/btPersistentManifold.h>

#include <Eigen/Core>

#include "kinematic_tree.hpp"
#include "packed_rows.hpp"

namespace cbullet {

/// One side of a contact; `tree` is null where nothing moves.
struct ContactSide {
  const KinematicTree* tree = nullptr;
  int link = -1;
  /// Where the tree's velocity changes are in the rows' store.
  size_t velocity = 0;
};

class ContactRows {
 public:
  ContactRows(PackedRows& rows, const cb_configuration& configuration) : rows_(rows), configuration_(configuration) {
    columnsA_.reserve(64);
    columnsB_.reserve(64);
  }

  /// Rows for all points of a manifold: one along the normal, two across, and those against rolling and spinning.
  void append(const ContactSide& a, const ContactSide& b, btPersistentManifold& manifold);
  /// Tells the points of all appended manifolds what the solver made of them.
  void tellImpulses();

 private:
  using Columns = std::vector<Eigen::Vector3d>;

  void appendPoint(const ContactSide& a, const ContactSide& b, btManifoldPoint& point, bool resistsTurning);
  void appendTorsion(const btVector3& axis, double friction, int normal, std::vector<PackedRows::Row>& to);
  /// A row along `direction` over the columns at hand; fills all but `rhs`, `cfm`, limits. Returns the relative velocity.
  double begin(PackedRows::Row& row, const btVector3& direction, double cfm);
  PackedRows::Side side(
      const ContactSide& from, const Columns& columns, const btVector3& direction, double* velocity, double* inertia);

  PackedRows& rows_;
  const cb_configuration& configuration_;
  ContactSide a_, b_;
  Columns columnsA_, columnsB_;
};

}  // namespace cbullet
