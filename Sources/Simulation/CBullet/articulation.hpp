// The links of a robot as spatial quantities in world axes about one point: what mass matrix and inverse dynamics are
// made of (Featherstone, Rigid Body Dynamics Algorithms, 2008, chapters 2, 5 and 6).
#pragma once

#include <BulletDynamics/Featherstone/btMultiBody.h>

#include <Eigen/Core>

#include <vector>

namespace cbullet {

inline Eigen::Vector3d eigen(const btVector3& v) { return {v.x(), v.y(), v.z()}; }

/// Mass, first moment and inertia about the reference of a link, or of a link with all that hangs on it.
struct RigidInertia {
  double mass = 0;
  Eigen::Vector3d moment = Eigen::Vector3d::Zero();
  Eigen::Matrix3d inertia = Eigen::Matrix3d::Zero();

  RigidInertia& operator+=(const RigidInertia& other) {
    mass += other.mass;
    moment += other.moment;
    inertia += other.inertia;
    return *this;
  }
};

/// A velocity or an acceleration: `linear` is that of the point of the body that is at the reference.
struct Motion {
  Eigen::Vector3d angular, linear;
};

/// A force, and its torque about the reference.
struct Wrench {
  Eigen::Vector3d torque, force;
};

/// What it takes to give `inertia` the acceleration `motion`; with a velocity, its momentum.
inline Wrench operator*(const RigidInertia& inertia, const Motion& motion) {
  return {
      inertia.inertia * motion.angular + inertia.moment.cross(motion.linear),
      inertia.mass * motion.linear + motion.angular.cross(inertia.moment)};
}

inline double power(const Motion& motion, const Wrench& wrench) {
  return motion.angular.dot(wrench.torque) + motion.linear.dot(wrench.force);
}

/// Inertia of a link about `reference`, and what a unit velocity of the joint in front of it does to it; 0 for a fixed
/// joint. The link's collider stands where the link does.
void placeLink(
    const btMultiBody& body, int link, const Eigen::Vector3d& reference, RigidInertia& inertia, Motion& motion);

RigidInertia baseInertia(const btMultiBody& body, const Eigen::Vector3d& reference);

/// Mass matrix of the joints: composite rigid bodies (Walker and Orin 1982).
///
/// `composites` holds each link's inertia and receives that of all that hangs on it; `motions` one per link, read at
/// movable ones. `mass` is square and 0; joint columns begin at `first`. With `base`, which holds the base link's
/// inertia and receives the robot's, the first six columns are the base's linear and angular velocity; the reference is
/// then the point whose velocity is meant.
void massMatrix(
    const btMultiBody& body, std::vector<RigidInertia>& composites, const std::vector<Motion>& motions,
    RigidInertia* base, int first, Eigen::Ref<Eigen::MatrixXd> mass);

}  // namespace cbullet
