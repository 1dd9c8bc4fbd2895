// The running world: Bullet's objects, built from the blueprint.
#pragma once

#include <BulletCollision/BroadphaseCollision/btDbvtBroadphase.h>
#include <BulletCollision/CollisionDispatch/btDefaultCollisionConfiguration.h>
#include <BulletCollision/CollisionShapes/btCollisionShape.h>
#include <BulletDynamics/Featherstone/btMultiBody.h>
#include <BulletDynamics/Featherstone/btMultiBodyDynamicsWorld.h>
#include <BulletDynamics/Featherstone/btMultiBodyLinkCollider.h>

#include <deque>
#include <map>
#include <functional>
#include <memory>
#include <vector>

#include "dynamics.hpp"
#include "impedance.hpp"
#include "joint_rows.hpp"
#include "model.hpp"
#include "row_solver.hpp"
#include "stepper.hpp"

namespace cbullet {

/// A body as Bullet sees it; `colliders[link + 1]` is the collision object of a link.
struct Body {
  BodyModel* model = nullptr;
  std::unique_ptr<btMultiBody> multiBody;
  std::vector<std::unique_ptr<btCollisionObject>> colliders;
  std::unique_ptr<JointResponse> response;
  Dynamics dynamics;
  std::vector<std::unique_ptr<btMultiBodyConstraint>> constraints;
  /// One per link, null where the joint is fixed; owned by `constraints`.
  std::vector<MotorRow*> motors;
  /// One per link: what acts on its joint in every substep, N m or N.
  std::vector<double> torques;
  bool hasTorques = false;
  ImpedanceCommand impedance;
  ImpedanceRoom impedanceRoom;
  /// True when positions were set and the colliders do not know yet.
  bool stale = false;

  btTransform linkFrame(int link) const {
    return colliders[size_t(link + 1)]->getWorldTransform() * model->link(link).inertialFrame.inverse();
  }
};

/// Collision shapes of one link: immutable, so they outlive resets.
struct LinkShape {
  std::vector<std::unique_ptr<btCollisionShape>> parts;
  btCollisionShape* root = nullptr;
};

struct World {
  explicit World(const cb_configuration& configuration);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Adds a body to the blueprint and rebuilds; returns its index.
  int add(BodyModel model);
  /// Adds a link to a body of the blueprint and rebuilds; returns its index.
  int attach(size_t body, LinkModel link);
  /// Back to the blueprint. Bullet's world is built anew, because of what it caches; in our own step nothing is cached that
  /// `rewind` does not know.
  void reset();
  /// Gives the base of a body another size and mass, and rebuilds.
  void remake(size_t index, LinkModel base);
  void step(int substeps);
  /// Brings colliders up to date with positions that were set from outside.
  void refresh(Body& body);
  void refreshAll();
  /// Calls `visit(manifold)` for each, in the order in which their contacts are solved.
  template <typename Visit>
  void eachManifold(Visit visit) const {
    if (stepper) {
      stepper->pairs.eachManifold([&](const auto&, const auto&, btPersistentManifold& manifold) { visit(manifold); });
      return;
    }
    for (int i = 0; i < dispatcher->getNumManifolds(); ++i) visit(*dispatcher->getManifoldByIndexInternal(i));
  }

  cb_configuration configuration;
  /// A deque, because bodies keep pointers to their models.
  std::deque<BodyModel> blueprint;
  /// Of bodies that were scaled: their bases as they were added.
  std::map<int, LinkModel> originals;
  /// `shapes[body][link + 1]`.
  std::vector<std::vector<LinkShape>> shapes;
  Failure failure = {CB_OK, "", "", ""};
  /// Substeps since the last reset.
  uint64_t steps = 0;

  std::unique_ptr<btDefaultCollisionConfiguration> collisionConfiguration;
  std::unique_ptr<btCollisionDispatcher> dispatcher;
  /// Either our own step, or Bullet's world and what it needs.
  std::unique_ptr<Stepper> stepper;
  std::unique_ptr<btDbvtBroadphase> broadphase;
  std::unique_ptr<RowSolver> solver;
  std::unique_ptr<btMultiBodyDynamicsWorld> dynamics;
  std::vector<Body> bodies;

 private:
  void teardown();
  /// Makes all of Bullet's objects from the blueprint, in its order.
  void rebuild();
  /// Puts the objects that there are to where `rebuild` would put new ones: the same state, without building it.
  void rewind();
  void makeBulletWorld();
  void build(size_t index);
  void addToBullet(Body& body, size_t index);
  void applyJointDamping();
  void applyJointTorques();
  bool hasJointDamping = false;
  /// False while Bullet's objects are not those of the blueprint.
  bool isBuilt_ = false;
  btAlignedObjectArray<btQuaternion> scratchRotations_;
  btAlignedObjectArray<btVector3> scratchOrigins_;
};

/// The collision shapes of a link, in the frame of its centre of mass.
LinkShape makeShape(const LinkModel& link, double margin);

/// Bullet's articulated body of a model, with motors, limits and colliders, not yet in a world.
void buildMultiBody(Body& body, const std::vector<LinkShape>& shapes, const cb_configuration& configuration);

void applyMaterial(btCollisionObject& object, const ContactOptions& contact);

inline btVector3 vector(const double v[3]) { return btVector3(v[0], v[1], v[2]); }

/// The quaternion is normalised: callers check that it has a length.
inline btTransform transform(const double pose[7]) {
  return btTransform(btQuaternion(pose[3], pose[4], pose[5], pose[6]).normalized(), vector(pose));
}

inline void write(const btVector3& from, double* to) {
  for (int i = 0; i < 3; ++i) to[i] = from[i];
}

inline void write(const btTransform& from, double pose[7]) {
  write(from.getOrigin(), pose);
  const btQuaternion rotation = from.getRotation();
  for (int i = 0; i < 4; ++i) pose[3 + i] = rotation[i];
}

}  // namespace cbullet

struct cb_world : cbullet::World {
  using World::World;
};

namespace cbullet {

/// Runs `work` at the border: nothing may escape into C.
cb_status guarded(cb_world* world, const std::function<void()>& work) noexcept;

}  // namespace cbullet
