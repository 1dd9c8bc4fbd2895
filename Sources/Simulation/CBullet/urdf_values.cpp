// Numbers and contact options of a URDF, read strictly: liburdfdom turns what it cannot read into zeros.
#include <charconv>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <utility>

#include "urdf.hpp"

namespace cbullet {

namespace {

// Far above any robot, far below where products overflow.
constexpr double largest = 1e9;

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::vector<double> numbers(
    const TiXmlElement* node, const char* attribute, size_t count, const std::string& element) {
  const char* text = node->Attribute(attribute);
  const std::string name = std::string(node->Value()) + " " + attribute;
  if (text == nullptr) {
    throw Failure{CB_MALFORMED, element, name + " is missing", "add the attribute"};
  }
  const auto refuse = [&](const char* remedy) {
    throw Failure{CB_INVALID_VALUE, element, name + "=\"" + text + "\"", remedy};
  };
  std::vector<double> values;
  const char* at = text;
  const char* const end = text + std::strlen(text);
  while (true) {
    while (at != end && isBlank(*at)) ++at;
    if (at == end) break;
    if (*at == '+') ++at;
    double value = 0;
    const auto result = std::from_chars(at, end, value);
    if (result.ec != std::errc() || (result.ptr != end && !isBlank(*result.ptr))) refuse("write plain numbers");
    if (!std::isfinite(value)) refuse("write finite numbers");
    if (std::abs(value) > largest) refuse("write numbers of magnitude at most 1e9, in SI units");
    values.push_back(value);
    at = result.ptr;
  }
  if (values.size() != count) {
    refuse(count == 1 ? "write one number" : count == 3 ? "write three numbers" : "write another count of numbers");
  }
  return values;
}

ContactOptions readContact(const TiXmlElement* node, const std::string& element) {
  ContactOptions contact;
  const std::initializer_list<std::pair<const char*, double*>> fields = {
      {"lateral_friction", &contact.material.friction},
      {"restitution", &contact.material.restitution},
      {"rolling_friction", &contact.material.rolling_friction},
      {"spinning_friction", &contact.material.spinning_friction},
      {"stiffness", &contact.stiffness},
      {"damping", &contact.damping},
  };
  bool stiffness = false, damping = false;
  for (const TiXmlElement* child = node->FirstChildElement(); child; child = child->NextSiblingElement()) {
    const std::string name = child->Value();
    if (name == "friction_anchor") {
      contact.frictionAnchor = true;
      continue;
    }
    double* place = nullptr;
    for (const auto& field : fields) {
      if (name == field.first) place = field.second;
    }
    if (place == nullptr) {
      throw Failure{
          CB_UNSUPPORTED, element, "contact " + name,
          "use lateral_friction, rolling_friction, spinning_friction, restitution, stiffness with damping, or "
          "friction_anchor"};
    }
    *place = numbers(child, "value", 1, element)[0];
    if (*place < 0) {
      throw Failure{
          CB_INVALID_VALUE, element, "contact " + name + "=\"" + child->Attribute("value") + "\"",
          "write a number of at least 0"};
    }
    stiffness = stiffness || name == "stiffness";
    damping = damping || name == "damping";
  }
  if (stiffness != damping) {
    throw Failure{CB_MALFORMED, element, "contact", "give stiffness and damping together"};
  }
  contact.hasStiffness = stiffness;
  return contact;
}

}  // namespace cbullet
