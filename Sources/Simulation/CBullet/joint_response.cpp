#include "joint_response.hpp"

#include <BulletDynamics/Featherstone/btMultiBodyLinkCollider.h>

#include <Eigen/Cholesky>
#include <Eigen/Geometry>

namespace cbullet {

namespace {

Eigen::Vector3d eigen(const btVector3& v) { return {v.x(), v.y(), v.z()}; }

}  // namespace

const double* JointResponse::column(int dof) {
  if (state_ == State::stale) compute();
  return state_ == State::ready ? inverse_.col(dof).data() : nullptr;
}

void JointResponse::place(int index, const Eigen::Vector3d& reference) {
  const btMultibodyLink& link = body_.getLink(index);
  const btTransform& frame = link.m_collider->getWorldTransform();
  Eigen::Matrix3d axes;
  for (int row = 0; row < 3; ++row) axes.row(row) = eigen(frame.getBasis()[row]).transpose();
  const Eigen::Vector3d centre = eigen(frame.getOrigin()) - reference;

  Composite& composite = composites_[size_t(index)];
  composite.mass = link.m_mass;
  composite.moment = link.m_mass * centre;
  composite.inertia = axes * eigen(link.m_inertiaLocal).asDiagonal() * axes.transpose() +
                      link.m_mass * (centre.squaredNorm() * Eigen::Matrix3d::Identity() - centre * centre.transpose());

  Motion& motion = motions_[size_t(index)];
  motion.angular = axes * eigen(link.getAxisTop(0));
  // The second half of Bullet's joint axis is the velocity of the centre of mass.
  motion.linear = axes * eigen(link.getAxisBottom(0)) - motion.angular.cross(centre);
}

void JointResponse::compute() {
  state_ = State::unusable;
  const int links = body_.getNumLinks(), dofs = body_.getNumDofs();
  if (!body_.hasFixedBase() || dofs == 0 || dofs > most) return;
  composites_.resize(size_t(links));
  motions_.resize(size_t(links));
  const Eigen::Vector3d reference = eigen(body_.getBasePos());
  for (int link = 0; link < links; ++link) place(link, reference);

  Matrix mass = Matrix::Zero(dofs, dofs);
  for (int link = links - 1; link >= 0; --link) {
    const Composite& composite = composites_[size_t(link)];
    const int parent = body_.getParent(link);
    if (parent >= 0) {
      Composite& above = composites_[size_t(parent)];
      above.mass += composite.mass;
      above.moment += composite.moment;
      above.inertia += composite.inertia;
    }
    if (body_.getLink(link).m_dofCount == 0) continue;
    const Motion& motion = motions_[size_t(link)];
    const Eigen::Vector3d force = composite.mass * motion.linear + motion.angular.cross(composite.moment);
    const Eigen::Vector3d torque = composite.inertia * motion.angular + composite.moment.cross(motion.linear);
    const int column = body_.getLink(link).m_dofOffset;
    for (int at = link; at >= 0; at = body_.getParent(at)) {
      if (body_.getLink(at).m_dofCount == 0) continue;
      const int row = body_.getLink(at).m_dofOffset;
      const Motion& other = motions_[size_t(at)];
      mass(row, column) = mass(column, row) = other.angular.dot(torque) + other.linear.dot(force);
    }
  }
  const Eigen::LLT<Matrix> factor(mass);
  if (factor.info() != Eigen::Success) return;
  inverse_ = factor.solve(Matrix::Identity(dofs, dofs));
  state_ = State::ready;
}

}  // namespace cbullet
