// Torques on joints, and the quantities of a robot's equation of motion.
#include "world.hpp"

using namespace cbullet;

void cb_set_joint_torque(cb_world* world, int32_t body, int32_t joint, double torque) CB_NOEXCEPT {
  Body& found = world->bodies[size_t(body)];
  found.torques[size_t(joint)] = torque;
  found.hasTorques = found.hasTorques || torque != 0;
}

double cb_joint_torque(const cb_world* world, int32_t body, int32_t joint) CB_NOEXCEPT {
  return world->bodies[size_t(body)].torques[size_t(joint)];
}
