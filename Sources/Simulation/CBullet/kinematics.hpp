#pragma once

#include "world.hpp"

namespace cbullet {

/// Twist (linear, angular) of the point of `link` that is now at `point`, world axes.
void pointVelocity(const Body& body, int link, const btVector3& point, double twist[6]);

/// One column of a Jacobian: what a unit velocity of `joint` does to `point`.
struct Column {
  btVector3 linear;
  btVector3 angular;
};
inline Column jointColumn(const LinkModel& joint, const btTransform& linkFrame, const btVector3& point) {
  const btVector3 axis = linkFrame.getBasis() * joint.axis;
  if (joint.jointType == CB_PRISMATIC) return {axis, btVector3(0, 0, 0)};
  return {axis.cross(point - linkFrame.getOrigin()), axis};
}

/// The link frame when its joint stands at `position`, seen from its parent's link frame.
inline btTransform parentFromLink(const LinkModel& link, double position) {
  switch (link.jointType) {
    case CB_FIXED: return link.parentFromJoint;
    case CB_PRISMATIC:
      return link.parentFromJoint * btTransform(btQuaternion::getIdentity(), link.axis * position);
    default: return link.parentFromJoint * btTransform(btQuaternion(link.axis, position));
  }
}

}  // namespace cbullet
