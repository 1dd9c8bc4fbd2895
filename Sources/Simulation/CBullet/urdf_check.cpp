// The checks that liburdfdom leaves out, on the XML itself: it turns a NaN mass into 0, lets a negative mass and a
// detached loop pass, and drops <contact>.
#include <array>
#include <set>

#include "urdf.hpp"

namespace cbullet {

namespace {

constexpr size_t maximumLinks = 256;

std::string nameOf(const TiXmlElement* node) {
  const char* name = node->Attribute("name");
  if (name == nullptr || *name == 0) {
    throw Failure{CB_MALFORMED, node->Value(), "no name", "give every link and joint a name"};
  }
  return std::string(node->Value()) + " " + name;
}

void checkOrigin(const TiXmlElement* parent, const std::string& element) {
  const TiXmlElement* origin = parent->FirstChildElement("origin");
  if (origin == nullptr) return;
  for (const char* attribute : {"xyz", "rpy"}) {
    if (origin->Attribute(attribute)) numbers(origin, attribute, 3, element);
  }
}

void checkPositive(const TiXmlElement* node, const char* attribute, size_t count, const std::string& element) {
  for (const double value : numbers(node, attribute, count, element)) {
    if (value > 0) continue;
    throw Failure{
        CB_INVALID_VALUE, element,
        std::string(node->Value()) + " " + attribute + "=\"" + node->Attribute(attribute) + "\"",
        "write lengths above 0, in metres"};
  }
}

void checkMesh(const TiXmlElement* mesh, const std::string& element) {
  const char* file = mesh->Attribute("filename");
  if (file == nullptr || *file == 0) {
    throw Failure{CB_MALFORMED, element, "mesh without filename", "name an STL, OBJ or Collada (.dae) file"};
  }
  if (mesh->Attribute("scale") == nullptr) return;
  for (const double factor : numbers(mesh, "scale", 3, element)) {
    if (factor != 0) continue;
    throw Failure{
        CB_INVALID_VALUE, element, std::string("mesh scale=\"") + mesh->Attribute("scale") + "\"",
        "write factors other than 0"};
  }
}

void checkShape(const TiXmlElement* node, const std::string& element) {
  checkOrigin(node, element);
  const TiXmlElement* geometry = node->FirstChildElement("geometry");
  const TiXmlElement* shape = geometry ? geometry->FirstChildElement() : nullptr;
  const std::string role = node->Value();
  if (shape == nullptr) throw Failure{CB_MALFORMED, element, role + " without geometry", "add a shape"};
  const std::string kind = shape->Value();
  if (kind == "box") {
    checkPositive(shape, "size", 3, element);
  } else if (kind == "cylinder") {
    checkPositive(shape, "radius", 1, element);
    checkPositive(shape, "length", 1, element);
  } else if (kind == "sphere") {
    checkPositive(shape, "radius", 1, element);
  } else if (kind == "mesh") {
    checkMesh(shape, element);
  } else {
    throw Failure{CB_UNSUPPORTED, element, role + " " + kind, "use box, cylinder, sphere or mesh"};
  }
}

void checkInertial(const TiXmlElement* inertial, const std::string& element) {
  checkOrigin(inertial, element);
  const TiXmlElement* mass = inertial->FirstChildElement("mass");
  const TiXmlElement* inertia = inertial->FirstChildElement("inertia");
  if (mass == nullptr || inertia == nullptr) {
    throw Failure{CB_MALFORMED, element, "inertial without mass or inertia", "give both"};
  }
  if (numbers(mass, "value", 1, element)[0] < 0) {
    throw Failure{
        CB_INVALID_VALUE, element, std::string("mass value=\"") + mass->Attribute("value") + "\"",
        "write a mass of at least 0 kg"};
  }
  for (const char* attribute : {"ixx", "ixy", "ixz", "iyy", "iyz", "izz"}) numbers(inertia, attribute, 1, element);
}

void checkJoint(const TiXmlElement* joint, const std::string& element) {
  checkOrigin(joint, element);
  const char* type = joint->Attribute("type");
  const std::string kind = type ? type : "";
  const bool limited = kind == "revolute" || kind == "prismatic";
  if (!limited && kind != "continuous" && kind != "fixed") {
    throw Failure{
        CB_UNSUPPORTED, element, "type=\"" + kind + "\"", "use revolute, continuous, prismatic or fixed"};
  }
  if (kind == "fixed") return;
  if (const TiXmlElement* mimic = joint->FirstChildElement("mimic")) {
    for (const char* attribute : {"multiplier", "offset"}) {
      if (mimic->Attribute(attribute)) numbers(mimic, attribute, 1, element);
    }
  }
  if (const TiXmlElement* axis = joint->FirstChildElement("axis")) {
    const auto xyz = numbers(axis, "xyz", 3, element);
    if (xyz[0] == 0 && xyz[1] == 0 && xyz[2] == 0) {
      throw Failure{CB_INVALID_VALUE, element, "axis xyz=\"0 0 0\"", "give the axis a direction"};
    }
  }
  if (const TiXmlElement* dynamics = joint->FirstChildElement("dynamics")) {
    for (const char* attribute : {"damping", "friction"}) {
      if (dynamics->Attribute(attribute) && numbers(dynamics, attribute, 1, element)[0] < 0) {
        throw Failure{
            CB_INVALID_VALUE, element, std::string(attribute) + "=\"" + dynamics->Attribute(attribute) + "\"",
            "write a number of at least 0"};
      }
    }
  }
  const TiXmlElement* limit = joint->FirstChildElement("limit");
  if (limit == nullptr) {
    if (limited) throw Failure{CB_MALFORMED, element, "no limit", "add <limit lower upper effort velocity>"};
    return;
  }
  for (const char* attribute : {"effort", "velocity"}) {
    if (numbers(limit, attribute, 1, element)[0] < 0) {
      throw Failure{
          CB_INVALID_VALUE, element, std::string("limit ") + attribute + "=\"" + limit->Attribute(attribute) + "\"",
          "write a number of at least 0"};
    }
  }
  // liburdfdom reads a missing bound as 0.
  const double lower = limit->Attribute("lower") ? numbers(limit, "lower", 1, element)[0] : 0;
  const double upper = limit->Attribute("upper") ? numbers(limit, "upper", 1, element)[0] : 0;
  if (limited && lower > upper) {
    throw Failure{
        CB_INVALID_VALUE, element, "limit lower " + std::to_string(lower) + " above upper " + std::to_string(upper),
        "swap or correct the limits"};
  }
}

std::string linkOf(const TiXmlElement* joint, const char* end, const std::string& element) {
  const TiXmlElement* node = joint->FirstChildElement(end);
  const char* link = node ? node->Attribute("link") : nullptr;
  if (link == nullptr) throw Failure{CB_MALFORMED, element, std::string("no ") + end + " link", "name the link"};
  return link;
}

void checkMimic(const TiXmlElement* joint, const std::set<std::string>& joints) {
  const TiXmlElement* mimic = joint->FirstChildElement("mimic");
  if (mimic == nullptr) return;
  const char* leader = mimic->Attribute("joint");
  const std::string name = leader ? leader : "nothing";
  if (leader && joints.count(name) && name != joint->Attribute("name")) return;
  throw Failure{CB_UNKNOWN_REFERENCE, nameOf(joint), "mimic of " + name, "name another joint of this file"};
}

/// Every link hangs on one root by exactly one path.
void checkTree(
    const std::set<std::string>& links, const std::map<std::string, std::string>& parents) {
  std::string root;
  for (const auto& link : links) {
    if (parents.count(link)) continue;
    if (!root.empty()) {
      throw Failure{
          CB_UNREACHABLE, "link " + link, "no joint leads here from link " + root,
          "join it to the tree or remove it: a robot has one root"};
    }
    root = link;
  }
  for (const auto& link : links) {
    std::string at = link;
    for (size_t steps = 0; parents.count(at); ++steps) {
      if (steps > links.size()) {
        throw Failure{
            CB_UNREACHABLE, "link " + link, "its chain of parents is a loop", "break the loop: a robot is a tree"};
      }
      at = parents.at(at);
    }
  }
}

}  // namespace

RawURDF checkURDF(const std::string& text) {
  TiXmlDocument document;
  document.Parse(text.c_str(), nullptr, TIXML_ENCODING_UTF8);
  if (document.Error()) {
    throw Failure{
        CB_MALFORMED, "line " + std::to_string(document.ErrorRow()), document.ErrorDesc(), "correct the XML"};
  }
  const TiXmlElement* robot = document.FirstChildElement("robot");
  if (robot == nullptr) throw Failure{CB_MALFORMED, "file", "no <robot> element", "check that this is a URDF"};

  RawURDF raw;
  std::set<std::string> links;
  for (auto* link = robot->FirstChildElement("link"); link; link = link->NextSiblingElement("link")) {
    const std::string element = nameOf(link);
    if (!links.insert(link->Attribute("name")).second) {
      throw Failure{CB_DUPLICATE_NAME, element, "the name is used twice", "give every link its own name"};
    }
    if (links.size() > maximumLinks) {
      throw Failure{CB_TOO_LARGE, element, "more than 256 links", "split the robot"};
    }
    if (const auto* inertial = link->FirstChildElement("inertial")) checkInertial(inertial, element);
    for (auto* node = link->FirstChildElement("collision"); node; node = node->NextSiblingElement("collision")) {
      checkShape(node, element);
    }
    for (auto* node = link->FirstChildElement("visual"); node; node = node->NextSiblingElement("visual")) {
      checkShape(node, element);
    }
    if (const auto* contact = link->FirstChildElement("contact")) {
      raw.contacts[link->Attribute("name")] = readContact(contact, element);
    }
  }
  if (links.empty()) throw Failure{CB_MALFORMED, "robot", "no links", "a robot has at least one link"};

  std::set<std::string> joints;
  std::map<std::string, std::string> parents;
  for (auto* joint = robot->FirstChildElement("joint"); joint; joint = joint->NextSiblingElement("joint")) {
    const std::string element = nameOf(joint);
    if (!joints.insert(joint->Attribute("name")).second) {
      throw Failure{CB_DUPLICATE_NAME, element, "the name is used twice", "give every joint its own name"};
    }
    checkJoint(joint, element);
    const std::string parent = linkOf(joint, "parent", element), child = linkOf(joint, "child", element);
    for (const auto& link : {parent, child}) {
      if (!links.count(link)) {
        throw Failure{CB_UNKNOWN_REFERENCE, element, "link " + link, "name a link of this file"};
      }
    }
    if (!parents.emplace(child, parent).second) {
      throw Failure{
          CB_UNREACHABLE, element, "link " + child + " is already the child of another joint",
          "remove one of the joints: a robot is a tree"};
    }
    raw.joints.push_back(joint->Attribute("name"));
  }
  checkTree(links, parents);
  for (auto* joint = robot->FirstChildElement("joint"); joint; joint = joint->NextSiblingElement("joint")) {
    checkMimic(joint, joints);
  }
  return raw;
}

}  // namespace cbullet
