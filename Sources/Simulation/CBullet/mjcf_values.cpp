// Attributes of a MJCF file as numbers and frames.
#include <cctype>

#include "mjcf.hpp"
#include "urdf.hpp"

namespace cbullet {

void refuse(cb_status status, const std::string& element, const std::string& value, const char* remedy) {
  throw Failure{status, element, value, remedy};
}

std::string mjcfElement(const TiXmlElement* node) {
  const char* name = node->Attribute("name");
  if (name != nullptr && *name != 0) return std::string(node->Value()) + " " + name;
  return std::string(node->Value()) + " in line " + std::to_string(node->Row());
}

std::vector<double> singles(
    const TiXmlElement* node, const char* attribute, size_t least, size_t most, const std::string& element) {
  const char* text = node->Attribute(attribute);
  size_t count = 0;
  bool inWord = false;
  for (const char* at = text; at != nullptr && *at != 0; ++at) {
    const bool blank = std::isspace(static_cast<unsigned char>(*at)) != 0;
    if (!blank && !inWord) ++count;
    inWord = !blank;
  }
  const size_t wanted = count < least ? least : count > most ? most : count;
  std::vector<double> values = numbers(node, attribute, wanted, element);
  for (double& value : values) value = double(float(value));
  return values;
}

btVector3 singleVector(const TiXmlElement* node, const char* attribute, const std::string& element) {
  if (node->Attribute(attribute) == nullptr) return btVector3(0, 0, 0);
  const auto values = singles(node, attribute, 3, 3, element);
  return btVector3(values[0], values[1], values[2]);
}

int wholeNumber(const TiXmlElement* node, const char* attribute, int otherwise, const std::string& element) {
  if (node->Attribute(attribute) == nullptr) return otherwise;
  const double value = numbers(node, attribute, 1, element)[0];
  if (value < 0 || value != double(int(value))) {
    refuse(
        CB_INVALID_VALUE, element, std::string(attribute) + "=\"" + node->Attribute(attribute) + "\"",
        "write a whole number of at least 0");
  }
  return int(value);
}

namespace {

btQuaternion turn(const btVector3& axis, double radians) { return btQuaternion(axis, radians); }

/// The rotation that a node gives in one of MuJoCo's forms.
btMatrix3x3 rotation(const TiXmlElement* node, const MJCFSettings& settings, const std::string& element) {
  const double unit = settings.degrees ? SIMD_RADS_PER_DEG : 1;
  for (const char* form : {"xyaxes", "zaxis"}) {
    if (node->Attribute(form)) refuse(CB_UNSUPPORTED, element, form, "give quat, axisangle or euler instead");
  }
  if (node->Attribute("quat")) {
    const auto q = singles(node, "quat", 4, 4, element);
    const btQuaternion wxyz(q[1], q[2], q[3], q[0]);
    if (wxyz.length2() < 1e-12) {
      refuse(CB_INVALID_VALUE, element, std::string("quat=\"") + node->Attribute("quat") + "\"", "give it a length");
    }
    return btMatrix3x3(wxyz);
  }
  if (node->Attribute("axisangle")) {
    const auto a = singles(node, "axisangle", 4, 4, element);
    const btVector3 axis(a[0], a[1], a[2]);
    if (axis.length2() < 1e-12) {
      refuse(
          CB_INVALID_VALUE, element, std::string("axisangle=\"") + node->Attribute("axisangle") + "\"",
          "give the axis a direction");
    }
    return btMatrix3x3(turn(axis, a[3] * unit));
  }
  if (node->Attribute("euler")) {
    const btVector3 angles = singleVector(node, "euler", element) * unit;
    // MuJoCo's default sequence: about x, then the new y, then the new z.
    return btMatrix3x3(
        turn(btVector3(1, 0, 0), angles.x()) * turn(btVector3(0, 1, 0), angles.y()) *
        turn(btVector3(0, 0, 1), angles.z()));
  }
  return btMatrix3x3::getIdentity();
}

}  // namespace

btTransform mjcfFrame(const TiXmlElement* node, const MJCFSettings& settings, const std::string& element) {
  return btTransform(rotation(node, settings, element), singleVector(node, "pos", element));
}

}  // namespace cbullet
