#include "joint_rows.hpp"

#include <BulletDynamics/Featherstone/btMultiBody.h>
#include <BulletDynamics/Featherstone/btMultiBodyLinkCollider.h>

namespace cbullet {

namespace {

/// Most impulse of a joint limit, N s or N m s: Bullet's value.
constexpr double limitImpulse = 100;

}  // namespace

JointRow::JointRow(btMultiBody* body, int link, int type, JointResponse* response)
    : btMultiBodyConstraint(body, nullptr, link, -1, 1, true, type), response_(response) {}

void JointRow::finalizeMultiDof() {
  allocateJacobiansMultiDof();
  m_numDofsFinalized = m_jacSizeBoth;
}

int JointRow::getIslandIdA() const { return m_bodyA->getLink(m_linkA).m_collider->getIslandTag(); }

double JointRow::position() const { return m_bodyA->getJointPos(m_linkA); }
double JointRow::velocity() const { return m_bodyA->getJointVel(m_linkA); }

void JointRow::append(
    btMultiBodyConstraintArray& rows, btMultiBodyJacobianData& data, double sign, double wanted, double low,
    double high) {
  btMultiBodySolverConstraint& row = rows.expandNonInitializing();
  row = btMultiBodySolverConstraint();
  const int size = 6 + m_bodyA->getNumDofs();
  row.m_orgConstraint = this;
  row.m_orgDofIndex = 0;
  row.m_multiBodyA = m_bodyA;
  row.m_linkA = m_linkA;
  row.m_deltaVelAindex = m_bodyA->getCompanionId();
  if (row.m_deltaVelAindex < 0) {
    row.m_deltaVelAindex = data.m_deltaVelocities.size();
    m_bodyA->setCompanionId(row.m_deltaVelAindex);
    data.m_deltaVelocities.resize(data.m_deltaVelocities.size() + size);
  }
  row.m_jacAindex = data.m_jacobians.size();
  data.m_jacobians.resize(data.m_jacobians.size() + size);
  data.m_deltaVelocitiesUnitImpulse.resize(data.m_deltaVelocitiesUnitImpulse.size() + size);

  double* const jacobian = &data.m_jacobians[row.m_jacAindex];
  double* const response = &data.m_deltaVelocitiesUnitImpulse[row.m_jacAindex];
  const int own = 6 + m_bodyA->getLink(m_linkA).m_dofOffset;
  jacobian[own] = sign;
  if (const double* const column = response_->column(own - 6)) {
    // The base of such a robot answers nothing; resize has filled its places with zeros.
    for (int i = 6; i < size; ++i) response[i] = sign * column[i - 6];
  } else {
    m_bodyA->calcAccelerationDeltasMultiDof(jacobian, response, data.scratch_r, data.scratch_v);
  }
  const double inertia = sign * response[own];
  row.m_jacDiagABInv = inertia > SIMD_EPSILON ? 1 / inertia : 1;
  row.m_rhs = (wanted - sign * velocity()) * row.m_jacDiagABInv;
  row.m_rhsPenetration = 0;
  row.m_cfm = 0;
  row.m_friction = 0;
  row.m_appliedImpulse = 0;
  row.m_appliedPushImpulse = 0;
  row.m_lowerLimit = low;
  row.m_upperLimit = high;
  // Only joint feedback, which is off, would read these.
  row.m_contactNormal1.setZero();
  row.m_contactNormal2.setZero();
  row.m_relpos1CrossNormal.setZero();
  row.m_relpos2CrossNormal.setZero();
}

MotorRow::MotorRow(btMultiBody* body, int link, JointResponse* response)
    : JointRow(body, link, MULTIBODY_CONSTRAINT_1DOF_JOINT_MOTOR, response) {}

void MotorRow::createConstraintRows(
    btMultiBodyConstraintArray& rows, btMultiBodyJacobianData& data, const btContactSolverInfo& info) {
  if (command.maximumForce == 0) return;
  const double wanted = command.positionGain * (command.target - position()) / info.m_timeStep + velocity() +
                        command.velocityGain * (command.targetVelocity - velocity());
  const double impulse = command.maximumForce * info.m_timeStep;
  append(rows, data, 1, wanted, -impulse, impulse);
}

LimitRow::LimitRow(btMultiBody* body, int link, JointResponse* response, double lower, double upper)
    : JointRow(body, link, MULTIBODY_CONSTRAINT_LIMIT, response), lower_(lower), upper_(upper) {}

void LimitRow::createConstraintRows(
    btMultiBodyConstraintArray& rows, btMultiBodyJacobianData& data, const btContactSolverInfo& info) {
  // Bullet would correct a deep violation in a second pass, which it does not have for robots: it only stops there.
  const auto wanted = [&](double gap) {
    const bool split = info.m_splitImpulse && gap <= info.m_splitImpulsePenetrationThreshold;
    return split ? 0 : -gap * info.m_erp / info.m_timeStep;
  };
  const double above = position() - lower_, below = upper_ - position();
  if (above <= 0) append(rows, data, 1, wanted(above), 0, limitImpulse);
  if (below <= 0) append(rows, data, -1, wanted(below), 0, limitImpulse);
}

FrictionRow::FrictionRow(btMultiBody* body, int link, JointResponse* response, double force)
    : JointRow(body, link, MULTIBODY_CONSTRAINT_1DOF_JOINT_MOTOR, response), force_(force) {}

void FrictionRow::createConstraintRows(
    btMultiBodyConstraintArray& rows, btMultiBodyJacobianData& data, const btContactSolverInfo& info) {
  const double impulse = force_ * info.m_timeStep;
  append(rows, data, 1, 0, -impulse, impulse);
}

}  // namespace cbullet
