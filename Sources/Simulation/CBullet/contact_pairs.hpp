// Which bodies touch: every shape is a collision object of its own, pairs are kept in one fixed order, and Bullet's
// narrow phase finds the contact points.
//
// A scene here has dozens of shapes, for which testing every allowed pair of boxes is quicker than keeping trees, and the
// order of contacts depends on nothing but the blueprint. Bullet's own broad phase orders them by what touched before.
#pragma once

#include <BulletCollision/BroadphaseCollision/btCollisionAlgorithm.h>
#include <BulletCollision/CollisionDispatch/btCollisionDispatcher.h>
#include <BulletCollision/CollisionDispatch/btCollisionObject.h>
#include <BulletCollision/NarrowPhaseCollision/btPersistentManifold.h>

#include <memory>
#include <vector>

#include "model.hpp"

namespace cbullet {

struct Body;
struct LinkShape;

class ContactPairs {
 public:
  /// A shape in the world; `object` carries the body's and the link's index.
  struct Part {
    std::unique_ptr<btCollisionObject> object;
    int body = 0;
    int link = -1;
    /// Never pushed away by a contact: a static body, or the fixed base of a robot.
    bool still = false;
    /// How far apart points of contact may drift, metres: as of the link's whole shape, which Bullet would ask.
    double breaking = 0;
    /// From the shape's frame to that of the link's centre of mass.
    btTransform origin;
    btVector3 low, high;
  };
  struct Pair {
    int a, b;
    /// While the boxes overlap.
    btCollisionAlgorithm* algorithm = nullptr;
  };

  explicit ContactPairs(btCollisionDispatcher& dispatcher) : dispatcher_(dispatcher) { manifolds_.reserve(16); }
  ~ContactPairs();
  ContactPairs(const ContactPairs&) = delete;
  ContactPairs& operator=(const ContactPairs&) = delete;

  /// Bodies are added in blueprint order.
  void add(const Body& body, int index, const std::vector<LinkShape>& shapes);
  /// Brings the parts of a body to where its colliders are.
  void follow(const Body& body, int index);
  void setMaterial(int body, int link, const ContactOptions& contact);
  /// Finds the contact points of all parts where they are now.
  void detect();

  /// No contacts, as before the first search; the parts stay where they are.
  void forget();

  const Part& part(int index) const { return parts_[size_t(index)]; }
  /// Calls `visit(part a, part b, manifold)` for each manifold, in the order of pairs; a is the manifold's first object.
  template <typename Visit>
  void eachManifold(Visit visit) {
    for (Pair& pair : pairs_) {
      if (!pair.algorithm) continue;
      manifolds_.resize(0);
      pair.algorithm->getAllContactManifolds(manifolds_);
      for (int i = 0; i < manifolds_.size(); ++i) {
        const Part &a = parts_[size_t(pair.a)], &b = parts_[size_t(pair.b)];
        // Some algorithms want the plane, or the sphere, in second place.
        const bool straight = manifolds_[i]->getBody0() == a.object.get();
        visit(straight ? a : b, straight ? b : a, *manifolds_[i]);
      }
    }
  }

  // For snapshots.

  const std::vector<Part>& parts() const { return parts_; }
  std::vector<Pair>& pairs() { return pairs_; }
  /// Where the parts were when contacts were last found.
  const std::vector<btTransform>& searched() const { return searched_; }
  void rememberSearch();
  void place(int part, const btTransform& frame);
  /// Finds the contact points of one pair.
  void touch(Pair& pair);
  /// Forgets them.
  void close(Pair& pair);

 private:
  void box(Part& part);
  void setBreaking(Pair& pair);
  bool overlap(const Part& a, const Part& b) const;

  btCollisionDispatcher& dispatcher_;
  std::vector<Part> parts_;
  /// `firsts_[body]` is the body's first part.
  std::vector<int> firsts_;
  std::vector<Pair> pairs_;
  std::vector<btTransform> searched_;
  btManifoldArray manifolds_;
};

}  // namespace cbullet
