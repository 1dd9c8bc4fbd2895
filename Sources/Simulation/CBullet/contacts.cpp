// Contact points of the last step.
#include "world.hpp"

using namespace cbullet;

int32_t cb_contacts(const cb_world* world, int32_t a, int32_t b, cb_contact* contacts, int32_t capacity) CB_NOEXCEPT {
  int32_t count = 0;
  world->eachManifold([&](const btPersistentManifold& manifold) {
    const btCollisionObject *first = manifold.getBody0(), *second = manifold.getBody1();
    const bool straight = first->getUserIndex() == a && second->getUserIndex() == b;
    const bool swapped = first->getUserIndex() == b && second->getUserIndex() == a;
    if (!straight && !swapped) return;
    for (int p = 0; p < manifold.getNumContacts(); ++p, ++count) {
      if (count >= capacity) continue;
      const btManifoldPoint& point = manifold.getContactPoint(p);
      cb_contact& contact = contacts[count];
      contact.link_a = (straight ? first : second)->getUserIndex2();
      contact.link_b = (straight ? second : first)->getUserIndex2();
      // Bullet's normal points from its second body to its first.
      write(straight ? point.m_normalWorldOnB : -point.m_normalWorldOnB, contact.normal);
      write(straight ? point.getPositionWorldOnB() : point.getPositionWorldOnA(), contact.position);
      contact.distance = point.getDistance();
      contact.normal_force = point.getAppliedImpulse() / world->configuration.step_seconds;
    }
  });
  return count;
}

int32_t cb_link_touches(const cb_world* world, int32_t body, int32_t link, int32_t other) CB_NOEXCEPT {
  bool touches = false;
  world->eachManifold([&](const btPersistentManifold& manifold) {
    if (manifold.getNumContacts() == 0) return;
    const btCollisionObject *first = manifold.getBody0(), *second = manifold.getBody1();
    const auto isLink = [&](const btCollisionObject* object) {
      return object->getUserIndex() == body && object->getUserIndex2() == link;
    };
    touches = touches || (isLink(first) && second->getUserIndex() == other) ||
              (isLink(second) && first->getUserIndex() == other);
  });
  return touches ? 1 : 0;
}
