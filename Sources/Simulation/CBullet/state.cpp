// Poses, velocities, joints and motors of the running world.
#include <algorithm>
#include <cmath>

#include "kinematics.hpp"
#include "world.hpp"

using namespace cbullet;

namespace {

Body& current(cb_world* world, int32_t body) {
  Body& found = world->bodies[size_t(body)];
  if (found.stale) world->refresh(found);
  return found;
}

}  // namespace

void cb_step(cb_world* world, int32_t substeps) CB_NOEXCEPT { world->step(substeps); }

int32_t cb_is_finite(const cb_world* world) CB_NOEXCEPT {
  // One sum: a single NaN or infinity anywhere survives it.
  double sum = 0;
  for (const Body& body : world->bodies) {
    if (!body.multiBody) continue;
    const btMultiBody& multiBody = *body.multiBody;
    const int velocities = 6 + multiBody.getNumDofs();
    for (int i = 0; i < velocities; ++i) sum += std::abs(multiBody.getVelocityVector()[i]);
    for (int i = 0; i < multiBody.getNumLinks(); ++i) sum += std::abs(multiBody.getJointPosMultiDof(i)[0]);
    const btVector3& position = multiBody.getBasePos();
    const btQuaternion& rotation = multiBody.getWorldToBaseRot();
    sum += std::abs(position.x()) + std::abs(position.y()) + std::abs(position.z());
    sum += std::abs(rotation.x()) + std::abs(rotation.y()) + std::abs(rotation.z()) + std::abs(rotation.w());
  }
  return std::isfinite(sum) ? 1 : 0;
}

void cb_get_link_pose(cb_world* world, int32_t body, int32_t link, double pose[7]) CB_NOEXCEPT {
  write(current(world, body).linkFrame(link), pose);
}

void cb_get_com_pose(cb_world* world, int32_t body, int32_t link, double pose[7]) CB_NOEXCEPT {
  write(current(world, body).colliders[size_t(link + 1)]->getWorldTransform(), pose);
}

void cb_get_com_position(cb_world* world, int32_t body, int32_t link, double position[3]) CB_NOEXCEPT {
  write(current(world, body).colliders[size_t(link + 1)]->getWorldTransform().getOrigin(), position);
}

void cb_get_inertia(const cb_world* world, int32_t body, int32_t link, double moments[3]) CB_NOEXCEPT {
  write(world->blueprint[size_t(body)].link(link).inertia, moments);
}

void cb_get_velocity(
    cb_world* world, int32_t body, int32_t link, const double local_point[3], double twist[6]) CB_NOEXCEPT {
  const Body& found = current(world, body);
  pointVelocity(found, link, found.linkFrame(link) * vector(local_point), twist);
}

void cb_get_com_velocity(cb_world* world, int32_t body, int32_t link, double twist[6]) CB_NOEXCEPT {
  const Body& found = current(world, body);
  pointVelocity(found, link, found.colliders[size_t(link + 1)]->getWorldTransform().getOrigin(), twist);
}

void cb_set_base_pose(cb_world* world, int32_t body, const double pose[7]) CB_NOEXCEPT {
  Body& found = world->bodies[size_t(body)];
  const btTransform base = transform(pose) * found.model->base.inertialFrame;
  if (found.multiBody) {
    found.multiBody->setBaseWorldTransform(base);
  } else {
    found.colliders[0]->setWorldTransform(base);
  }
  found.stale = true;
}

void cb_set_base_velocity(cb_world* world, int32_t body, const double twist[6]) CB_NOEXCEPT {
  Body& found = current(world, body);
  if (!found.multiBody || found.model->fixedBase) return;
  const btVector3 angular = vector(twist + 3);
  const btVector3 arm = found.colliders[0]->getWorldTransform().getOrigin() - found.linkFrame(-1).getOrigin();
  found.multiBody->setBaseOmega(angular);
  found.multiBody->setBaseVel(vector(twist) + angular.cross(arm));
}

double cb_joint_position(const cb_world* world, int32_t body, int32_t joint) CB_NOEXCEPT {
  return world->bodies[size_t(body)].multiBody->getJointPos(joint);
}

double cb_joint_velocity(const cb_world* world, int32_t body, int32_t joint) CB_NOEXCEPT {
  return world->bodies[size_t(body)].multiBody->getJointVel(joint);
}

void cb_reset_joint(cb_world* world, int32_t body, int32_t joint, double position, double velocity) CB_NOEXCEPT {
  Body& found = world->bodies[size_t(body)];
  found.multiBody->setJointPos(joint, position);
  found.multiBody->setJointVel(joint, velocity);
  found.stale = true;
}

void cb_set_motor(
    cb_world* world, int32_t body, int32_t joint, double target, double position_gain, double target_velocity,
    double velocity_gain, double maximum_force) CB_NOEXCEPT {
  Body& found = world->bodies[size_t(body)];
  const LinkModel& model = found.model->links[size_t(joint)];
  // A limit acts only once it is passed: a motor with a target behind it would push the joint through.
  if (model.hasLimits && position_gain != 0) target = std::min(std::max(target, model.lower), model.upper);
  found.motors[size_t(joint)]->command = {target, position_gain, target_velocity, velocity_gain, maximum_force};
}
