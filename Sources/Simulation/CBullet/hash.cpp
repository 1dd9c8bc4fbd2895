// A 64-bit hash over everything that moves the future of a world.
#include "hash_mixer.hpp"
#include "world.hpp"

using namespace cbullet;

namespace {

void add(Mixer& mixer, const Body& body) {
  for (const auto& collider : body.colliders) {
    mixer.number(collider->getFriction());
    mixer.number(collider->getRestitution());
    mixer.number(collider->getRollingFriction());
    mixer.number(collider->getSpinningFriction());
  }
  if (!body.multiBody) {
    mixer.frame(body.colliders[0]->getWorldTransform());
    return;
  }
  const btMultiBody& multiBody = *body.multiBody;
  mixer.vector(multiBody.getBasePos());
  mixer.quaternion(multiBody.getWorldToBaseRot());
  for (int i = 0; i < 6 + multiBody.getNumDofs(); ++i) mixer.number(multiBody.getVelocityVector()[i]);
  for (int link = 0; link < multiBody.getNumLinks(); ++link) {
    if (body.motors[size_t(link)] == nullptr) continue;
    mixer.number(multiBody.getJointPos(link));
    const MotorCommand& command = body.motors[size_t(link)]->command;
    for (const double value : {command.target, command.positionGain, command.targetVelocity, command.velocityGain,
                               command.maximumForce}) {
      mixer.number(value);
    }
    mixer.number(body.torques[size_t(link)]);
  }
  const ImpedanceCommand& impedance = body.impedance;
  if (!impedance.isActive()) return;
  mixer.word(uint64_t(uint32_t(impedance.link)) << 32 | uint32_t(impedance.count));
  for (int i = 0; i < impedance.count; ++i) {
    mixer.word(uint64_t(uint32_t(impedance.joints[i])));
    mixer.number(impedance.posture[i]);
    mixer.number(impedance.limits[i]);
  }
  const cb_impedance& law = impedance.settings;
  for (const double value :
       {law.stiffness, law.rotational_stiffness, law.posture_stiffness, law.damping_ratio}) {
    mixer.number(value);
  }
  for (const double value : impedance.target) mixer.number(value);
}

/// Which body and link a collision object belongs to.
uint64_t owner(const void* object) {
  const auto* collider = static_cast<const btCollisionObject*>(object);
  return uint64_t(uint32_t(collider->getUserIndex())) << 32 | uint32_t(collider->getUserIndex2());
}

/// Contact points live on from step to step; their impulses are what `cb_contacts` reports.
void add(Mixer& mixer, const btPersistentManifold& manifold) {
  mixer.word(owner(manifold.getBody0()));
  mixer.word(owner(manifold.getBody1()));
  mixer.word(uint64_t(manifold.getNumContacts()));
  for (int i = 0; i < manifold.getNumContacts(); ++i) {
    const btManifoldPoint& point = manifold.getContactPoint(i);
    mixer.vector(point.m_localPointA);
    mixer.vector(point.m_localPointB);
    mixer.vector(point.m_normalWorldOnB);
    mixer.number(point.getDistance());
    mixer.number(point.m_appliedImpulse);
    mixer.number(point.m_appliedImpulseLateral1);
    mixer.number(point.m_appliedImpulseLateral2);
    mixer.word(uint64_t(point.getLifeTime()));
    mixer.word(uint64_t(point.m_index0 + 1) << 32 | uint32_t(point.m_index1 + 1));
  }
}

/// The shape of a bounding-box tree decides in which order new pairs are found.
void add(Mixer& mixer, const btDbvtNode* node) {
  if (node == nullptr) return mixer.word(0);
  mixer.vector(node->volume.Mins());
  mixer.vector(node->volume.Maxs());
  if (node->isleaf()) {
    mixer.word(owner(static_cast<const btDbvtProxy*>(node->data)->m_clientObject));
    return;
  }
  mixer.word(1);
  add(mixer, node->childs[0]);
  add(mixer, node->childs[1]);
}

void add(Mixer& mixer, btDbvtBroadphase& broadphase) {
  for (const btDbvt& set : broadphase.m_sets) {
    add(mixer, set.m_root);
    mixer.word(set.m_opath);
  }
  for (const int value : {broadphase.m_stageCurrent, broadphase.m_fupdates, broadphase.m_dupdates,
                          broadphase.m_cupdates, broadphase.m_newpairs, broadphase.m_fixedleft, broadphase.m_pid,
                          broadphase.m_cid, broadphase.m_gid}) {
    mixer.word(uint64_t(uint32_t(value)));
  }
  for (const auto* list : broadphase.m_stageRoots) {
    for (; list != nullptr; list = list->links[1]) mixer.word(owner(list->m_clientObject));
    mixer.word(2);
  }
  // The order of pairs is the order of contact rows.
  btOverlappingPairCache& pairs = *broadphase.getOverlappingPairCache();
  for (int i = 0; i < pairs.getNumOverlappingPairs(); ++i) {
    const btBroadphasePair& pair = pairs.getOverlappingPairArray()[i];
    mixer.word(owner(pair.m_pProxy0->m_clientObject));
    mixer.word(owner(pair.m_pProxy1->m_clientObject));
  }
}

}  // namespace

uint64_t cb_state_hash(const cb_world* world) CB_NOEXCEPT {
  Mixer mixer;
  const cb_configuration& c = world->configuration;
  for (const double value : {c.gravity[0], c.gravity[1], c.gravity[2], c.step_seconds, c.residual_threshold, c.erp,
                             c.contact_erp, c.friction_erp, c.linear_slop, c.linear_damping, c.angular_damping,
                             c.collision_margin, double(c.solver_iterations), double(c.solver),
                             double(c.sorts_contacts)}) {
    mixer.number(value);
  }
  for (const Body& body : world->bodies) add(mixer, body);
  world->eachManifold([&](const btPersistentManifold& manifold) { add(mixer, manifold); });
  if (world->broadphase) add(mixer, *world->broadphase);
  return mixer.finish();
}
