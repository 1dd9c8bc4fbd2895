// Mass matrix and inverse dynamics of one body, fixed or floating.
#pragma once

#include "articulation.hpp"

namespace cbullet {

struct Body;

/// Allocates at the first call only. Positions must have reached the colliders.
class Dynamics {
 public:
  /// `mass` is square, one column per degree of freedom, a floating base's six first.
  void massMatrix(const Body& body, Eigen::Ref<Eigen::MatrixXd> mass);
  /// Generalised forces by recursive Newton and Euler (Luh, Walker and Paul 1980); null accelerations are zeros.
  void inverse(const Body& body, const btVector3& gravity, const double* accelerations, double* forces);
  /// Linear and angular acceleration that the last `inverse` without accelerations gave to the point of a link that is
  /// at `point`: J' v, what the joints' velocities alone do.
  Eigen::Matrix<double, 6, 1> accelerationWithoutForce(
      int link, const Eigen::Vector3d& point, const btVector3& gravity) const;

 private:
  void place(const Body& body);

  Eigen::Vector3d reference_ = Eigen::Vector3d::Zero();
  std::vector<RigidInertia> inertias_;
  std::vector<Motion> motions_, velocities_, accelerations_;
  std::vector<Wrench> wrenches_;
};

}  // namespace cbullet
