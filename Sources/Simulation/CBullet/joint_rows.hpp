// Solver rows of single joints: motors, limits and dry friction.
//
// Bullet's own constraints of this kind name the robot twice, as both bodies of the row, so each row solves for the
// robot's response and walks its velocities twice, once with zeros. These rows have one body: half the work, the same
// numbers.
#pragma once

#include <BulletDynamics/Featherstone/btMultiBodyConstraint.h>

#include "joint_response.hpp"

namespace cbullet {

/// What a joint's motor was last told.
struct MotorCommand {
  double target = 0;
  double positionGain = 0;
  double targetVelocity = 0;
  double velocityGain = 0;
  double maximumForce = 0;
};

class JointRow : public btMultiBodyConstraint {
 public:
  JointRow(btMultiBody* body, int link, int type, JointResponse* response);
  void finalizeMultiDof() override;
  int getIslandIdA() const override;
  int getIslandIdB() const override { return getIslandIdA(); }
  void debugDraw(btIDebugDraw*) override {}

 protected:
  double position() const;
  double velocity() const;
  /// Appends a row that drives the joint, turned by `sign`, to `wanted` (m/s or rad/s) with an impulse in `low...high`.
  void append(
      btMultiBodyConstraintArray& rows, btMultiBodyJacobianData& data, double sign, double wanted, double low,
      double high);

 private:
  /// Shared by all rows of a robot, and outlives them.
  JointResponse* response_;
};

/// Asks for the velocity kp (target - q) / dt + qd + kd (target_velocity - qd): the law of btMultiBodyJointMotor.
class MotorRow final : public JointRow {
 public:
  MotorRow(btMultiBody* body, int link, JointResponse* response);
  void createConstraintRows(
      btMultiBodyConstraintArray& rows, btMultiBodyJacobianData& data, const btContactSolverInfo& info) override;
  MotorCommand command;
};

/// Pushes a joint back that has reached a limit: the law of btMultiBodyJointLimitConstraint.
class LimitRow final : public JointRow {
 public:
  LimitRow(btMultiBody* body, int link, JointResponse* response, double lower, double upper);
  void createConstraintRows(
      btMultiBodyConstraintArray& rows, btMultiBodyJacobianData& data, const btContactSolverInfo& info) override;

 private:
  double lower_, upper_;
};

/// Dry friction: holds the joint still as well as a force can.
class FrictionRow final : public JointRow {
 public:
  FrictionRow(btMultiBody* body, int link, JointResponse* response, double force);
  void createConstraintRows(
      btMultiBodyConstraintArray& rows, btMultiBodyJacobianData& data, const btContactSolverInfo& info) override;

 private:
  double force_;
};

}  // namespace cbullet
