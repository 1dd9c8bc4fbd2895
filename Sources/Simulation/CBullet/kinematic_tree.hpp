// One moving body as a tree of links: where its links are, how it accelerates, how it answers impulses, how it moves on.
//
// Positions and velocities stay in Bullet's btMultiBody, where everything else reads them. The equation of motion is
// Bullet's (its links lose speed to drag, its base may float), solved by composite rigid bodies and one inverse mass
// matrix a step instead of articulated bodies: the solver wants a column of it for every motor and contact (Featherstone,
// Rigid Body Dynamics Algorithms, 2008, chapters 5, 6 and 8).
#pragma once

#include <BulletDynamics/Featherstone/btMultiBody.h>

#include "articulation.hpp"
#include "model.hpp"

namespace cbullet {

class KinematicTree {
 public:
  KinematicTree(btMultiBody& body, const BodyModel& model);

  /// Frames of all links from base pose and joint positions.
  void place();
  /// Centre-of-mass frame of a link (-1: base) in the world.
  btTransform frame(int link) const;

  /// Inverse mass matrix at the present frames.
  void invertMass();
  /// Adds `seconds` of free motion to the velocities: gravity, drag, gyroscopic forces and `torques` (one per link, on
  /// its joint). Needs `invertMass`.
  void accelerate(const btVector3& gravity, const std::vector<double>& torques, double seconds);
  /// Adds `change` to the velocities, within Bullet's largest coordinate velocity.
  void addVelocities(const double* change, double factor);
  /// Moves on at the present velocities; frames are stale until `place`.
  void integrate(double seconds);

  /// Velocities that the solver knows: a floating base's angular and linear velocity, then the joints.
  int size() const { return size_; }
  /// The same in fours, as packed rows have them.
  int blocks() const { return stride_ / 4; }
  /// Place of a link's joint among them, -1 for a fixed joint.
  int place(int link) const { return links_[size_t(link)].place; }
  const double* velocities() const { return body_.getVelocityVector() + (floating_ ? 0 : 6); }
  /// Velocity changes for a unit impulse on one velocity: `size` values, padded with zeros to `4 * blocks`.
  const double* response(int place) const { return &inverse_[size_t(place) * size_t(stride_)]; }
  /// Velocity changes for impulses on all of them.
  void respond(const double* impulses, double* changes) const;

  /// What each velocity does to a point of a link (world) and to the link's angular velocity.
  void pointColumns(int link, const Eigen::Vector3d& point, std::vector<Eigen::Vector3d>& columns) const;
  void angularColumns(int link, std::vector<Eigen::Vector3d>& columns) const;

 private:
  struct Link {
    int parent = -1;
    int place = -1;
    bool slides = false;
    bool weighs = false;
    double mass = 0;
    Eigen::Vector3d moments;
    /// Rotation to the parent: still + cos q turnCos + sin q turnSin.
    Eigen::Matrix3d still, turnCos, turnSin;
    /// The joint, and its direction of travel, in the parent's frame; the centre from the joint and the axis in its own.
    Eigen::Vector3d pivot, travel, centreFromJoint, axis;

    Eigen::Matrix3d rotation;
    /// From the reference.
    Eigen::Vector3d centre;
    Motion motion;
  };

  /// What a link needs to keep its velocity, drag included, about the reference.
  Wrench bias(const Link& link, const Motion& velocity, const Motion& acceleration) const;
  RigidInertia inertia(const Link& link) const;
  void invertRigid();
  void invertTree();
  void factorAndInvert();

  btMultiBody& body_;
  bool floating_;
  int size_, stride_;
  /// Links in file order; the base is `base_`, its centre the reference.
  std::vector<Link> links_;
  Link base_;
  Eigen::Vector3d reference_ = Eigen::Vector3d::Zero();

  std::vector<Motion> velocities_, accelerations_;
  std::vector<Wrench> wrenches_;
  std::vector<RigidInertia> composites_;
  std::vector<double> mass_, factor_, inverse_, forces_, change_;
};

}  // namespace cbullet
