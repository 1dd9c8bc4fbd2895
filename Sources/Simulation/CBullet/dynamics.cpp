// Torques on joints, and the two sides of a robot's equation of motion.
#include "dynamics.hpp"

#include <Eigen/Geometry>

#include "world.hpp"

namespace cbullet {

namespace {

/// Change of a motion that is carried along by another.
Motion cross(const Motion& a, const Motion& b) {
  return {a.angular.cross(b.angular), a.angular.cross(b.linear) + a.linear.cross(b.angular)};
}

Wrench cross(const Motion& a, const Wrench& momentum) {
  return {
      a.angular.cross(momentum.torque) + a.linear.cross(momentum.force), a.angular.cross(momentum.force)};
}

Motion operator+(const Motion& a, const Motion& b) { return {a.angular + b.angular, a.linear + b.linear}; }
Motion operator*(const Motion& a, double b) { return {a.angular * b, a.linear * b}; }

}  // namespace

void Dynamics::place(const Body& body) {
  const btMultiBody& multiBody = *body.multiBody;
  const size_t links = size_t(multiBody.getNumLinks());
  // The point whose velocity the base's columns mean; any point serves where the base is fixed.
  reference_ = eigen(body.linkFrame(-1).getOrigin());
  inertias_.resize(links);
  motions_.resize(links);
  for (size_t link = 0; link < links; ++link) {
    placeLink(multiBody, int(link), reference_, inertias_[link], motions_[link]);
  }
}

void Dynamics::massMatrix(const Body& body, Eigen::Ref<Eigen::MatrixXd> mass) {
  place(body);
  mass.setZero();
  if (body.model->fixedBase) return cbullet::massMatrix(*body.multiBody, inertias_, motions_, nullptr, 0, mass);
  RigidInertia base = baseInertia(*body.multiBody, reference_);
  cbullet::massMatrix(*body.multiBody, inertias_, motions_, &base, 6, mass);
}

void Dynamics::inverse(const Body& body, const btVector3& gravity, const double* accelerations, double* forces) {
  place(body);
  const btMultiBody& multiBody = *body.multiBody;
  const bool floating = !body.model->fixedBase;
  const int first = floating ? 6 : 0;
  const size_t links = inertias_.size();
  velocities_.resize(links);
  accelerations_.resize(links);
  wrenches_.resize(links);

  // Gravity is a frame that falls up.
  Motion velocity{Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};
  Motion acceleration{Eigen::Vector3d::Zero(), -eigen(gravity)};
  Wrench root{Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};
  if (floating) {
    const Eigen::Vector3d omega = eigen(multiBody.getBaseOmega());
    const Eigen::Vector3d centre = eigen(multiBody.getBasePos()) - reference_;
    velocity = {omega, eigen(multiBody.getBaseVel()) - omega.cross(centre)};
    // The reference stands still while the base moves on.
    acceleration.linear -= omega.cross(velocity.linear);
    if (accelerations) {
      acceleration.linear += Eigen::Map<const Eigen::Vector3d>(accelerations);
      acceleration.angular += Eigen::Map<const Eigen::Vector3d>(accelerations + 3);
    }
    const RigidInertia base = baseInertia(multiBody, reference_);
    const Wrench inertial = base * acceleration, turning = cross(velocity, base * velocity);
    root = {inertial.torque + turning.torque, inertial.force + turning.force};
  }
  for (size_t link = 0; link < links; ++link) {
    const int parent = multiBody.getParent(int(link));
    velocities_[link] = parent < 0 ? velocity : velocities_[size_t(parent)];
    accelerations_[link] = parent < 0 ? acceleration : accelerations_[size_t(parent)];
    const btMultibodyLink& info = multiBody.getLink(int(link));
    if (info.m_dofCount != 0) {
      const Motion own = motions_[link] * multiBody.getJointVel(int(link));
      const double asked = accelerations ? accelerations[first + info.m_dofOffset] : 0;
      accelerations_[link] = accelerations_[link] + motions_[link] * asked + cross(velocities_[link], own);
      velocities_[link] = velocities_[link] + own;
    }
    const Wrench inertial = inertias_[link] * accelerations_[link];
    const Wrench turning = cross(velocities_[link], inertias_[link] * velocities_[link]);
    wrenches_[link] = {inertial.torque + turning.torque, inertial.force + turning.force};
  }
  for (int link = int(links) - 1; link >= 0; --link) {
    const Wrench& wrench = wrenches_[size_t(link)];
    const btMultibodyLink& info = multiBody.getLink(link);
    if (info.m_dofCount != 0) forces[first + info.m_dofOffset] = power(motions_[size_t(link)], wrench);
    const int parent = multiBody.getParent(link);
    Wrench& above = parent < 0 ? root : wrenches_[size_t(parent)];
    above.torque += wrench.torque;
    above.force += wrench.force;
  }
  if (!floating) return;
  Eigen::Map<Eigen::Vector3d>(forces, 3) = root.force;
  Eigen::Map<Eigen::Vector3d>(forces + 3, 3) = root.torque;
}

Eigen::Matrix<double, 6, 1> Dynamics::accelerationWithoutForce(
    int link, const Eigen::Vector3d& point, const btVector3& gravity) const {
  const Motion& velocity = velocities_[size_t(link)];
  const Motion& acceleration = accelerations_[size_t(link)];
  const Eigen::Vector3d arm = point - reference_;
  const Eigen::Vector3d there = velocity.linear + velocity.angular.cross(arm);
  Eigen::Matrix<double, 6, 1> result;
  result << acceleration.linear + eigen(gravity) + acceleration.angular.cross(arm) + velocity.angular.cross(there),
      acceleration.angular;
  return result;
}

}  // namespace cbullet

using namespace cbullet;

namespace {

Body& current(cb_world* world, int32_t body) {
  Body& found = world->bodies[size_t(body)];
  if (found.stale) world->refresh(found);
  return found;
}

}  // namespace

void cb_mass_matrix(cb_world* world, int32_t body, double* matrix) CB_NOEXCEPT {
  const int columns = cb_dof_count(world, body);
  if (columns == 0) return;
  Body& found = current(world, body);
  found.dynamics.massMatrix(found, Eigen::Map<Eigen::MatrixXd>(matrix, columns, columns));
}

void cb_inverse_dynamics(
    cb_world* world, int32_t body, const double* accelerations, double* forces) CB_NOEXCEPT {
  if (cb_dof_count(world, body) == 0) return;
  Body& found = current(world, body);
  found.dynamics.inverse(found, vector(world->configuration.gravity), accelerations, forces);
}

void cb_set_joint_torque(cb_world* world, int32_t body, int32_t joint, double torque) CB_NOEXCEPT {
  Body& found = world->bodies[size_t(body)];
  found.torques[size_t(joint)] = torque;
  found.hasTorques = found.hasTorques || torque != 0;
}

double cb_joint_torque(const cb_world* world, int32_t body, int32_t joint) CB_NOEXCEPT {
  return world->bodies[size_t(body)].torques[size_t(joint)];
}
