// From a `BodyModel` to Bullet's articulated body.
#include <BulletCollision/CollisionShapes/btBoxShape.h>
#include <BulletCollision/CollisionShapes/btCapsuleShape.h>
#include <BulletCollision/CollisionShapes/btCompoundShape.h>
#include <BulletCollision/CollisionShapes/btConvexHullShape.h>
#include <BulletCollision/CollisionShapes/btCylinderShape.h>
#include <BulletCollision/CollisionShapes/btMultiSphereShape.h>
#include <BulletCollision/CollisionShapes/btSphereShape.h>
#include <BulletCollision/CollisionShapes/btStaticPlaneShape.h>

#include "world.hpp"

namespace cbullet {

namespace {

std::unique_ptr<btCollisionShape> primitive(const Shape& shape, double margin) {
  std::unique_ptr<btCollisionShape> made;
  switch (shape.kind) {
    case Shape::plane: return std::make_unique<btStaticPlaneShape>(btVector3(0, 0, 1), shape.size.x());
    case Shape::sphere: return std::make_unique<btSphereShape>(shape.size.x());
    case Shape::capsule: {
      const double radii[2] = {shape.size.x(), shape.size.x()};
      if (shape.hasEnds) return std::make_unique<btMultiSphereShape>(shape.ends, radii, 2);
      return std::make_unique<btCapsuleShapeZ>(shape.size.x(), 2 * shape.size.z());
    }
    case Shape::cylinder: made = std::make_unique<btCylinderShapeZ>(shape.size); break;
    case Shape::hull:
      made = std::make_unique<btConvexHullShape>(
          &shape.corners->front().x(), int(shape.corners->size()), int(sizeof(btVector3)));
      break;
    case Shape::box: made = std::make_unique<btBoxShape>(shape.size); break;
  }
  made->setMargin(margin);
  return made;
}

bool isIdentity(const btTransform& t) {
  return t.getOrigin().isZero() && t.getBasis() == btMatrix3x3::getIdentity();
}

}  // namespace

LinkShape makeShape(const LinkModel& link, double margin) {
  LinkShape result;
  const btTransform centreFromLink = link.inertialFrame.inverse();
  if (link.shapes.size() == 1) {
    // A bare shape is cheaper than a compound of one.
    const btTransform origin = centreFromLink * link.shapes[0].placed();
    if (isIdentity(origin)) {
      result.parts.push_back(primitive(link.shapes[0], margin));
      result.root = result.parts[0].get();
      return result;
    }
  }
  auto compound = std::make_unique<btCompoundShape>(true, int(link.shapes.size()));
  if (!link.ownMargins) compound->setMargin(margin);
  for (const Shape& shape : link.shapes) {
    result.parts.push_back(primitive(shape, margin));
    compound->addChildShape(centreFromLink * shape.placed(), result.parts.back().get());
  }
  result.root = compound.get();
  result.parts.push_back(std::move(compound));
  return result;
}

void applyMaterial(btCollisionObject& object, const ContactOptions& contact) {
  object.setFriction(contact.material.friction);
  object.setRestitution(contact.material.restitution);
  object.setRollingFriction(contact.material.rolling_friction);
  object.setSpinningFriction(contact.material.spinning_friction);
  if (contact.hasStiffness) object.setContactStiffnessAndDamping(contact.stiffness, contact.damping);
  if (contact.frictionAnchor) {
    object.setCollisionFlags(object.getCollisionFlags() | btCollisionObject::CF_HAS_FRICTION_ANCHOR);
  }
}

namespace {

void setUpLink(btMultiBody& multiBody, const BodyModel& model, int index) {
  const LinkModel& link = model.link(index);
  // Bullet's frames sit in centres of mass, along principal axes.
  const btTransform parentFromJoint = model.link(link.parent).inertialFrame.inverse() * link.parentFromJoint;
  const btTransform centreFromJoint = link.inertialFrame.inverse();
  const btQuaternion turn = centreFromJoint.getRotation() * parentFromJoint.inverse().getRotation();
  const btVector3 axis = quatRotate(centreFromJoint.getRotation(), link.axis);
  const btVector3 toPivot = parentFromJoint.getOrigin(), toCentre = -centreFromJoint.getOrigin();
  switch (link.jointType) {
    case CB_FIXED:
      multiBody.setupFixed(index, link.mass, link.inertia, link.parent, turn, toPivot, toCentre);
      break;
    case CB_PRISMATIC:
      multiBody.setupPrismatic(index, link.mass, link.inertia, link.parent, turn, axis, toPivot, toCentre, true);
      break;
    default: multiBody.setupRevolute(index, link.mass, link.inertia, link.parent, turn, axis, toPivot, toCentre, true);
  }
}

}  // namespace

void buildMultiBody(Body& body, const std::vector<LinkShape>& shapes, const cb_configuration& configuration) {
  const BodyModel& model = *body.model;
  const int links = int(model.links.size());
  const double baseMass = model.fixedBase ? 0 : model.base.mass;
  const btVector3 baseInertia = model.fixedBase ? btVector3(0, 0, 0) : model.base.inertia;
  body.multiBody = std::make_unique<btMultiBody>(links, baseMass, baseInertia, model.fixedBase, false);
  btMultiBody& multiBody = *body.multiBody;
  for (int link = 0; link < links; ++link) setUpLink(multiBody, model, link);
  multiBody.setLinearDamping(configuration.linear_damping);
  multiBody.setAngularDamping(configuration.angular_damping);
  multiBody.setHasSelfCollision(model.selfCollision);
  if (model.selfCollision) {
    for (int link = 0; link < links; ++link) {
      multiBody.getLink(link).m_flags |= BT_MULTIBODYLINKFLAGS_DISABLE_ALL_PARENT_COLLISION;
    }
  }
  multiBody.finalizeMultiDof();

  for (int link = -1; link < links; ++link) {
    auto collider = std::make_unique<btMultiBodyLinkCollider>(&multiBody, link);
    collider->setCollisionShape(shapes[size_t(link + 1)].root);
    applyMaterial(*collider, model.link(link).contact);
    if (link < 0) {
      multiBody.setBaseCollider(collider.get());
    } else {
      multiBody.getLink(link).m_collider = collider.get();
    }
    body.colliders.push_back(std::move(collider));
  }

  body.response = std::make_unique<JointResponse>(multiBody);
  JointResponse* const response = body.response.get();

  // Limits before motors: the order in which pybullet adds them is the order in which they are solved.
  for (int link = 0; link < links; ++link) {
    const LinkModel& joint = model.links[size_t(link)];
    if (!joint.hasLimits) continue;
    body.constraints.push_back(std::make_unique<LimitRow>(&multiBody, link, response, joint.lower, joint.upper));
  }
  for (int link = 0; link < links; ++link) {
    const LinkModel& joint = model.links[size_t(link)];
    if (!joint.movable() || joint.friction == 0) continue;
    body.constraints.push_back(std::make_unique<FrictionRow>(&multiBody, link, response, joint.friction));
  }
  body.motors.assign(size_t(links), nullptr);
  body.torques.assign(size_t(links), 0);
  for (int link = 0; link < links; ++link) {
    if (!model.links[size_t(link)].movable()) continue;
    auto motor = std::make_unique<MotorRow>(&multiBody, link, response);
    body.motors[size_t(link)] = motor.get();
    body.constraints.push_back(std::move(motor));
  }
  for (auto& constraint : body.constraints) constraint->finalizeMultiDof();
}

}  // namespace cbullet
