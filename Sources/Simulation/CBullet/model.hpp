// What a body is, before any Bullet object exists: parsed once, built as often as the world is reset.
#pragma once

#include <LinearMath/btTransform.h>

#include <array>
#include <string>
#include <vector>

#include "CBullet.h"
#include "mesh.hpp"

namespace cbullet {

/// What went wrong, thrown inside the library and caught at its border.
struct Failure {
  cb_status status;
  std::string element;
  std::string value;
  std::string remedy;
};

struct Shape {
  enum Kind { box, cylinder, sphere, plane, capsule, hull };
  Kind kind = box;
  /// Half extents of a box; radius, radius, half height of a cylinder; radius of a sphere; height of a plane; radius,
  /// radius, half the distance between the centres of its ends of a capsule; scale of a hull's mesh.
  btVector3 size = btVector3(0, 0, 0);
  /// From the shape's frame to the link frame; cylinders and capsules lie along z.
  btTransform origin = btTransform::getIdentity();
  /// A capsule that the file gives by its two ends is built as pybullet builds it: as the hull of two spheres at
  /// `ends`, in `endsFrame`. Bullet rounds the two kinds of capsule differently.
  bool hasEnds = false;
  btVector3 ends[2] = {btVector3(0, 0, 0), btVector3(0, 0, 0)};
  btTransform endsFrame = btTransform::getIdentity();
  /// Of a hull, scaled.
  std::shared_ptr<const Points> corners;
  /// The triangles of a hull, and which part of them; of a mesh that is only seen all parts, read when they are drawn.
  std::shared_ptr<const Mesh> mesh;
  int part = -1;
  std::string meshFile;
  /// Of a hull or a mesh: no other shape of the process has it.
  int32_t meshNumber = 0;

  /// From the frame of Bullet's shape to the link frame.
  const btTransform& placed() const { return hasEnds ? endsFrame : origin; }
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
  /// In the joint frame, which is the link frame: a unit vector, but for MJCF robots, which keep the file's length.
  btVector3 axis = btVector3(1, 0, 0);
  bool hasLimits = false;
  double lower = 0;
  double upper = 0;
  double maximumVelocity = 0;
  double maximumForce = 0;
  double damping = 0;
  double friction = 0;
  /// The joint (its link's index) that this one is meant to follow, -1 for none: multiplier q + offset.
  int mimicLeader = -1;
  double mimicMultiplier = 1;
  double mimicOffset = 0;
  double mass = 0;
  /// Centre of mass and principal axes in the link frame.
  btTransform inertialFrame = btTransform::getIdentity();
  btVector3 inertia = btVector3(0, 0, 0);
  std::vector<Shape> shapes;
  /// Empty where the file gives none.
  std::vector<Visual> visuals;
  ContactOptions contact;
  /// Shapes keep the margins that Bullet gives them, as in pybullet's MJCF importer.
  bool ownMargins = false;
  /// Meets nothing.
  bool ghost = false;

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
  /// Its links collide with each other, but for those of which one carries the other.
  bool selfCollision = false;

  const LinkModel& link(int index) const { return index < 0 ? base : links[size_t(index)]; }
  LinkModel& link(int index) { return index < 0 ? base : links[size_t(index)]; }
};

/// Reads and checks a robot, whose meshes lie below its own folder or `meshRoots`; throws `Failure`. Its pose and base
/// are left to the caller.
BodyModel readURDF(const char* path, const std::vector<std::string>& meshRoots);

/// The same for the robot of a MJCF file; sets pose and base too.
BodyModel readMJCF(const char* path);

/// Sets mass, principal axes and moments from an inertia tensor about the centre of mass: xx, xy, xz, yy, yz, zz.
/// Throws `Failure` where the tensor has a negative moment, or none about some axis although `mustTurn`.
void setInertia(
    LinkModel& link, double mass, const btTransform& frame, const std::array<double, 6>& tensor, bool mustTurn);

}  // namespace cbullet
