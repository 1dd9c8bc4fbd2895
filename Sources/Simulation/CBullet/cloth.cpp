// A sheet of cloth: Bullet's position-based soft body (links between nodes, solved one after the other) on a table.
#include <BulletCollision/BroadphaseCollision/btDbvtBroadphase.h>
#include <BulletCollision/CollisionShapes/btBoxShape.h>
#include <BulletDynamics/Featherstone/btMultiBodyConstraintSolver.h>
#include <BulletSoftBody/btSoftBodyHelpers.h>
#include <BulletSoftBody/btSoftBodyRigidBodyCollisionConfiguration.h>
#include <BulletSoftBody/btSoftMultiBodyDynamicsWorld.h>

#include <memory>
#include <new>
#include <vector>

#include "CBulletCloth.h"
#include "hash_mixer.hpp"

namespace {

struct Pin {
  bool held = false;
  btVector3 target = btVector3(0, 0, 0);
};

/// Half the height of the box that stands for the table: deep enough that no node can pass through it in a step.
constexpr double tableHalfHeight = 0.2;

}  // namespace

struct cb_cloth {
  explicit cb_cloth(const cb_cloth_configuration& given)
      : configuration(given), pins(size_t(given.nodes[0]) * size_t(given.nodes[1])) {
    build();
  }

  ~cb_cloth() { teardown(); }

  void teardown() {
    if (!dynamics) return;
    if (sheet) dynamics->removeSoftBody(sheet.get());
    if (table) dynamics->removeCollisionObject(table.get());
    sheet.reset();
    dynamics.reset();
  }

  void build() {
    teardown();
    collision = std::make_unique<btSoftBodyRigidBodyCollisionConfiguration>();
    dispatcher = std::make_unique<btCollisionDispatcher>(collision.get());
    broadphase = std::make_unique<btDbvtBroadphase>();
    solver = std::make_unique<btMultiBodyConstraintSolver>();
    dynamics = std::make_unique<btSoftMultiBodyDynamicsWorld>(
        dispatcher.get(), broadphase.get(), solver.get(), collision.get());
    const btVector3 gravity(configuration.gravity[0], configuration.gravity[1], configuration.gravity[2]);
    dynamics->setGravity(gravity);
    btSoftBodyWorldInfo& info = dynamics->getWorldInfo();
    info.m_gravity = gravity;
    info.m_broadphase = broadphase.get();
    info.m_dispatcher = dispatcher.get();
    info.m_sparsesdf.Initialize();
    addTable();
    addSheet(info);
    for (Pin& pin : pins) pin = Pin();
  }

  void addTable() {
    const double half = configuration.table_half_side;
    tableShape = std::make_unique<btBoxShape>(btVector3(half, half, tableHalfHeight));
    tableShape->setMargin(0);
    table = std::make_unique<btCollisionObject>();
    table->setCollisionShape(tableShape.get());
    table->setWorldTransform(btTransform(
        btQuaternion::getIdentity(), btVector3(0, 0, configuration.table_height - tableHalfHeight)));
    table->setCollisionFlags(table->getCollisionFlags() | btCollisionObject::CF_STATIC_OBJECT);
    table->setFriction(1);
    dynamics->addCollisionObject(
        table.get(), btBroadphaseProxy::StaticFilter, btBroadphaseProxy::AllFilter ^ btBroadphaseProxy::StaticFilter);
  }

  void addSheet(btSoftBodyWorldInfo& info) {
    const double x = configuration.side_meters[0] / 2, y = configuration.side_meters[1] / 2;
    const double z = configuration.table_height + configuration.margin;
    sheet.reset(btSoftBodyHelpers::CreatePatch(
        info, btVector3(-x, -y, z), btVector3(x, -y, z), btVector3(-x, y, z), btVector3(x, y, z),
        configuration.nodes[0], configuration.nodes[1], 0, true));
    sheet->getCollisionShape()->setMargin(configuration.margin);
    sheet->m_materials[0]->m_kLST = configuration.stretch_stiffness;
    if (configuration.bend_stiffness > 0) {
      btSoftBody::Material* const bending = sheet->appendMaterial();
      bending->m_kLST = configuration.bend_stiffness;
      sheet->generateBendingConstraints(2, bending);
    }
    sheet->m_cfg.piterations = configuration.iterations;
    sheet->m_cfg.kDF = configuration.friction;
    sheet->m_cfg.kDP = configuration.damping;
    sheet->m_cfg.collisions = btSoftBody::fCollision::SDF_RS;
    sheet->setTotalMass(configuration.mass);
    // Lengths at rest are measured now, on the flat sheet; Bullet would do it at the first step, folded or not.
    sheet->updateConstants();
    sheet->m_bUpdateRtCst = false;
    inverseMass.resize(size_t(sheet->m_nodes.size()));
    for (int i = 0; i < sheet->m_nodes.size(); ++i) inverseMass[size_t(i)] = sheet->m_nodes[i].m_im;
    dynamics->addSoftBody(sheet.get(), btBroadphaseProxy::DefaultFilter, btBroadphaseProxy::AllFilter);
  }

  /// Brings a node's box in the sheet's tree to where the node was put.
  void noticeMove(btSoftBody::Node& node) {
    btDbvtVolume volume = btDbvtVolume::FromCR(node.m_x, configuration.margin);
    sheet->m_ndbvt.update(node.m_leaf, volume);
  }

  /// Gives a pinned node no inverse mass, or its own back, and the links what follows from that.
  void setHeld(int node, bool held) {
    pins[size_t(node)].held = held;
    sheet->m_nodes[node].m_im = held ? 0 : inverseMass[size_t(node)];
    sheet->updateLinkConstants();
  }

  void step() {
    for (size_t i = 0; i < pins.size(); ++i) {
      if (!pins[i].held) continue;
      // The prediction carries a node along its velocity, and nothing else moves one without inverse mass.
      btSoftBody::Node& node = sheet->m_nodes[int(i)];
      node.m_v = (pins[i].target - node.m_x) / configuration.step_seconds;
    }
    dynamics->stepSimulation(configuration.step_seconds, 0);
  }

  cb_cloth_configuration configuration;
  std::vector<Pin> pins;
  std::vector<double> inverseMass;
  std::unique_ptr<btSoftBodyRigidBodyCollisionConfiguration> collision;
  std::unique_ptr<btCollisionDispatcher> dispatcher;
  std::unique_ptr<btDbvtBroadphase> broadphase;
  std::unique_ptr<btMultiBodyConstraintSolver> solver;
  std::unique_ptr<btBoxShape> tableShape;
  std::unique_ptr<btCollisionObject> table;
  std::unique_ptr<btSoftMultiBodyDynamicsWorld> dynamics;
  std::unique_ptr<btSoftBody> sheet;
};

namespace {

void copy(const btVector3& from, double* to) {
  for (int i = 0; i < 3; ++i) to[i] = from[i];
}

btVector3 vector(const double v[3]) { return btVector3(v[0], v[1], v[2]); }

constexpr int stateSize = 13;

}  // namespace

cb_cloth* cb_cloth_create(const cb_cloth_configuration* configuration) CB_NOEXCEPT {
  try {
    return new cb_cloth(*configuration);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void cb_cloth_destroy(cb_cloth* cloth) CB_NOEXCEPT { delete cloth; }

int32_t cb_cloth_node_count(const cb_cloth* cloth) CB_NOEXCEPT { return cloth->sheet->m_nodes.size(); }

int32_t cb_cloth_reset(cb_cloth* cloth, const double* positions) CB_NOEXCEPT {
  try {
    cloth->build();
  } catch (const std::bad_alloc&) {
    return 0;
  }
  for (int i = 0; i < cloth->sheet->m_nodes.size(); ++i) {
    btSoftBody::Node& node = cloth->sheet->m_nodes[i];
    node.m_x = node.m_q = vector(positions + 3 * i);
    cloth->noticeMove(node);
  }
  cloth->sheet->updateNormals();
  cloth->sheet->updateBounds();
  return 1;
}

void cb_cloth_pin(cb_cloth* cloth, int32_t node, const double position[3]) CB_NOEXCEPT {
  if (!cloth->pins[size_t(node)].held) cloth->setHeld(node, true);
  cloth->pins[size_t(node)].target = vector(position);
}

void cb_cloth_release(cb_cloth* cloth, int32_t node) CB_NOEXCEPT {
  if (cloth->pins[size_t(node)].held) cloth->setHeld(node, false);
}

void cb_cloth_step(cb_cloth* cloth, int32_t substeps) CB_NOEXCEPT {
  for (int32_t i = 0; i < substeps; ++i) cloth->step();
}

void cb_cloth_get_positions(const cb_cloth* cloth, double* positions) CB_NOEXCEPT {
  for (int i = 0; i < cloth->sheet->m_nodes.size(); ++i) copy(cloth->sheet->m_nodes[i].m_x, positions + 3 * i);
}

void cb_cloth_get_velocities(const cb_cloth* cloth, double* velocities) CB_NOEXCEPT {
  for (int i = 0; i < cloth->sheet->m_nodes.size(); ++i) copy(cloth->sheet->m_nodes[i].m_v, velocities + 3 * i);
}

int32_t cb_cloth_triangle_count(const cb_cloth* cloth) CB_NOEXCEPT { return cloth->sheet->m_faces.size(); }

void cb_cloth_get_triangles(const cb_cloth* cloth, int32_t* nodes) CB_NOEXCEPT {
  const btSoftBody& sheet = *cloth->sheet;
  for (int face = 0; face < sheet.m_faces.size(); ++face) {
    for (int corner = 0; corner < 3; ++corner) {
      nodes[3 * face + corner] = int32_t(sheet.m_faces[face].m_n[corner] - &sheet.m_nodes[0]);
    }
  }
}

int32_t cb_cloth_is_finite(const cb_cloth* cloth) CB_NOEXCEPT {
  double sum = 0;
  for (int i = 0; i < cloth->sheet->m_nodes.size(); ++i) {
    const btSoftBody::Node& node = cloth->sheet->m_nodes[i];
    sum += node.m_x.length2() + node.m_v.length2();
  }
  return std::isfinite(sum) ? 1 : 0;
}

uint64_t cb_cloth_state_hash(const cb_cloth* cloth) CB_NOEXCEPT {
  cbullet::Mixer mixer;
  for (int i = 0; i < cloth->sheet->m_nodes.size(); ++i) {
    const btSoftBody::Node& node = cloth->sheet->m_nodes[i];
    mixer.vector(node.m_x);
    mixer.vector(node.m_q);
    mixer.vector(node.m_v);
    mixer.word(cloth->pins[size_t(i)].held);
    mixer.vector(cloth->pins[size_t(i)].target);
  }
  return mixer.finish();
}

void cb_cloth_get_state(const cb_cloth* cloth, double* state) CB_NOEXCEPT {
  for (int i = 0; i < cloth->sheet->m_nodes.size(); ++i, state += stateSize) {
    const btSoftBody::Node& node = cloth->sheet->m_nodes[i];
    copy(node.m_x, state);
    copy(node.m_q, state + 3);
    copy(node.m_v, state + 6);
    state[9] = cloth->pins[size_t(i)].held;
    copy(cloth->pins[size_t(i)].target, state + 10);
  }
}

void cb_cloth_set_state(cb_cloth* cloth, const double* state) CB_NOEXCEPT {
  for (int i = 0; i < cloth->sheet->m_nodes.size(); ++i, state += stateSize) {
    btSoftBody::Node& node = cloth->sheet->m_nodes[i];
    node.m_x = vector(state);
    node.m_q = vector(state + 3);
    node.m_v = vector(state + 6);
    Pin& pin = cloth->pins[size_t(i)];
    pin.held = state[9] != 0;
    pin.target = vector(state + 10);
    node.m_im = pin.held ? 0 : cloth->inverseMass[size_t(i)];
    cloth->noticeMove(node);
  }
  cloth->sheet->updateLinkConstants();
  cloth->sheet->updateNormals();
  cloth->sheet->updateBounds();
}
