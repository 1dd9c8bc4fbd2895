// What a body is, before any Bullet object exists: parsed once, built as often as the world is reset.
#pragma once

#include <LinearMath/btTransform.h>

#include <array>
#include <string>
#include <vector>

#include "CBullet.h"

namespace cbullet {

/// What went wrong, thrown inside the library and caught at its border.
struct Failure {
  cb_status status;
  std::string element;
  std::string value;
  std::string remedy;
};

struct Shape {
  enum Kind { box, cylinder, sphere, plane };
  Kind kind = box;
  /// Half extents of a box; radius, radius, half height of a cylinder; radius of a sphere; height of a plane.
  btVector3 size = btVector3(0, 0, 0);
  /// From the shape's frame to the link frame.
  btTransform origin = btTransform::getIdentity();
};

/// A shape that is only seen.
struct Visual {
  Shape shape;
  bool hasColor = false;
  /// sRGB and opacity, in [0, 1].
  std::array<float, 4> color = {1, 1, 1, 1};
};

struct ContactOptions {
  cb_material material = {0.5, 0, 0, 0};
  bool hasStiffness = false;
  double stiffness = 0;
  double damping = 0;
  bool frictionAnchor = false;
};

struct LinkModel {
  std::string name;
  std::string jointName;
  /// Index among the links, -1 for the base.
  int parent = -1;
  int jointType = CB_FIXED;
  btTransform parentFromJoint = btTransform::getIdentity();
  /// Unit vector in the joint frame, which is the link frame.
  btVector3 axis = btVector3(1, 0, 0);
  bool hasLimits = false;
  double lower = 0;
  double upper = 0;
  double maximumVelocity = 0;
  double maximumForce = 0;
  double damping = 0;
  double friction = 0;
  double mass = 0;
  /// Centre of mass and principal axes in the link frame.
  btTransform inertialFrame = btTransform::getIdentity();
  btVector3 inertia = btVector3(0, 0, 0);
  std::vector<Shape> shapes;
  /// Empty where the file gives none.
  std::vector<Visual> visuals;
  ContactOptions contact;

  bool movable() const { return jointType != CB_FIXED; }
};

struct BodyModel {
  LinkModel base;
  std::vector<LinkModel> links;
  /// Of the base link frame in the world.
  btTransform pose = btTransform::getIdentity();
  /// A rigid body without mass: a bare collision object.
  bool isStatic = false;
  bool fixedBase = false;

  const LinkModel& link(int index) const { return index < 0 ? base : links[size_t(index)]; }
  LinkModel& link(int index) { return index < 0 ? base : links[size_t(index)]; }
};

/// Reads and checks a robot; throws `Failure`. Its pose and base are left to the caller.
BodyModel readURDF(const char* path);

/// Sets mass, principal axes and moments from an inertia tensor about the centre of mass: xx, xy, xz, yy, yz, zz.
/// Throws `Failure` where the tensor has a negative moment, or none about some axis although `mustTurn`.
void setInertia(
    LinkModel& link, double mass, const btTransform& frame, const std::array<double, 6>& tensor, bool mustTurn);

}  // namespace cbullet
