#include "articulation.hpp"

#include <BulletDynamics/Featherstone/btMultiBodyLinkCollider.h>

#include <Eigen/Geometry>

namespace cbullet {

namespace {

struct Placed {
  Eigen::Matrix3d axes;
  /// The centre of mass from the reference.
  Eigen::Vector3d centre;

  Placed(const btCollisionObject& collider, const Eigen::Vector3d& reference) {
    const btTransform& frame = collider.getWorldTransform();
    for (int row = 0; row < 3; ++row) axes.row(row) = eigen(frame.getBasis()[row]).transpose();
    centre = eigen(frame.getOrigin()) - reference;
  }

  RigidInertia inertia(double mass, const btVector3& principal) const {
    RigidInertia result;
    result.mass = mass;
    result.moment = mass * centre;
    result.inertia = axes * eigen(principal).asDiagonal() * axes.transpose() +
                     mass * (centre.squaredNorm() * Eigen::Matrix3d::Identity() - centre * centre.transpose());
    return result;
  }
};

}  // namespace

void placeLink(
    const btMultiBody& body, int index, const Eigen::Vector3d& reference, RigidInertia& inertia, Motion& motion) {
  const btMultibodyLink& link = body.getLink(index);
  const Placed placed(*link.m_collider, reference);
  inertia = placed.inertia(link.m_mass, link.m_inertiaLocal);
  motion.angular = placed.axes * eigen(link.getAxisTop(0));
  // The second half of Bullet's joint axis is the velocity of the centre of mass.
  motion.linear = placed.axes * eigen(link.getAxisBottom(0)) - motion.angular.cross(placed.centre);
}

RigidInertia baseInertia(const btMultiBody& body, const Eigen::Vector3d& reference) {
  return Placed(*body.getBaseCollider(), reference).inertia(body.getBaseMass(), body.getBaseInertia());
}

void massMatrix(
    const btMultiBody& body, std::vector<RigidInertia>& composites, const std::vector<Motion>& motions,
    RigidInertia* base, int first, Eigen::Ref<Eigen::MatrixXd> mass) {
  for (int link = body.getNumLinks() - 1; link >= 0; --link) {
    const RigidInertia& composite = composites[size_t(link)];
    const int parent = body.getParent(link);
    if (parent >= 0) {
      composites[size_t(parent)] += composite;
    } else if (base) {
      *base += composite;
    }
    if (body.getLink(link).m_dofCount == 0) continue;
    const Wrench wrench = composite * motions[size_t(link)];
    const int column = first + body.getLink(link).m_dofOffset;
    for (int at = link; at >= 0; at = body.getParent(at)) {
      if (body.getLink(at).m_dofCount == 0) continue;
      const int row = first + body.getLink(at).m_dofOffset;
      mass(row, column) = mass(column, row) = power(motions[size_t(at)], wrench);
    }
    if (!base) continue;
    mass.col(column).head<3>() = wrench.force;
    mass.col(column).segment<3>(3) = wrench.torque;
    mass.row(column).head<6>() = mass.col(column).head<6>();
  }
  if (!base) return;
  for (int axis = 0; axis < 3; ++axis) {
    const Eigen::Vector3d unit = Eigen::Vector3d::Unit(axis);
    const Wrench pushed = *base * Motion{Eigen::Vector3d::Zero(), unit};
    const Wrench turned = *base * Motion{unit, Eigen::Vector3d::Zero()};
    mass.col(axis).head<6>() << pushed.force, pushed.torque;
    mass.col(3 + axis).head<6>() << turned.force, turned.torque;
  }
}

}  // namespace cbullet
