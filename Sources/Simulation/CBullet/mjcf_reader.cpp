// From a MJCF file to a `BodyModel`.
#include <BulletCollision/CollisionShapes/btCollisionShape.h>

#include <set>

#include "mjcf.hpp"
#include "urdf.hpp"
#include "world.hpp"

namespace cbullet {

namespace {

constexpr size_t maximumLinks = 256;

/// Density of every shape, kg/m3: pybullet's, whatever the file says.
constexpr double density = 1000;

class Reader {
 public:
  explicit Reader(const TiXmlElement* mujoco) : settings_(readMJCFSettings(mujoco)) {}

  BodyModel read(const TiXmlElement* root) {
    const btTransform frame = bodyFrame(root);
    std::vector<MJCFJoint> joints = readJoints(root, "main", true);
    const std::string name = openBody(root);
    LinkModel body = readBody(root, name, "main");
    if (joints.empty()) {
      if (!(body.mass > 0)) {
        refuse(CB_INVALID_VALUE, mjcfElement(root), "no mass, but the root floats", "give it a geom or a mass");
      }
      body_.base = body;
      // Where the file puts the body, pybullet puts its centre of mass.
      body_.pose = frame * body.inertialFrame.inverse();
      appendChildren(root, -1, "main");
    } else {
      body_.base.name = nextName();
      body_.fixedBase = true;
      appendBody(root, body, joints, frame, -1, "main");
    }
    setCollisions();
    checkMasses();
    return std::move(body_);
  }

 private:
  std::string nextName() { return "link0_" + std::to_string(created_++); }

  void claim(std::set<std::string>& names, const std::string& kind, const std::string& name) {
    if (!names.insert(name).second) {
      refuse(CB_DUPLICATE_NAME, kind + " " + name, "the name is used twice", "give each its own name");
    }
  }

  std::string openBody(const TiXmlElement* node) {
    const std::string counted = nextName();
    const char* name = node->Attribute("name");
    const std::string result = name && *name ? name : counted;
    claim(linkNames_, "body", result);
    return result;
  }

  std::string classOf(const TiXmlElement* node, const std::string& inherited) {
    const char* own = node->Attribute("childclass");
    return own ? own : inherited;
  }

  btTransform bodyFrame(const TiXmlElement* node) {
    const std::string element = mjcfElement(node);
    const btTransform frame = mjcfFrame(node, settings_, element);
    if (settings_.globalCoordinates && !(frame == btTransform::getIdentity())) {
      refuse(CB_UNSUPPORTED, element, "a frame in global coordinates", "leave it out, or use coordinate=\"local\"");
    }
    return frame;
  }

  std::vector<MJCFJoint> readJoints(const TiXmlElement* node, const std::string& inherited, bool isRoot) {
    std::vector<MJCFJoint> joints;
    for (auto* child = node->FirstChildElement(); child; child = child->NextSiblingElement()) {
      const std::string kind = child->Value();
      const char* type = child->Attribute("type");
      const bool isFree = kind == "freejoint" || (kind == "joint" && type && std::string(type) == "free");
      if (isFree && isRoot) continue;
      if (kind == "freejoint") refuse(CB_UNSUPPORTED, mjcfElement(child), "a free joint", "use it on the root body only");
      if (kind != "joint") continue;
      joints.push_back(readMJCFJoint(child, settings_, classOf(node, inherited)));
      claim(jointNames_, "joint", joints.back().name);
    }
    return joints;
  }

  /// Shapes, mass and inertia of a body.
  LinkModel readBody(const TiXmlElement* node, const std::string& name, const std::string& inherited) {
    LinkModel link;
    link.name = name;
    link.ownMargins = true;
    bool hasInertial = false;
    double volume = 0;
    btVector3 centre(0, 0, 0);
    btMatrix3x3 axes = btMatrix3x3::getIdentity();
    int contype = 0, conaffinity = 0;
    for (auto* child = node->FirstChildElement(); child; child = child->NextSiblingElement()) {
      const std::string kind = child->Value();
      const std::string element = mjcfElement(child);
      if (kind == "geom") {
        const MJCFGeom geom = readMJCFGeom(child, settings_, classOf(node, inherited));
        volume += geom.volume;
        if (!hasInertial) centre = geom.centre;
        link.shapes.push_back(geom.shape);
        // The last geom speaks for the body.
        link.contact.material = geom.material;
        contype = geom.contype;
        conaffinity = geom.conaffinity;
      } else if (kind == "inertial") {
        hasInertial = true;
        const btTransform frame = mjcfFrame(child, settings_, element);
        if (child->Attribute("pos")) centre = frame.getOrigin();
        axes = frame.getBasis();
        if (child->Attribute("fullinertia")) {
          refuse(CB_UNSUPPORTED, element, "fullinertia", "leave it out: inertias follow from the shapes");
        }
        link.mass = numbers(child, "mass", 1, element)[0];
        if (link.mass < 0) refuse(CB_INVALID_VALUE, element, "a negative mass", "write a mass of at least 0 kg");
      } else if (
          kind != "joint" && kind != "freejoint" && kind != "body" && kind != "site" && kind != "light" &&
          kind != "camera") {
        refuse(CB_UNSUPPORTED, mjcfElement(node), "<" + kind + ">", "use geom, joint, inertial and body");
      }
    }
    if (!hasInertial) link.mass = density * volume;
    link.inertialFrame = btTransform(axes, centre);
    link.ghost = contype == 0;
    filters_.push_back({contype, conaffinity, !link.shapes.empty()});
    if (link.mass > 0 && link.shapes.empty()) {
      refuse(CB_INVALID_VALUE, "body " + name, "a mass without a geom", "add a geom: inertias follow from the shapes");
    }
    if (link.mass > 0) makeShape(link, 0).root->calculateLocalInertia(link.mass, link.inertia);
    return link;
  }

  /// A link for each joint, and the body behind them on a fixed joint.
  void appendBody(
      const TiXmlElement* node, LinkModel body, const std::vector<MJCFJoint>& joints, const btTransform& frame,
      int parent, const std::string& inherited) {
    btTransform next = frame;
    for (const MJCFJoint& joint : joints) {
      const btTransform place(btMatrix3x3::getIdentity(), joint.position);
      LinkModel link;
      link.name = nextName();
      claim(linkNames_, "body", link.name);
      link.jointName = joint.name;
      link.jointType = joint.type;
      link.parent = parent;
      link.parentFromJoint = next * place;
      link.axis = joint.axis;
      link.hasLimits = joint.hasLimits;
      link.lower = joint.lower;
      link.upper = joint.upper;
      body_.links.push_back(link);
      parent = int(body_.links.size()) - 1;
      next = place.inverse();
    }
    body.jointName = "jointfix_" + body.name;
    claim(jointNames_, "joint", body.jointName);
    body.parent = parent;
    body.parentFromJoint = next;
    body_.links.push_back(body);
    if (body_.links.size() > maximumLinks) {
      refuse(CB_TOO_LARGE, "body " + body.name, "more than 256 links", "split the robot");
    }
    appendChildren(node, int(body_.links.size()) - 1, inherited);
  }

  void appendChildren(const TiXmlElement* node, int parent, const std::string& inherited) {
    const std::string own = classOf(node, inherited);
    for (auto* child = node->FirstChildElement("body"); child; child = child->NextSiblingElement("body")) {
      const btTransform frame = bodyFrame(child);
      const std::string name = openBody(child);
      const std::vector<MJCFJoint> joints = readJoints(child, own, false);
      appendBody(child, readBody(child, name, own), joints, frame, parent, own);
    }
  }

  /// MuJoCo's rule for two geoms: (contype1 & conaffinity2) || (contype2 & conaffinity1). Bodies of one robot all
  /// follow it, or none does.
  void setCollisions() {
    int yes = 0, no = 0;
    for (size_t a = 0; a < filters_.size(); ++a) {
      for (size_t b = 0; b < a; ++b) {
        const Filter &x = filters_[a], &y = filters_[b];
        if (!x.hasShape || !y.hasShape) continue;
        (((x.contype & y.conaffinity) | (y.contype & x.conaffinity)) != 0 ? yes : no) += 1;
      }
    }
    if (yes > 0 && no > 0) {
      refuse(
          CB_UNSUPPORTED, "worldbody", "contype and conaffinity that let some bodies of the robot collide, not all",
          "give all geoms the same two numbers");
    }
    body_.selfCollision = yes > 0;
  }

  /// Behind every joint something must have a mass, or nothing determines how it moves.
  void checkMasses() {
    std::vector<double> carried(body_.links.size());
    for (size_t i = body_.links.size(); i-- > 0;) {
      const LinkModel& link = body_.links[i];
      carried[i] += link.mass;
      if (link.movable() && !(carried[i] > 0)) {
        refuse(CB_INVALID_VALUE, "joint " + link.jointName, "nothing with a mass behind it", "give the body a geom");
      }
      if (link.parent >= 0) carried[size_t(link.parent)] += carried[i];
    }
  }

  struct Filter {
    int contype, conaffinity;
    bool hasShape;
  };

  MJCFSettings settings_;
  BodyModel body_;
  std::vector<Filter> filters_;
  std::set<std::string> linkNames_, jointNames_;
  /// Links opened so far, the numbers in their names.
  int created_ = 0;
};

const std::set<std::string> ignoredSections = {"compiler", "default", "option", "size",    "visual",   "asset",
                                               "custom",   "tendon",  "sensor", "statistic", "keyframe", "actuator"};

}  // namespace

BodyModel readMJCF(const char* path) {
  const std::string text = readBoundedFile(path);
  TiXmlDocument document;
  document.Parse(text.c_str(), nullptr, TIXML_ENCODING_UTF8);
  if (document.Error()) {
    refuse(CB_MALFORMED, "line " + std::to_string(document.ErrorRow()), document.ErrorDesc(), "correct the XML");
  }
  const TiXmlElement* mujoco = document.FirstChildElement("mujoco");
  if (mujoco == nullptr) refuse(CB_MALFORMED, "file", "no <mujoco> element", "check that this is a MJCF file");
  const TiXmlElement* root = nullptr;
  for (auto* section = mujoco->FirstChildElement(); section; section = section->NextSiblingElement()) {
    const std::string name = section->Value();
    if (name != "worldbody") {
      if (!ignoredSections.count(name)) refuse(CB_UNSUPPORTED, "mujoco", "<" + name + ">", "remove the section");
      continue;
    }
    for (auto* child = section->FirstChildElement(); child; child = child->NextSiblingElement()) {
      const std::string kind = child->Value();
      if (kind == "light" || kind == "camera" || kind == "site") continue;
      if (kind != "body") {
        refuse(CB_UNSUPPORTED, mjcfElement(child), "<" + kind + "> beside the body", "add it to the scene, not the robot");
      }
      if (root) refuse(CB_UNSUPPORTED, mjcfElement(child), "a second root body", "keep one robot a file");
      root = child;
    }
  }
  if (root == nullptr) refuse(CB_MALFORMED, "worldbody", "no body", "a robot has at least one body");
  return Reader(mujoco).read(root);
}

}  // namespace cbullet
