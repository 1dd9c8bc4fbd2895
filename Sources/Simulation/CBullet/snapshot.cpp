// Snapshots: everything that moves the future of a world, as bytes of this process.
//
// Bullet's own `saveState` leaves out warm-starting caches and the order of pairs. Here the order is fixed, and the
// contact points are copied whole. The objects that hold them are made anew by running the narrow phase where it last
// ran; then their points are replaced.
#include <cstring>

#include "world.hpp"

namespace cbullet {

namespace {

/// Writes values, or only counts them.
class Writer {
 public:
  explicit Writer(unsigned char* to) : to_(to) {}
  template <typename Value>
  void add(const Value& value) {
    if (to_) std::memcpy(to_ + size_, static_cast<const void*>(&value), sizeof value);
    size_ += sizeof value;
  }
  size_t size() const { return size_; }

 private:
  unsigned char* to_;
  size_t size_ = 0;
};

class Reader {
 public:
  Reader(const unsigned char* from, size_t count) : from_(from), left_(count) {}
  template <typename Value>
  bool take(Value& value) {
    if (left_ < sizeof value) return false;
    std::memcpy(static_cast<void*>(&value), from_, sizeof value);
    from_ += sizeof value;
    left_ -= sizeof value;
    return true;
  }
  /// Reads a count that must be `expected`.
  bool meets(uint64_t expected) {
    uint64_t found = 0;
    return take(found) && found == expected;
  }
  bool ended() const { return left_ == 0; }

 private:
  const unsigned char* from_;
  size_t left_;
};

void write(Writer& writer, Body& body) {
  writer.add(uint64_t(body.colliders.size()));
  for (int link = -1; link < int(body.model->links.size()); ++link) writer.add(body.model->link(link).contact.material);
  if (!body.multiBody) {
    writer.add(body.colliders[0]->getWorldTransform());
    return;
  }
  const btMultiBody& multiBody = *body.multiBody;
  writer.add(multiBody.getBasePos());
  writer.add(multiBody.getWorldToBaseRot());
  for (int i = 0; i < 6 + multiBody.getNumDofs(); ++i) writer.add(multiBody.getVelocityVector()[i]);
  for (int link = 0; link < multiBody.getNumLinks(); ++link) {
    if (!body.motors[size_t(link)]) continue;
    writer.add(multiBody.getLink(link).m_jointPos[0]);
    writer.add(body.motors[size_t(link)]->command);
    writer.add(body.torques[size_t(link)]);
  }
  writer.add(body.impedance);
}

bool read(Reader& reader, World& world, int index) {
  Body& body = world.bodies[size_t(index)];
  if (!reader.meets(body.colliders.size())) return false;
  for (int link = -1; link < int(body.model->links.size()); ++link) {
    ContactOptions& contact = body.model->link(link).contact;
    if (!reader.take(contact.material)) return false;
    applyMaterial(*body.colliders[size_t(link + 1)], contact);
    world.stepper->pairs.setMaterial(index, link, contact);
  }
  body.stale = true;
  if (!body.multiBody) {
    btTransform frame;
    if (!reader.take(frame)) return false;
    body.colliders[0]->setWorldTransform(frame);
    return true;
  }
  btMultiBody& multiBody = *body.multiBody;
  btVector3 position;
  btQuaternion rotation;
  if (!reader.take(position) || !reader.take(rotation)) return false;
  multiBody.setBasePos(position);
  multiBody.setWorldToBaseRot(rotation);
  double* const velocities = const_cast<double*>(multiBody.getVelocityVector());
  for (int i = 0; i < 6 + multiBody.getNumDofs(); ++i) {
    if (!reader.take(velocities[i])) return false;
  }
  for (int link = 0; link < multiBody.getNumLinks(); ++link) {
    if (!body.motors[size_t(link)]) continue;
    double& torque = body.torques[size_t(link)];
    if (!reader.take(multiBody.getLink(link).m_jointPos[0]) || !reader.take(body.motors[size_t(link)]->command) ||
        !reader.take(torque)) {
      return false;
    }
    body.hasTorques = body.hasTorques || torque != 0;
  }
  return reader.take(body.impedance);
}

void write(Writer& writer, ContactPairs& pairs) {
  writer.add(uint64_t(pairs.parts().size()));
  for (size_t i = 0; i < pairs.parts().size(); ++i) writer.add(pairs.searched()[i]);
  btManifoldArray manifolds;
  for (const ContactPairs::Pair& pair : pairs.pairs()) {
    manifolds.resize(0);
    if (pair.algorithm) pair.algorithm->getAllContactManifolds(manifolds);
    writer.add(uint64_t(pair.algorithm ? 1 + manifolds.size() : 0));
    for (int m = 0; m < manifolds.size(); ++m) {
      writer.add(uint64_t(manifolds[m]->getNumContacts()));
      for (int p = 0; p < manifolds[m]->getNumContacts(); ++p) writer.add(manifolds[m]->getContactPoint(p));
    }
  }
}

bool read(Reader& reader, ContactPairs& pairs) {
  if (!reader.meets(pairs.parts().size())) return false;
  for (size_t i = 0; i < pairs.parts().size(); ++i) {
    btTransform frame;
    if (!reader.take(frame)) return false;
    pairs.place(int(i), frame);
  }
  btManifoldArray manifolds;
  for (ContactPairs::Pair& pair : pairs.pairs()) {
    pairs.close(pair);
    uint64_t kept = 0;
    if (!reader.take(kept)) return false;
    if (kept == 0) continue;
    pairs.touch(pair);
    manifolds.resize(0);
    pair.algorithm->getAllContactManifolds(manifolds);
    if (kept != uint64_t(1 + manifolds.size())) return false;
    for (int m = 0; m < manifolds.size(); ++m) {
      uint64_t points = 0;
      if (!reader.take(points) || points > MANIFOLD_CACHE_SIZE) return false;
      manifolds[m]->clearManifold();
      for (uint64_t p = 0; p < points; ++p) {
        btManifoldPoint point;
        if (!reader.take(point)) return false;
        manifolds[m]->addManifoldPoint(point);
      }
    }
  }
  pairs.rememberSearch();
  return true;
}

void write(Writer& writer, World& world) {
  world.refreshAll();
  writer.add(world.steps);
  writer.add(uint64_t(world.bodies.size()));
  for (Body& body : world.bodies) write(writer, body);
  write(writer, world.stepper->pairs);
}

bool read(Reader& reader, World& world) {
  uint64_t steps = 0;
  if (!reader.take(steps) || !reader.meets(world.bodies.size())) return false;
  for (size_t index = 0; index < world.bodies.size(); ++index) {
    if (!read(reader, world, int(index))) return false;
  }
  if (!read(reader, world.stepper->pairs) || !reader.ended()) return false;
  // Parts stand where contacts were last searched; from there to where the bodies are now.
  world.refreshAll();
  world.steps = steps;
  return true;
}

}  // namespace

}  // namespace cbullet

using namespace cbullet;

size_t cb_snapshot_size(cb_world* world) CB_NOEXCEPT {
  if (!world->stepper) return 0;
  Writer counter(nullptr);
  write(counter, *world);
  return counter.size();
}

void cb_snapshot(cb_world* world, void* bytes) CB_NOEXCEPT {
  Writer writer(static_cast<unsigned char*>(bytes));
  write(writer, *world);
}

int32_t cb_restore(cb_world* world, const void* bytes, size_t count) CB_NOEXCEPT {
  if (!world->stepper) return 0;
  Reader reader(static_cast<const unsigned char*>(bytes), count);
  if (read(reader, *world)) return 1;
  world->reset();
  return 0;
}
