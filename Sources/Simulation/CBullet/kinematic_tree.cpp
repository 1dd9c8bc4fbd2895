// Where the links of a tree are, and how it moves on.
#include "kinematic_tree.hpp"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>

namespace cbullet {

namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

Matrix3d eigen(const btMatrix3x3& m) {
  Matrix3d result;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) result(row, column) = m[row][column];
  }
  return result;
}

Matrix3d crossMatrix(const Vector3d& v) {
  Matrix3d result;
  result << 0, -v.z(), v.y(), v.z(), 0, -v.x(), -v.y(), v.x(), 0;
  return result;
}

}  // namespace

KinematicTree::KinematicTree(btMultiBody& body, const BodyModel& model) : body_(body), floating_(!model.fixedBase) {
  size_ = body.getNumDofs() + (floating_ ? 6 : 0);
  stride_ = (size_ + 3) / 4 * 4;
  const size_t count = model.links.size();
  for (size_t index = 0; index < count; ++index) {
    const LinkModel& from = model.links[index];
    Link link;
    link.parent = from.parent;
    if (from.movable()) link.place = body.getLink(int(index)).m_dofOffset + (floating_ ? 6 : 0);
    link.slides = from.jointType == CB_PRISMATIC;
    link.mass = from.mass;
    link.moments = cbullet::eigen(from.inertia);
    link.weighs = from.mass != 0 || !link.moments.isZero(0);
    // Frames are those of centres of mass, along principal axes.
    const btTransform joint = model.link(from.parent).inertialFrame.inverse() * from.parentFromJoint;
    const Matrix3d before = eigen(joint.getBasis()), after = eigen(from.inertialFrame.getBasis());
    // The joint turns about its axis by its position, but at the axis' length times its velocity, as in Bullet.
    const Vector3d axis = cbullet::eigen(from.axis), unit = axis.normalized();
    const Matrix3d along = unit * unit.transpose();
    const bool turns = from.movable() && !link.slides;
    link.still = before * (turns ? along : Matrix3d::Identity()) * after;
    link.turnCos = before * (Matrix3d::Identity() - along) * after;
    link.turnSin = before * crossMatrix(unit) * after;
    link.pivot = cbullet::eigen(joint.getOrigin());
    link.travel = before * axis;
    link.centreFromJoint = after.transpose() * cbullet::eigen(from.inertialFrame.getOrigin());
    link.axis = after.transpose() * axis;
    link.motion = {Vector3d::Zero(), Vector3d::Zero()};
    links_.push_back(link);
  }
  base_.mass = body.getBaseMass();
  base_.moments = cbullet::eigen(body.getBaseInertia());
  base_.weighs = true;
  base_.centre = Vector3d::Zero();
  velocities_.resize(count);
  accelerations_.resize(count);
  wrenches_.resize(count);
  composites_.resize(count);
  const size_t square = size_t(size_) * size_t(stride_);
  mass_.assign(square, 0);
  factor_.assign(square, 0);
  inverse_.assign(square, 0);
  forces_.assign(size_t(stride_), 0);
  change_.assign(size_t(stride_), 0);
  place();
}

void KinematicTree::place() {
  reference_ = cbullet::eigen(body_.getBasePos());
  base_.rotation = eigen(btMatrix3x3(body_.getWorldToBaseRot().inverse()));
  for (size_t index = 0; index < links_.size(); ++index) {
    Link& link = links_[index];
    const Link& parent = link.parent < 0 ? base_ : links_[size_t(link.parent)];
    if (link.place < 0) {
      link.rotation.noalias() = parent.rotation * link.still;
      link.centre = parent.centre + parent.rotation * link.pivot + link.rotation * link.centreFromJoint;
      continue;
    }
    const double position = body_.getLink(int(index)).m_jointPos[0];
    if (link.slides) {
      link.rotation.noalias() = parent.rotation * link.still;
      link.centre = parent.centre + parent.rotation * (link.pivot + position * link.travel) +
                    link.rotation * link.centreFromJoint;
      link.motion.linear = link.rotation * link.axis;
      continue;
    }
    const Matrix3d turn = link.still + std::cos(position) * link.turnCos + std::sin(position) * link.turnSin;
    link.rotation.noalias() = parent.rotation * turn;
    const Vector3d pivot = parent.centre + parent.rotation * link.pivot;
    link.centre = pivot + link.rotation * link.centreFromJoint;
    link.motion.angular = link.rotation * link.axis;
    link.motion.linear = pivot.cross(link.motion.angular);
  }
}

btTransform KinematicTree::frame(int index) const {
  const Link& link = index < 0 ? base_ : links_[size_t(index)];
  const Matrix3d& r = link.rotation;
  const Vector3d centre = link.centre + reference_;
  return btTransform(
      btMatrix3x3(r(0, 0), r(0, 1), r(0, 2), r(1, 0), r(1, 1), r(1, 2), r(2, 0), r(2, 1), r(2, 2)),
      btVector3(centre.x(), centre.y(), centre.z()));
}

void KinematicTree::addVelocities(const double* change, double factor) {
  double* const velocities = const_cast<double*>(this->velocities());
  const double most = body_.getMaxCoordinateVelocity();
  for (int i = 0; i < size_; ++i) {
    velocities[i] = std::min(std::max(velocities[i] + change[i] * factor, -most), most);
  }
}

void KinematicTree::integrate(double seconds) {
  if (floating_) {
    body_.setBasePos(body_.getBasePos() + seconds * body_.getBaseVel());
    // btMultiBody::stepPositionsMultiDof: the exponential map, with a largest turn a step.
    const btVector3 omega = body_.getBaseOmega();
    double rate = omega.length();
    constexpr double largest = 0.5 * SIMD_HALF_PI;
    if (rate * seconds > largest) rate = largest / seconds;
    const btVector3 half = rate < 0.001 ? omega * (0.5 * seconds - seconds * seconds * seconds * 0.020833333333 * rate * rate)
                                        : omega * (std::sin(0.5 * rate * seconds) / rate);
    btQuaternion turned = body_.getWorldToBaseRot() *
                          btQuaternion(-half.x(), -half.y(), -half.z(), std::cos(rate * seconds * 0.5));
    turned.normalize();
    body_.setWorldToBaseRot(turned);
  }
  const double* const joints = body_.getVelocityVector() + 6;
  const int first = floating_ ? 6 : 0;
  for (size_t index = 0; index < links_.size(); ++index) {
    const int place = links_[index].place;
    if (place >= 0) body_.getLink(int(index)).m_jointPos[0] += seconds * joints[place - first];
  }
}

void KinematicTree::respond(const double* impulses, double* changes) const {
  std::fill(changes, changes + stride_, 0.0);
  for (int from = 0; from < size_; ++from) {
    const double impulse = impulses[from];
    if (impulse == 0) continue;
    const double* const column = response(from);
    for (int i = 0; i < stride_; i += 4) {
      for (int lane = 0; lane < 4; ++lane) changes[i + lane] += column[i + lane] * impulse;
    }
  }
}

void KinematicTree::pointColumns(int link, const Vector3d& point, std::vector<Vector3d>& columns) const {
  columns.assign(size_t(size_), Vector3d::Zero());
  const Vector3d arm = point - reference_;
  if (floating_) {
    for (int axis = 0; axis < 3; ++axis) {
      columns[size_t(axis)] = Vector3d::Unit(axis).cross(arm);
      columns[size_t(3 + axis)] = Vector3d::Unit(axis);
    }
  }
  for (int at = link; at >= 0; at = links_[size_t(at)].parent) {
    const Link& found = links_[size_t(at)];
    if (found.place >= 0) columns[size_t(found.place)] = found.motion.linear + found.motion.angular.cross(arm);
  }
}

void KinematicTree::angularColumns(int link, std::vector<Vector3d>& columns) const {
  columns.assign(size_t(size_), Vector3d::Zero());
  if (floating_) {
    for (int axis = 0; axis < 3; ++axis) columns[size_t(axis)] = Vector3d::Unit(axis);
  }
  for (int at = link; at >= 0; at = links_[size_t(at)].parent) {
    const Link& found = links_[size_t(at)];
    if (found.place >= 0) columns[size_t(found.place)] = found.motion.angular;
  }
}

}  // namespace cbullet
