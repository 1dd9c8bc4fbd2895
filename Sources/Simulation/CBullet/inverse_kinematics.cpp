// Inverse kinematics: damped least squares with joint limits as an active set.
#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kinematics.hpp"

using namespace cbullet;

namespace {

constexpr int most = CB_MAXIMUM_SOLVED_JOINTS;
using Vector6 = Eigen::Matrix<double, 6, 1>;
using Matrix6 = Eigen::Matrix<double, 6, 6>;
using Columns = Eigen::Matrix<double, 6, Eigen::Dynamic, 0, 6, most>;
using Joints = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, most, 1>;

/// The smallest squared damping: keeps the 6 x 6 system solvable where the arm is straight.
constexpr double leastDamping = 1e-12;

/// What is left to the target.
struct Error {
  Vector6 weighted;
  double metres = 0;
  double radians = 0;
  double cost() const { return weighted.squaredNorm(); }
};

/// The chain from the base to a link, with the solved joints' places on it.
class Chain {
 public:
  Chain(const Body& body, int link, const int32_t* joints, int count) : body_(body), count_(count) {
    for (int at = link; at >= 0 && length_ < longest; at = body.model->links[size_t(at)].parent) {
      path_[length_] = at;
      solved_[length_] = -1;
      for (int i = 0; i < count; ++i) {
        if (joints[i] == at) solved_[length_] = i;
      }
      ++length_;
    }
    std::reverse(path_, path_ + length_);
    std::reverse(solved_, solved_ + length_);
  }

  /// Link frames along the chain for these positions; returns the last.
  btTransform place(const Joints& positions) {
    btTransform frame = body_.linkFrame(-1);
    for (int i = 0; i < length_; ++i) {
      const LinkModel& link = body_.model->links[size_t(path_[i])];
      double position = 0;
      if (solved_[i] >= 0) {
        position = positions[solved_[i]];
      } else if (link.movable()) {
        position = body_.multiBody->getJointPos(path_[i]);
      }
      frame = frame * parentFromLink(link, position);
      frames_[i] = frame;
    }
    return frame;
  }

  /// Columns of the solved joints at the frames of the last `place`.
  Columns jacobian(const btVector3& point, double weight) const {
    Columns columns = Columns::Zero(6, count_);
    for (int i = 0; i < length_; ++i) {
      if (solved_[i] < 0) continue;
      const Column column = jointColumn(body_.model->links[size_t(path_[i])], frames_[i], point);
      for (int row = 0; row < 3; ++row) {
        columns(row, solved_[i]) = column.linear[row];
        columns(3 + row, solved_[i]) = column.angular[row] * weight;
      }
    }
    return columns;
  }

 private:
  static constexpr int longest = 256;
  const Body& body_;
  int count_;
  int length_ = 0;
  int path_[longest];
  int solved_[longest];
  btTransform frames_[longest];
};

Error measure(const btTransform& at, const btTransform& target, double weight) {
  const btVector3 offset = target.getOrigin() - at.getOrigin();
  btQuaternion turn = target.getRotation() * at.getRotation().inverse();
  if (turn.w() < 0) turn = -turn;
  const btVector3 sine(turn.x(), turn.y(), turn.z());
  const double length = sine.length();
  const double angle = 2 * std::atan2(length, turn.w());
  const btVector3 rotation = length > 1e-12 ? sine * (angle / length) : sine * 2;
  Error error;
  for (int i = 0; i < 3; ++i) {
    error.weighted[i] = offset[i];
    error.weighted[3 + i] = weight * rotation[i];
  }
  error.metres = offset.length();
  error.radians = angle;
  return error;
}

struct Limits {
  Joints lower, upper;
  Joints clamp(const Joints& q) const { return q.cwiseMax(lower).cwiseMin(upper); }
};

/// The joints' own limits, narrowed to what may change in this call.
Limits limitsOf(
    const BodyModel& model, const int32_t* joints, int count, const double* start, double maximumChange) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  Limits limits{Joints::Constant(count, -infinite), Joints::Constant(count, infinite)};
  for (int i = 0; i < count; ++i) {
    const LinkModel& joint = model.links[size_t(joints[i])];
    if (!joint.hasLimits) continue;
    limits.lower[i] = joint.lower;
    limits.upper[i] = joint.upper;
  }
  for (int i = 0; i < count; ++i) {
    const double from = std::min(std::max(start[i], limits.lower[i]), limits.upper[i]);
    limits.lower[i] = std::max(limits.lower[i], from - maximumChange);
    limits.upper[i] = std::min(limits.upper[i], from + maximumChange);
  }
  return limits;
}

/// The damped step; a joint that stands at a limit and would leave it is taken out and the rest is solved again.
Joints damped(Columns columns, const Vector6& error, double damping, const Joints& q, const Limits& limits) {
  const int count = int(q.size());
  Joints step = Joints::Zero(count);
  for (int round = 0; round <= count; ++round) {
    const Matrix6 normal = columns * columns.transpose() + damping * Matrix6::Identity();
    step = columns.transpose() * normal.llt().solve(error);
    bool removed = false;
    for (int i = 0; i < count; ++i) {
      const bool leaves = (step[i] > 0 && q[i] >= limits.upper[i]) || (step[i] < 0 && q[i] <= limits.lower[i]);
      if (!leaves) continue;
      columns.col(i).setZero();
      removed = true;
    }
    if (!removed) break;
  }
  return step;
}

/// The part of `step` that does not move the frame: its shadow in the null space of the Jacobian.
Joints withoutMotion(const Columns& columns, const Joints& step) {
  const Matrix6 normal = columns * columns.transpose() + 1e-9 * Matrix6::Identity();
  return step - columns.transpose() * normal.llt().solve(columns * step);
}

}  // namespace

void cb_inverse_kinematics(
    cb_world* world, int32_t body, int32_t link, const int32_t* joints, int32_t count, const double target[7],
    const cb_ik_settings* settings, double* positions, double residual[2]) CB_NOEXCEPT {
  Body& found = world->bodies[size_t(body)];
  if (found.stale) world->refresh(found);
  Chain chain(found, link, joints, count);
  const Limits limits = limitsOf(*found.model, joints, count, positions, settings->maximum_change);
  const btTransform goal = transform(target);
  const double weight = settings->metres_per_radian;

  Joints q = limits.clamp(Eigen::Map<const Eigen::VectorXd>(positions, count));
  btTransform at = chain.place(q);
  if (settings->posture) {
    const Joints posture = Eigen::Map<const Eigen::VectorXd>(settings->posture, count);
    const Joints pull = settings->posture_share * (posture - q);
    q = limits.clamp(q + withoutMotion(chain.jacobian(at.getOrigin(), weight), pull));
    at = chain.place(q);
  }
  Error error = measure(at, goal, weight);
  double damping = settings->damping * settings->damping;
  for (int i = 0; i < settings->iterations; ++i) {
    const bool oriented = weight == 0 || error.radians <= settings->orientation_tolerance;
    if (oriented && error.metres <= settings->position_tolerance) break;
    const Columns columns = chain.jacobian(at.getOrigin(), weight);
    const Joints next = limits.clamp(q + damped(columns, error.weighted, damping, q, limits));
    const btTransform reached = chain.place(next);
    const Error left = measure(reached, goal, weight);
    // Levenberg and Marquardt: trust the linear model more after a success and less after a failure.
    if (left.cost() < error.cost()) {
      q = next;
      at = reached;
      error = left;
      damping = std::max(damping * 0.1, leastDamping);
    } else {
      damping = std::max(damping, leastDamping) * 10;
      chain.place(q);
    }
  }
  Eigen::Map<Eigen::VectorXd>(positions, count) = q;
  residual[0] = error.metres;
  residual[1] = error.radians;
}
