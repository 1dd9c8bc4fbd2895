// Velocities and Jacobians from link frames and joint axes.
#include "kinematics.hpp"

#include <algorithm>

namespace cbullet {

void pointVelocity(const Body& body, int link, const btVector3& point, double twist[6]) {
  btVector3 linear(0, 0, 0), angular(0, 0, 0);
  if (body.multiBody) {
    for (int at = link; at >= 0; at = body.model->links[size_t(at)].parent) {
      const LinkModel& joint = body.model->links[size_t(at)];
      if (!joint.movable()) continue;
      const double speed = body.multiBody->getJointVel(at);
      const Column column = jointColumn(joint, body.linkFrame(at), point);
      linear += column.linear * speed;
      angular += column.angular * speed;
    }
    if (!body.model->fixedBase) {
      const btVector3 omega = body.multiBody->getBaseOmega();
      angular += omega;
      linear += body.multiBody->getBaseVel() + omega.cross(point - body.multiBody->getBasePos());
    }
  }
  write(linear, twist);
  write(angular, twist + 3);
}

}  // namespace cbullet

using namespace cbullet;

int32_t cb_dof_count(const cb_world* world, int32_t body) CB_NOEXCEPT {
  const BodyModel& model = world->blueprint[size_t(body)];
  if (model.isStatic) return 0;
  const auto movable = [](const LinkModel& link) { return link.movable(); };
  const auto joints = std::count_if(model.links.begin(), model.links.end(), movable);
  return int32_t(joints) + (model.fixedBase ? 0 : 6);
}

void cb_jacobian(
    cb_world* world, int32_t body, int32_t link, const double local_point[3], double* jacobian) CB_NOEXCEPT {
  Body& found = world->bodies[size_t(body)];
  const int columns = cb_dof_count(world, body);
  if (columns == 0) return;
  if (found.stale) world->refresh(found);
  const BodyModel& model = *found.model;
  const btVector3 point = found.linkFrame(link) * vector(local_point);
  std::fill(jacobian, jacobian + 6 * columns, 0.0);
  const auto put = [&](int column, const Column& values) {
    for (int row = 0; row < 3; ++row) {
      jacobian[row * columns + column] = values.linear[row];
      jacobian[(3 + row) * columns + column] = values.angular[row];
    }
  };
  if (!model.fixedBase) {
    const btVector3 arm = point - found.linkFrame(-1).getOrigin();
    for (int axis = 0; axis < 3; ++axis) {
      btVector3 unit(0, 0, 0);
      unit[axis] = 1;
      put(axis, {unit, btVector3(0, 0, 0)});
      put(3 + axis, {unit.cross(arm), unit});
    }
  }
  // Links come after their parents, so one pass from the tip marks the chain.
  int next = link;
  int tail = columns;
  for (int at = int(model.links.size()) - 1; at >= 0; --at) {
    const LinkModel& joint = model.links[size_t(at)];
    if (joint.movable()) --tail;
    if (at != next) continue;
    next = joint.parent;
    if (joint.movable()) put(tail, jointColumn(joint, found.linkFrame(at), point));
  }
}
