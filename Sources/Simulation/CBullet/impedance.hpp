// The torque law of a Cartesian impedance.
#pragma once

#include <LinearMath/btVector3.h>

#include <Eigen/Core>

#include "CBulletControl.h"

namespace cbullet {

struct Body;

/// What an impedance was last told; plain bytes, part of a world's state.
struct ImpedanceCommand {
  int32_t count = 0;
  int32_t link = -1;
  int32_t joints[CB_MAXIMUM_IMPEDANCE_JOINTS] = {};
  double posture[CB_MAXIMUM_IMPEDANCE_JOINTS] = {};
  double limits[CB_MAXIMUM_IMPEDANCE_JOINTS] = {};
  cb_impedance settings = {};
  double target[7] = {0, 0, 0, 0, 0, 0, 1};

  bool isActive() const { return count > 0; }
};

/// Room that the law works in.
struct ImpedanceRoom {
  Eigen::MatrixXd mass;
  Eigen::VectorXd bias;
};

/// Writes the torques of one substep to `body.torques`. Positions must have reached the colliders.
void applyImpedance(Body& body, const btVector3& gravity);

}  // namespace cbullet
