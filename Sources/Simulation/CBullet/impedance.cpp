// Operational space control. O. Khatib, "A unified approach for motion and force control of robot manipulators: the
// operational space formulation", IEEE Journal of Robotics and Automation 3(1), 1987.
#include "impedance.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>

#include "kinematics.hpp"
#include "world.hpp"

namespace cbullet {

namespace {

constexpr int most = CB_MAXIMUM_IMPEDANCE_JOINTS;
using Vector6 = Eigen::Matrix<double, 6, 1>;
using Matrix6 = Eigen::Matrix<double, 6, 6>;
using Columns = Eigen::Matrix<double, 6, Eigen::Dynamic, 0, 6, most>;
using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, most, most>;
using Joints = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, most, 1>;

/// Directions in which the arm would answer like more than 200 kg (or kg m2) are those it is about to lose: there the
/// law pushes no harder than that.
constexpr double leastMobility = 1.0 / 200;

Matrix6 inertiaAt(const Matrix6& mobility) {
  const Eigen::SelfAdjointEigenSolver<Matrix6> solver(mobility);
  const Vector6 inverse = solver.eigenvalues().cwiseMax(leastMobility).cwiseInverse();
  return solver.eigenvectors() * inverse.asDiagonal() * solver.eigenvectors().transpose();
}

/// From the frame to the target: metres, and the rotation vector, world axes.
Vector6 errorOf(const btTransform& frame, const btTransform& target) {
  const btVector3 offset = target.getOrigin() - frame.getOrigin();
  btQuaternion turn = target.getRotation() * frame.getRotation().inverse();
  if (turn.w() < 0) turn = -turn;
  const btVector3 sine(turn.x(), turn.y(), turn.z());
  const double length = sine.length();
  const btVector3 rotation = length > 1e-12 ? sine * (2 * std::atan2(length, turn.w()) / length) : sine * 2;
  Vector6 error;
  for (int i = 0; i < 3; ++i) {
    error[i] = offset[i];
    error[3 + i] = rotation[i];
  }
  return error;
}

int dofOf(const btMultiBody& multiBody, int link) { return multiBody.getLink(link).m_dofOffset; }

}  // namespace

void applyImpedance(Body& body, const btVector3& gravity) {
  const ImpedanceCommand& command = body.impedance;
  const btMultiBody& multiBody = *body.multiBody;
  ImpedanceRoom& room = body.impedanceRoom;
  const int count = command.count, dofs = multiBody.getNumDofs();
  room.mass.resize(dofs, dofs);
  room.bias.resize(dofs);
  body.dynamics.massMatrix(body, room.mass);
  body.dynamics.inverse(body, gravity, nullptr, room.bias.data());

  // The other joints, fingers mostly, are held by their motors: they move along and add no motion of their own.
  const btTransform frame = body.linkFrame(command.link);
  Columns jacobian = Columns::Zero(6, count);
  Square mass(count, count);
  Joints velocity(count), bias(count), pull(count);
  const cb_impedance& law = command.settings;
  const auto damping = [&](double stiffness) { return 2 * law.damping_ratio * std::sqrt(stiffness); };
  for (int i = 0; i < count; ++i) {
    const int joint = command.joints[i], dof = dofOf(multiBody, joint);
    for (int k = 0; k < count; ++k) mass(i, k) = room.mass(dof, dofOf(multiBody, command.joints[k]));
    bias[i] = room.bias[dof];
    velocity[i] = multiBody.getJointVel(joint);
    pull[i] = law.posture_stiffness * (command.posture[i] - multiBody.getJointPos(joint)) -
              damping(law.posture_stiffness) * velocity[i];
  }
  for (int at = command.link; at >= 0; at = body.model->links[size_t(at)].parent) {
    const int* const place = std::find(command.joints, command.joints + count, at);
    if (place == command.joints + count) continue;
    const Column column = jointColumn(body.model->links[size_t(at)], body.linkFrame(at), frame.getOrigin());
    for (int row = 0; row < 3; ++row) {
      jacobian(row, place - command.joints) = column.linear[row];
      jacobian(3 + row, place - command.joints) = column.angular[row];
    }
  }

  const Vector6 error = errorOf(frame, transform(command.target));
  const Vector6 twist = jacobian * velocity;
  Vector6 wanted = -body.dynamics.accelerationWithoutForce(command.link, eigen(frame.getOrigin()), gravity);
  wanted.head<3>() += law.stiffness * error.head<3>() - damping(law.stiffness) * twist.head<3>();
  wanted.tail<3>() += law.rotational_stiffness * error.tail<3>() - damping(law.rotational_stiffness) * twist.tail<3>();

  const Eigen::LLT<Square> factor(mass);
  const Eigen::Matrix<double, Eigen::Dynamic, 6, 0, most, 6> answer = factor.solve(jacobian.transpose());
  const Matrix6 inertia = inertiaAt(jacobian * answer);
  // What the posture asks for, less what of it would move the frame.
  const Joints free = mass * (pull - answer * (inertia * (jacobian * pull)));
  const Joints torque = jacobian.transpose() * (inertia * wanted) + free + bias;
  for (int i = 0; i < count; ++i) {
    const double limit = command.limits[i];
    body.torques[size_t(command.joints[i])] = std::min(std::max(torque[i], -limit), limit);
  }
  body.hasTorques = true;
}

}  // namespace cbullet

using namespace cbullet;

void cb_set_impedance(
    cb_world* world, int32_t body, int32_t link, const int32_t* joints, int32_t count, const double* posture,
    const double* limits, const cb_impedance* settings, const double target[7]) CB_NOEXCEPT {
  cb_clear_impedance(world, body);
  Body& found = world->bodies[size_t(body)];
  ImpedanceCommand& command = found.impedance;
  command.count = count;
  command.link = link;
  std::copy_n(joints, count, command.joints);
  std::copy_n(posture, count, command.posture);
  std::copy_n(limits, count, command.limits);
  command.settings = *settings;
  std::copy_n(target, 7, command.target);
  for (int i = 0; i < count; ++i) found.motors[size_t(joints[i])]->command = MotorCommand();
}

void cb_set_impedance_target(cb_world* world, int32_t body, const double target[7]) CB_NOEXCEPT {
  std::copy_n(target, 7, world->bodies[size_t(body)].impedance.target);
}

void cb_clear_impedance(cb_world* world, int32_t body) CB_NOEXCEPT {
  Body& found = world->bodies[size_t(body)];
  for (int i = 0; i < found.impedance.count; ++i) found.torques[size_t(found.impedance.joints[i])] = 0;
  found.impedance = ImpedanceCommand();
}
