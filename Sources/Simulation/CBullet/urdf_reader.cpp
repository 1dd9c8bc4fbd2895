// From a URDF file to a `BodyModel`: liburdfdom reads it, after our own checks.
#include <console_bridge/console.h>
#include <urdf_model/model.h>
#include <urdf_parser/urdf_parser.h>

#include <algorithm>
#include <mutex>

#include "urdf.hpp"

namespace cbullet {

namespace {

/// Collects what liburdfdom only prints. The handler is the process's, so readers take turns.
class Listener : public console_bridge::OutputHandler {
 public:
  Listener() {
    console_bridge::useOutputHandler(this);
    level_ = console_bridge::getLogLevel();
    console_bridge::setLogLevel(console_bridge::CONSOLE_BRIDGE_LOG_ERROR);
  }
  ~Listener() override {
    console_bridge::setLogLevel(level_);
    console_bridge::restorePreviousOutputHandler();
  }
  void log(const std::string& text, console_bridge::LogLevel level, const char*, int) override {
    if (level >= console_bridge::CONSOLE_BRIDGE_LOG_ERROR && error.empty()) error = text;
  }
  std::string error;

 private:
  console_bridge::LogLevel level_;
};

urdf::ModelInterfaceSharedPtr parse(const std::string& text) {
  static std::mutex turn;
  const std::lock_guard<std::mutex> guard(turn);
  Listener listener;
  urdf::ModelInterfaceSharedPtr robot;
  try {
    robot = urdf::parseURDF(text);
  } catch (const std::exception& error) {
    throw Failure{CB_MALFORMED, "robot", error.what(), "correct the file"};
  }
  if (!listener.error.empty()) throw Failure{CB_MALFORMED, "robot", listener.error, "correct the file"};
  if (!robot || !robot->getRoot()) throw Failure{CB_MALFORMED, "robot", "no root link", "correct the file"};
  return robot;
}

btTransform transform(const urdf::Pose& pose) {
  double x, y, z, w;
  pose.rotation.getQuaternion(x, y, z, w);
  return btTransform(btQuaternion(x, y, z, w).normalized(), btVector3(pose.position.x, pose.position.y, pose.position.z));
}

Shape shape(const urdf::Geometry& geometry, const urdf::Pose& origin) {
  Shape result;
  result.origin = transform(origin);
  if (geometry.type == urdf::Geometry::BOX) {
    const auto& size = static_cast<const urdf::Box&>(geometry).dim;
    result.kind = Shape::box;
    result.size = btVector3(size.x, size.y, size.z) / 2;
  } else if (geometry.type == urdf::Geometry::CYLINDER) {
    const auto& cylinder = static_cast<const urdf::Cylinder&>(geometry);
    result.kind = Shape::cylinder;
    result.size = btVector3(cylinder.radius, cylinder.radius, cylinder.length / 2);
  } else {
    const double radius = static_cast<const urdf::Sphere&>(geometry).radius;
    result.kind = Shape::sphere;
    result.size = btVector3(radius, radius, radius);
  }
  return result;
}

btVector3 scaleOf(const urdf::Geometry& geometry) {
  const urdf::Vector3& scale = static_cast<const urdf::Mesh&>(geometry).scale;
  return btVector3(scale.x, scale.y, scale.z);
}

const std::string& fileOf(const urdf::Geometry& geometry) { return static_cast<const urdf::Mesh&>(geometry).filename; }

/// What is seen of a link.
std::vector<Visual> visuals(const urdf::Link& link, const MeshFolders& folders) {
  std::vector<Visual> result;
  for (const auto& visual : link.visual_array) {
    const urdf::Geometry& geometry = *visual->geometry;
    Visual made;
    made.shape = geometry.type == urdf::Geometry::MESH
                     ? seenMesh(link.name, fileOf(geometry), scaleOf(geometry), transform(visual->origin), folders)
                     : shape(geometry, visual->origin);
    if (visual->material) {
      const urdf::Color& color = visual->material->color;
      made.hasColor = true;
      made.color = {color.r, color.g, color.b, color.a};
      for (float& part : made.color) part = part >= 0 ? std::min(part, 1.0f) : 0;
    }
    result.push_back(made);
  }
  return result;
}

void setJoint(LinkModel& model, const urdf::Joint& joint) {
  model.jointName = joint.name;
  model.parentFromJoint = transform(joint.parent_to_joint_origin_transform);
  switch (joint.type) {
    case urdf::Joint::REVOLUTE: model.jointType = CB_REVOLUTE; break;
    case urdf::Joint::CONTINUOUS: model.jointType = CB_CONTINUOUS; break;
    case urdf::Joint::PRISMATIC: model.jointType = CB_PRISMATIC; break;
    default: model.jointType = CB_FIXED; return;
  }
  model.axis = btVector3(joint.axis.x, joint.axis.y, joint.axis.z).normalized();
  if (joint.dynamics) {
    model.damping = joint.dynamics->damping;
    model.friction = joint.dynamics->friction;
  }
  if (!joint.limits) return;
  model.maximumVelocity = joint.limits->velocity;
  model.maximumForce = joint.limits->effort;
  if (joint.type == urdf::Joint::CONTINUOUS) return;
  model.hasLimits = true;
  model.lower = joint.limits->lower;
  model.upper = joint.limits->upper;
}

void setLink(LinkModel& model, const urdf::Link& link, const RawURDF& raw, const MeshFolders& folders) {
  model.name = link.name;
  if (const auto contact = raw.contacts.find(link.name); contact != raw.contacts.end()) {
    model.contact = contact->second;
  }
  for (const auto& collision : link.collision_array) {
    const urdf::Geometry& geometry = *collision->geometry;
    if (geometry.type == urdf::Geometry::MESH) {
      appendHulls(model, fileOf(geometry), scaleOf(geometry), transform(collision->origin), folders);
    } else {
      model.shapes.push_back(shape(geometry, collision->origin));
    }
  }
  model.visuals = visuals(link, folders);
  const double mass = link.inertial ? link.inertial->mass : 0;
  if (model.movable() && !(mass > 0)) {
    throw Failure{
        CB_INVALID_VALUE, "link " + link.name, "mass 0 behind the movable joint " + model.jointName,
        "give the link a mass; only links behind fixed joints may be massless"};
  }
  if (!link.inertial) return;
  const auto& i = *link.inertial;
  setInertia(model, mass, transform(i.origin), {i.ixx, i.ixy, i.ixz, i.iyy, i.iyz, i.izz}, model.movable());
}

/// Appends the links below `parent`, depth first, siblings in file order.
void appendChildren(
    BodyModel& body, const urdf::ModelInterface& robot, const RawURDF& raw, const MeshFolders& folders,
    const std::string& parentName, int parent) {
  for (const auto& name : raw.joints) {
    const auto joint = robot.getJoint(name);
    if (joint->parent_link_name != parentName) continue;
    LinkModel model;
    model.parent = parent;
    setJoint(model, *joint);
    setLink(model, *robot.getLink(joint->child_link_name), raw, folders);
    body.links.push_back(model);
    appendChildren(body, robot, raw, folders, joint->child_link_name, int(body.links.size()) - 1);
  }
}

void setMimics(BodyModel& body, const urdf::ModelInterface& robot) {
  for (LinkModel& link : body.links) {
    const auto joint = robot.getJoint(link.jointName);
    if (!joint->mimic || !link.movable()) continue;
    for (size_t i = 0; i < body.links.size(); ++i) {
      if (body.links[i].jointName == joint->mimic->joint_name) link.mimicLeader = int(i);
    }
    link.mimicMultiplier = joint->mimic->multiplier;
    link.mimicOffset = joint->mimic->offset;
  }
}

}  // namespace

BodyModel readURDF(const char* path, const std::vector<std::string>& meshRoots) {
  const std::string text = readBoundedFile(path);
  const RawURDF raw = checkURDF(text);
  const auto robot = parse(text);
  const MeshFolders folders(path, meshRoots);
  BodyModel body;
  setLink(body.base, *robot->getRoot(), raw, folders);
  appendChildren(body, *robot, raw, folders, robot->getRoot()->name, -1);
  setMimics(body, *robot);
  return body;
}

}  // namespace cbullet
