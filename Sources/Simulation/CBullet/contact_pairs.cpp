#include "contact_pairs.hpp"

#include <algorithm>

#include <BulletCollision/CollisionDispatch/btCollisionObjectWrapper.h>
#include <BulletCollision/CollisionDispatch/btManifoldResult.h>

#include "world.hpp"

namespace cbullet {

ContactPairs::~ContactPairs() { forget(); }

void ContactPairs::forget() {
  for (Pair& pair : pairs_) close(pair);
  std::fill(searched_.begin(), searched_.end(), btTransform::getIdentity());
}

void ContactPairs::close(Pair& pair) {
  if (!pair.algorithm) return;
  pair.algorithm->~btCollisionAlgorithm();
  dispatcher_.freeCollisionAlgorithm(pair.algorithm);
  pair.algorithm = nullptr;
}

namespace {

/// Whether one of two links is the other, or is carried by it.
bool carries(const BodyModel& model, int a, int b) {
  const auto reaches = [&](int from, int to) {
    while (from != to && from >= 0) from = model.links[size_t(from)].parent;
    return from == to;
  };
  return reaches(a, b) || reaches(b, a);
}

}  // namespace

void ContactPairs::add(const Body& body, int index, const std::vector<LinkShape>& shapes) {
  const BodyModel& model = *body.model;
  const int first = int(parts_.size());
  firsts_.push_back(first);
  for (int link = -1; link < int(model.links.size()); ++link) {
    const LinkModel& from = model.link(link);
    if (from.ghost) continue;
    for (size_t shape = 0; shape < from.shapes.size(); ++shape) {
      Part part;
      part.object = std::make_unique<btCollisionObject>();
      part.object->setCollisionShape(shapes[size_t(link + 1)].parts[shape].get());
      part.object->setUserIndex(index);
      part.object->setUserIndex2(link);
      applyMaterial(*part.object, from.contact);
      part.body = index;
      part.link = link;
      part.still = model.isStatic || (link < 0 && model.fixedBase);
      part.breaking = shapes[size_t(link + 1)].root->getContactBreakingThreshold(gContactBreakingThreshold);
      part.origin = from.inertialFrame.inverse() * from.shapes[shape].placed();
      parts_.push_back(std::move(part));
      searched_.push_back(btTransform::getIdentity());
    }
  }
  for (int b = first; b < int(parts_.size()); ++b) {
    for (int a = 0; a < first; ++a) {
      if (!(part(a).still && part(b).still)) pairs_.push_back({a, b});
    }
    if (!model.selfCollision) continue;
    for (int a = first; a < b; ++a) {
      if (!carries(model, part(a).link, part(b).link)) pairs_.push_back({a, b});
    }
  }
  follow(body, index);
}

void ContactPairs::box(Part& part) {
  part.object->getCollisionShape()->getAabb(part.object->getWorldTransform(), part.low, part.high);
  const btVector3 margin(gContactBreakingThreshold, gContactBreakingThreshold, gContactBreakingThreshold);
  part.low -= margin;
  part.high += margin;
}

void ContactPairs::place(int index, const btTransform& frame) {
  Part& part = parts_[size_t(index)];
  part.object->setWorldTransform(frame);
  box(part);
}

void ContactPairs::follow(const Body& body, int index) {
  for (size_t i = size_t(firsts_[size_t(index)]); i < parts_.size() && parts_[i].body == index; ++i) {
    const Part& part = parts_[i];
    place(int(i), body.colliders[size_t(part.link + 1)]->getWorldTransform() * part.origin);
  }
}

void ContactPairs::setMaterial(int body, int link, const ContactOptions& contact) {
  for (Part& part : parts_) {
    if (part.body == body && part.link == link) applyMaterial(*part.object, contact);
  }
}

bool ContactPairs::overlap(const Part& a, const Part& b) const {
  return a.low.x() <= b.high.x() && b.low.x() <= a.high.x() && a.low.y() <= b.high.y() && b.low.y() <= a.high.y() &&
         a.low.z() <= b.high.z() && b.low.z() <= a.high.z();
}

void ContactPairs::rememberSearch() {
  for (size_t i = 0; i < parts_.size(); ++i) searched_[i] = parts_[i].object->getWorldTransform();
}

void ContactPairs::detect() {
  rememberSearch();
  for (Pair& pair : pairs_) {
    if (overlap(part(pair.a), part(pair.b))) {
      touch(pair);
    } else {
      close(pair);
    }
  }
}

void ContactPairs::touch(Pair& pair) {
  const Part &a = part(pair.a), &b = part(pair.b);
  const btCollisionObject &first = *a.object, &second = *b.object;
  const btCollisionObjectWrapper firstWrap(
      nullptr, first.getCollisionShape(), &first, first.getWorldTransform(), -1, -1);
  const btCollisionObjectWrapper secondWrap(
      nullptr, second.getCollisionShape(), &second, second.getWorldTransform(), -1, -1);
  const bool isNew = !pair.algorithm;
  if (isNew) {
    pair.algorithm = dispatcher_.findAlgorithm(&firstWrap, &secondWrap, nullptr, BT_CONTACT_POINT_ALGORITHMS);
    setBreaking(pair);
  }
  btManifoldResult result(&firstWrap, &secondWrap);
  pair.algorithm->processCollision(&firstWrap, &secondWrap, btDispatcherInfo(), &result);
  // Some algorithms make their manifold only now.
  if (isNew) setBreaking(pair);
}

void ContactPairs::setBreaking(Pair& pair) {
  manifolds_.resize(0);
  pair.algorithm->getAllContactManifolds(manifolds_);
  const double breaking = std::min(part(pair.a).breaking, part(pair.b).breaking);
  for (int i = 0; i < manifolds_.size(); ++i) manifolds_[i]->setContactBreakingThreshold(breaking);
}

}  // namespace cbullet
