#include "world.hpp"

#include <algorithm>
#include <mutex>

namespace cbullet {

namespace {

/// Pairs of shapes near each other for which there is room from the start.
constexpr int usualPairs = 256;

/// pybullet runs with exact bounding boxes; the margin is a global of the library.
void setGlobals() {
  static std::once_flag once;
  std::call_once(once, [] { gDbvtMargin = 0; });
}

/// Bullet's, with room in its list of manifolds from the start.
struct Dispatcher : btCollisionDispatcher {
  explicit Dispatcher(btCollisionConfiguration* configuration) : btCollisionDispatcher(configuration) {
    m_manifoldsPtr.reserve(usualPairs);
  }
};

/// A collision group for each of the first bodies; Bullet itself uses the lowest six bits.
int ownGroup(size_t body) { return body < 24 ? 1 << (6 + body) : int(btBroadphaseProxy::DefaultFilter); }

}  // namespace

World::World(const cb_configuration& given) : configuration(given) {
  setGlobals();
  // The default pools take 4096 manifolds, some megabytes, of which an arm and a few objects need dozens; the
  // dispatcher allocates singly past the pool's end.
  btDefaultCollisionConstructionInfo info;
  info.m_defaultMaxPersistentManifoldPoolSize = usualPairs;
  info.m_defaultMaxCollisionAlgorithmPoolSize = usualPairs;
  collisionConfiguration = std::make_unique<btDefaultCollisionConfiguration>(info);
  rebuild();
}

World::~World() { teardown(); }

void World::teardown() {
  isBuilt_ = false;
  if (dynamics) {
    for (auto& body : bodies) {
      for (auto& constraint : body.constraints) dynamics->removeMultiBodyConstraint(constraint.get());
      if (body.multiBody) dynamics->removeMultiBody(body.multiBody.get());
      for (auto& collider : body.colliders) dynamics->removeCollisionObject(collider.get());
    }
  }
  stepper.reset();
  for (auto& body : bodies) {
    body.constraints.clear();
    body.colliders.clear();
  }
  bodies.clear();
  dynamics.reset();
  solver.reset();
  broadphase.reset();
  dispatcher.reset();
}

void World::reset() {
  if (isBuilt_ && stepper) {
    rewind();
  } else {
    rebuild();
  }
}

void World::rebuild() {
  teardown();
  steps = 0;
  hasJointDamping = false;
  dispatcher = std::make_unique<Dispatcher>(collisionConfiguration.get());
  if (configuration.solver == CB_SOLVER_REINS) {
    stepper = std::make_unique<Stepper>(*dispatcher, configuration);
  } else {
    makeBulletWorld();
  }
  bodies.reserve(blueprint.size());
  for (size_t index = 0; index < blueprint.size(); ++index) build(index);
  isBuilt_ = true;
}

void World::rewind() {
  steps = 0;
  stepper->pairs.forget();
  for (Body& body : bodies) {
    body.stale = true;
    const btTransform base = body.model->pose * body.model->base.inertialFrame;
    if (!body.multiBody) {
      body.colliders[0]->setWorldTransform(base);
      continue;
    }
    btMultiBody& multiBody = *body.multiBody;
    multiBody.setBaseWorldTransform(base);
    multiBody.setLinearDamping(configuration.linear_damping);
    multiBody.setAngularDamping(configuration.angular_damping);
    std::fill_n(const_cast<double*>(multiBody.getVelocityVector()), 6 + multiBody.getNumDofs(), 0.0);
    for (size_t link = 0; link < body.motors.size(); ++link) {
      if (!body.motors[link]) continue;
      multiBody.getLink(int(link)).m_jointPos[0] = 0;
      body.motors[link]->command = MotorCommand();
      body.torques[link] = 0;
    }
    body.hasTorques = false;
    body.impedance = ImpedanceCommand();
  }
}

void World::makeBulletWorld() {
  broadphase = std::make_unique<btDbvtBroadphase>();
  solver = std::make_unique<RowSolver>();
  dynamics = std::make_unique<btMultiBodyDynamicsWorld>(
      dispatcher.get(), broadphase.get(), solver.get(), collisionConfiguration.get());
  dynamics->setGravity(vector(configuration.gravity));
  dynamics->setForceUpdateAllAabbs(false);
  dynamics->getDispatchInfo().m_deterministicOverlappingPairs = configuration.sorts_contacts != 0;
  btContactSolverInfo& info = dynamics->getSolverInfo();
  info.m_numIterations = configuration.solver_iterations;
  info.m_leastSquaresResidualThreshold = configuration.residual_threshold;
  info.m_erp = configuration.erp;
  info.m_erp2 = configuration.contact_erp;
  info.m_frictionERP = configuration.friction_erp;
  info.m_linearSlop = configuration.linear_slop;
  info.m_minimumSolverBatchSize = 0;
}

int World::add(BodyModel model) {
  std::vector<LinkShape> made;
  for (int link = -1; link < int(model.links.size()); ++link) {
    made.push_back(makeShape(model.link(link), configuration.collision_margin));
  }
  shapes.push_back(std::move(made));
  blueprint.push_back(std::move(model));
  rebuild();
  return int(blueprint.size()) - 1;
}

int World::attach(size_t body, LinkModel link) {
  shapes[body].push_back(makeShape(link, configuration.collision_margin));
  blueprint[body].links.push_back(std::move(link));
  rebuild();
  return int(blueprint[body].links.size()) - 1;
}

void World::remake(size_t index, LinkModel base) {
  LinkShape made = makeShape(base, configuration.collision_margin);
  // The running world points to the shape that goes.
  teardown();
  blueprint[index].base = std::move(base);
  shapes[index][0] = std::move(made);
  rebuild();
}

void World::build(size_t index) {
  Body body;
  body.model = &blueprint[index];
  const auto& shapesOfBody = shapes[index];
  const btTransform base = body.model->pose * body.model->base.inertialFrame;
  if (body.model->isStatic) {
    auto object = std::make_unique<btCollisionObject>();
    object->setCollisionShape(shapesOfBody[0].root);
    object->setWorldTransform(base);
    applyMaterial(*object, body.model->base.contact);
    body.colliders.push_back(std::move(object));
  } else {
    buildMultiBody(body, shapesOfBody, configuration);
    body.multiBody->setBaseWorldTransform(base);
  }
  for (int link = -1; link < int(body.model->links.size()); ++link) {
    body.colliders[size_t(link + 1)]->setUserIndex(int(index));
    body.colliders[size_t(link + 1)]->setUserIndex2(link);
    hasJointDamping = hasJointDamping || body.model->link(link).damping > 0;
  }
  bodies.push_back(std::move(body));
  if (stepper) {
    stepper->add(bodies.back(), shapesOfBody);
  } else {
    addToBullet(bodies.back(), index);
  }
}

void World::addToBullet(Body& body, size_t index) {
  if (body.model->isStatic) {
    dynamics->addCollisionObject(
        body.colliders[0].get(), btBroadphaseProxy::StaticFilter,
        btBroadphaseProxy::AllFilter ^ btBroadphaseProxy::StaticFilter);
    return;
  }
  refresh(body);
  for (int link = -1; link < int(body.model->links.size()); ++link) {
    // Bullet orders joint motors and limits by the island of their link's collider, so each link has one, but a link
    // without a shape must meet nothing.
    int group = ownGroup(index), mask = btBroadphaseProxy::AllFilter;
    // Links of one robot do not collide: told here, the broad phase makes no pairs that the narrow phase must refuse.
    if (!body.model->links.empty() && !body.model->selfCollision && group != btBroadphaseProxy::DefaultFilter) mask ^= group;
    if (body.model->link(link).shapes.empty() || body.model->link(link).ghost) {
      group = mask = 0;
    } else if (link < 0 && body.model->fixedBase) {
      group = btBroadphaseProxy::StaticFilter;
      mask = btBroadphaseProxy::AllFilter ^ btBroadphaseProxy::StaticFilter;
    }
    dynamics->addCollisionObject(body.colliders[size_t(link + 1)].get(), group, mask);
  }
  dynamics->addMultiBody(body.multiBody.get());
  for (auto& constraint : body.constraints) dynamics->addMultiBodyConstraint(constraint.get());
}

void World::refresh(Body& body) {
  body.stale = false;
  if (stepper) {
    stepper->place(body, body.colliders[0]->getUserIndex());
  } else if (body.multiBody) {
    body.multiBody->forwardKinematics(scratchRotations_, scratchOrigins_);
    body.multiBody->updateCollisionObjectWorldTransforms(scratchRotations_, scratchOrigins_);
  } else {
    // Bullet recomputes boxes of moving objects only.
    dynamics->updateSingleAabb(body.colliders[0].get());
  }
}

void World::refreshAll() {
  for (auto& body : bodies) {
    if (body.stale) refresh(body);
  }
}

void World::applyJointDamping() {
  for (auto& body : bodies) {
    for (size_t link = 0; link < body.model->links.size(); ++link) {
      const double damping = body.model->links[link].damping;
      if (damping > 0) body.multiBody->addJointTorque(int(link), -damping * body.multiBody->getJointVel(int(link)));
    }
  }
}

void World::applyJointTorques() {
  for (auto& body : bodies) {
    if (!body.hasTorques) continue;
    for (size_t link = 0; link < body.torques.size(); ++link) {
      // Bullet takes it for one step only. Fixed joints have no place for a torque, and never get one.
      if (body.torques[link] != 0) body.multiBody->addJointTorque(int(link), body.torques[link]);
    }
  }
}

void World::step(int substeps) {
  refreshAll();
  for (int i = 0; i < substeps; ++i) {
    ++steps;
    for (auto& body : bodies) {
      if (body.impedance.isActive()) applyImpedance(body, vector(configuration.gravity));
    }
    if (stepper) {
      stepper->step(bodies);
      continue;
    }
    for (auto& body : bodies) {
      if (body.response) body.response->invalidate();
    }
    if (hasJointDamping) applyJointDamping();
    applyJointTorques();
    // No substeps of Bullet's own: it would interpolate between fixed steps.
    dynamics->stepSimulation(configuration.step_seconds, 0);
  }
}

}  // namespace cbullet
