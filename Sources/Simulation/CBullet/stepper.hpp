// A physics step of our own around Bullet's narrow phase: same bodies, same laws, same iterations as Bullet's multibody
// world, with less in between (docs/adr/0008).
#pragma once

#include <memory>
#include <vector>

#include "contact_pairs.hpp"
#include "contact_rows.hpp"
#include "kinematic_tree.hpp"
#include "packed_rows.hpp"

namespace cbullet {

struct Body;

class Stepper {
 public:
  /// Contact points of a world for which there is room from the start.
  static constexpr size_t usualPoints = 64;

  Stepper(btCollisionDispatcher& dispatcher, const cb_configuration& configuration)
      : configuration_(configuration), pairs(dispatcher), contacts_(rows_, configuration) {
    rows_.reserve(usualPoints);
    touching_.reserve(usualPoints);
  }

  /// Adds a body, in blueprint order; `bodies` must stay where it is.
  void add(Body& body, const std::vector<LinkShape>& shapes);
  /// Frames of a body's links from its positions, to its colliders and parts.
  void place(Body& body, int index);
  void step(std::vector<Body>& bodies);

 private:
  /// A motor, a limit or dry friction at one joint.
  struct JointLaw {
    enum Kind { limit, friction, motor } kind;
    int link;
  };
  struct Moving {
    std::unique_ptr<KinematicTree> tree;
    /// In the order in which Bullet would solve them.
    std::vector<JointLaw> laws;
    std::vector<double> torques;
    bool damped = false;
    /// Smallest index of the bodies that touch each other.
    int island = 0;
    size_t velocity = 0;
  };
  struct Touching {
    int a, b, linkA, linkB;
    btPersistentManifold* manifold;
    const ContactPairs::Part* first = nullptr;
    const ContactPairs::Part* second = nullptr;
  };

  int rootOf(int body);
  void findIslands();
  /// By the manifolds' first links, then by their second: Bullet's deterministic order.
  void sortContacts();
  void solveIsland(std::vector<Body>& bodies, int island);
  void appendJoints(const Body& body, Moving& moving);
  void appendJoint(
      Moving& moving, size_t responses, int place, double sign, double wanted, double low, double high);

  const cb_configuration& configuration_;
  std::vector<Moving> moving_;
  std::vector<Touching> touching_;
  PackedRows rows_;

 public:
  ContactPairs pairs;

 private:
  ContactRows contacts_;
};

}  // namespace cbullet
