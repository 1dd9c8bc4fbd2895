// Tools that are fixed to a robot, and what contacts do to them.
#include "world.hpp"

using namespace cbullet;

int32_t cb_attach_box(
    cb_world* world, int32_t body, int32_t parent, const double half[3], double mass, const double pose[7],
    double friction, int32_t* link) CB_NOEXCEPT {
  return guarded(world, [&] {
    LinkModel model;
    model.name = "tool box";
    model.jointName = "tool box joint";
    model.parent = parent;
    model.parentFromJoint = transform(pose);
    const double x = half[0] * half[0], y = half[1] * half[1], z = half[2] * half[2];
    model.mass = mass;
    model.inertia = btVector3(y + z, x + z, x + y) * (mass / 3);
    Shape shape;
    shape.kind = Shape::box;
    shape.size = vector(half);
    model.shapes.push_back(shape);
    model.contact.material.friction = friction;
    *link = world->attach(size_t(body), std::move(model));
  });
}

void cb_contact_wrench(
    const cb_world* world, int32_t body, int32_t link, const double point[3], double wrench[6]) CB_NOEXCEPT {
  const BodyModel& model = world->blueprint[size_t(body)];
  const btVector3 about = vector(point);
  btVector3 force(0, 0, 0), torque(0, 0, 0);
  const auto hangs = [&](const btCollisionObject& object) {
    if (object.getUserIndex() != body) return false;
    int at = object.getUserIndex2();
    while (at != link && at >= 0) at = model.links[size_t(at)].parent;
    return at == link;
  };
  world->eachManifold([&](const btPersistentManifold& manifold) {
    const bool first = hangs(*manifold.getBody0()), second = hangs(*manifold.getBody1());
    if (first == second) return;
    for (int p = 0; p < manifold.getNumContacts(); ++p) {
      const btManifoldPoint& contact = manifold.getContactPoint(p);
      // Bullet's impulses act on its first body.
      btVector3 impulse = contact.m_normalWorldOnB * contact.m_appliedImpulse +
                          contact.m_lateralFrictionDir1 * contact.m_appliedImpulseLateral1 +
                          contact.m_lateralFrictionDir2 * contact.m_appliedImpulseLateral2;
      if (second) impulse = -impulse;
      force += impulse;
      torque += ((first ? contact.getPositionWorldOnA() : contact.getPositionWorldOnB()) - about).cross(impulse);
    }
  });
  write(force / world->configuration.step_seconds, wrench);
  write(torque / world->configuration.step_seconds, wrench + 3);
}
