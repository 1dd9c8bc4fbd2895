// How a tree accelerates and answers impulses.
#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>

#include "kinematic_tree.hpp"

namespace cbullet {

namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

/// How fast a motion that a link carries along changes as the link moves.
Motion carried(const Motion& by, const Motion& motion) {
  return {by.angular.cross(motion.angular), by.angular.cross(motion.linear) + by.linear.cross(motion.angular)};
}

}  // namespace

RigidInertia KinematicTree::inertia(const Link& link) const {
  RigidInertia result;
  result.mass = link.mass;
  result.moment = link.mass * link.centre;
  const Matrix3d scaled = link.rotation * link.moments.asDiagonal();
  result.inertia.noalias() = scaled * link.rotation.transpose();
  const Vector3d &c = link.centre, &m = result.moment;
  result.inertia(0, 0) += m.y() * c.y() + m.z() * c.z();
  result.inertia(1, 1) += m.x() * c.x() + m.z() * c.z();
  result.inertia(2, 2) += m.x() * c.x() + m.y() * c.y();
  const double xy = m.x() * c.y(), xz = m.x() * c.z(), yz = m.y() * c.z();
  result.inertia(0, 1) -= xy;
  result.inertia(1, 0) -= xy;
  result.inertia(0, 2) -= xz;
  result.inertia(2, 0) -= xz;
  result.inertia(1, 2) -= yz;
  result.inertia(2, 1) -= yz;
  return result;
}

Wrench KinematicTree::bias(const Link& link, const Motion& velocity, const Motion& acceleration) const {
  const Vector3d speed = velocity.linear + velocity.angular.cross(link.centre);
  const Vector3d change =
      acceleration.linear + acceleration.angular.cross(link.centre) + velocity.angular.cross(speed);
  // Bullet's drag: d m v (1 + |v|), and the same for rotation.
  const double drag = body_.getLinearDamping() * (1 + speed.norm());
  const Vector3d force = link.mass * (change + drag * speed);
  const Vector3d turning = link.rotation.transpose() * velocity.angular;
  const Vector3d spin = link.moments.cwiseProduct(turning);
  const double angularDrag = body_.getAngularDamping() * (1 + turning.norm());
  const Vector3d torque = link.moments.cwiseProduct(link.rotation.transpose() * acceleration.angular) +
                          turning.cross(spin) + angularDrag * spin;
  return {link.rotation * torque + link.centre.cross(force), force};
}

void KinematicTree::accelerate(const btVector3& gravity, const std::vector<double>& torques, double seconds) {
  const double* const speeds = velocities();
  Motion velocity{Vector3d::Zero(), Vector3d::Zero()};
  // Gravity is a frame that falls up; the reference stands still while the base moves on.
  Motion acceleration{Vector3d::Zero(), -eigen(gravity)};
  Wrench root{Vector3d::Zero(), Vector3d::Zero()};
  if (floating_) {
    velocity = {Vector3d(speeds[0], speeds[1], speeds[2]), Vector3d(speeds[3], speeds[4], speeds[5])};
    acceleration.linear -= velocity.angular.cross(velocity.linear);
    root = bias(base_, velocity, acceleration);
  }
  const size_t count = links_.size();
  for (size_t index = 0; index < count; ++index) {
    const Link& link = links_[index];
    Motion& moving = velocities_[index];
    Motion& changing = accelerations_[index];
    moving = link.parent < 0 ? velocity : velocities_[size_t(link.parent)];
    changing = link.parent < 0 ? acceleration : accelerations_[size_t(link.parent)];
    if (link.place >= 0) {
      const double speed = speeds[link.place];
      const Motion own{link.motion.angular * speed, link.motion.linear * speed};
      const Motion coriolis = carried(moving, own);
      changing.angular += coriolis.angular;
      changing.linear += coriolis.linear;
      moving.angular += own.angular;
      moving.linear += own.linear;
    }
    wrenches_[index] = link.weighs ? bias(link, moving, changing) : Wrench{Vector3d::Zero(), Vector3d::Zero()};
  }
  for (size_t index = count; index-- > 0;) {
    const Link& link = links_[index];
    const Wrench& wrench = wrenches_[index];
    if (link.place >= 0) forces_[size_t(link.place)] = torques[index] - power(link.motion, wrench);
    Wrench& above = link.parent < 0 ? root : wrenches_[size_t(link.parent)];
    above.torque += wrench.torque;
    above.force += wrench.force;
  }
  if (floating_) {
    for (int axis = 0; axis < 3; ++axis) {
      forces_[size_t(axis)] = -root.torque[axis];
      forces_[size_t(3 + axis)] = -root.force[axis];
    }
  }
  respond(forces_.data(), change_.data());
  addVelocities(change_.data(), seconds);
}

void KinematicTree::invertMass() {
  if (size_ == 0) return;
  if (links_.empty()) return invertRigid();
  invertTree();
}

void KinematicTree::invertRigid() {
  Vector3d inverse;
  for (int axis = 0; axis < 3; ++axis) inverse[axis] = base_.moments[axis] > 0 ? 1 / base_.moments[axis] : 0;
  const Matrix3d scaled = base_.rotation * inverse.asDiagonal();
  const Matrix3d turning = scaled * base_.rotation.transpose();
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) inverse_[size_t(row * stride_ + column)] = turning(row, column);
    inverse_[size_t((3 + row) * stride_ + 3 + row)] = 1 / base_.mass;
  }
}

/// Composite rigid bodies (Walker and Orin 1982).
void KinematicTree::invertTree() {
  std::fill(mass_.begin(), mass_.end(), 0.0);
  const auto put = [&](int row, int column, double value) {
    mass_[size_t(row * stride_ + column)] = value;
    mass_[size_t(column * stride_ + row)] = value;
  };
  RigidInertia whole;
  if (floating_) whole = inertia(base_);
  for (size_t index = 0; index < links_.size(); ++index) {
    composites_[index] = links_[index].weighs ? inertia(links_[index]) : RigidInertia();
  }
  for (size_t index = links_.size(); index-- > 0;) {
    const Link& link = links_[index];
    const RigidInertia& composite = composites_[index];
    if (link.parent >= 0) {
      composites_[size_t(link.parent)] += composite;
    } else if (floating_) {
      whole += composite;
    }
    if (link.place < 0) continue;
    const Wrench wrench = composite * link.motion;
    for (int at = int(index); at >= 0; at = links_[size_t(at)].parent) {
      const Link& above = links_[size_t(at)];
      if (above.place >= 0) put(above.place, link.place, power(above.motion, wrench));
    }
    if (!floating_) continue;
    for (int axis = 0; axis < 3; ++axis) {
      put(axis, link.place, wrench.torque[axis]);
      put(3 + axis, link.place, wrench.force[axis]);
    }
  }
  if (floating_) {
    for (int axis = 0; axis < 3; ++axis) {
      const Wrench turned = whole * Motion{Vector3d::Unit(axis), Vector3d::Zero()};
      for (int row = 0; row < 3; ++row) {
        put(axis, row, turned.torque[row]);
        put(axis, 3 + row, turned.force[row]);
      }
      put(3 + axis, 3 + axis, whole.mass);
    }
  }
  factorAndInvert();
}

/// M = L L', M^-1 = W' W with W the inverse of L. A velocity without inertia answers nothing, as in Bullet.
void KinematicTree::factorAndInvert() {
  const int n = size_, stride = stride_;
  double* const lower = factor_.data();
  const double* const mass = mass_.data();
  for (int row = 0; row < n; ++row) {
    double* const l = lower + row * stride;
    for (int column = 0; column < row; ++column) {
      const double* const other = lower + column * stride;
      double sum = mass[row * stride + column];
      for (int k = 0; k < column; ++k) sum -= l[k] * other[k];
      // The diagonal holds reciprocals.
      l[column] = sum * other[column];
    }
    double sum = mass[row * stride + row];
    for (int k = 0; k < row; ++k) sum -= l[k] * l[k];
    l[row] = sum >= SIMD_EPSILON ? 1 / std::sqrt(sum) : 0;
  }
  // L becomes W in place, row by row: W_row = (e_row - sum over k < row of L_row,k W_k) / L_row,row.
  double* const scratch = change_.data();
  for (int row = 0; row < n; ++row) {
    double* const l = lower + row * stride;
    const double reciprocal = l[row];
    std::fill(scratch, scratch + row, 0.0);
    for (int k = 0; k < row; ++k) {
      const double factor = l[k] * reciprocal;
      const double* const w = lower + k * stride;
      for (int column = 0; column <= k; ++column) scratch[column] -= factor * w[column];
    }
    std::copy(scratch, scratch + row, l);
  }
  std::fill(inverse_.begin(), inverse_.end(), 0.0);
  for (int k = 0; k < n; ++k) {
    const double* const w = lower + k * stride;
    for (int row = 0; row <= k; ++row) {
      double* const out = inverse_.data() + row * stride;
      for (int column = 0; column <= row; ++column) out[column] += w[row] * w[column];
    }
  }
  for (int row = 0; row < n; ++row) {
    for (int column = 0; column < row; ++column) inverse_[size_t(column * stride + row)] = inverse_[size_t(row * stride + column)];
  }
}

}  // namespace cbullet
