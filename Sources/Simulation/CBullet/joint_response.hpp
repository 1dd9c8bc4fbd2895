// How a robot on a fixed base answers an impulse at one of its joints: the columns of its inverse mass matrix.
//
// Bullet propagates each unit impulse through the whole arm. A robot with motors needs a column for every joint in every
// step, and then one mass matrix and its factor are cheaper: composite rigid bodies (Walker and Orin 1982;
// Featherstone, Rigid Body Dynamics Algorithms, 2008, chapter 6).
#pragma once

#include "articulation.hpp"

namespace cbullet {

class JointResponse {
 public:
  explicit JointResponse(const btMultiBody& body) : body_(body) {}

  /// Positions have changed: the next column is computed anew.
  void invalidate() { state_ = State::stale; }

  /// Velocity changes of all joints, `getNumDofs` values, for a unit impulse at degree of freedom `dof`; null where the
  /// matrix does not serve (a floating base, more than `most` joints, a singular arm) and Bullet must be asked.
  const double* column(int dof);

 private:
  static constexpr int most = 32;
  enum class State { stale, ready, unusable };
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, most, most>;
  void compute();

  const btMultiBody& body_;
  State state_ = State::stale;
  std::vector<RigidInertia> composites_;
  std::vector<Motion> motions_;
  Matrix inverse_;
};

}  // namespace cbullet
