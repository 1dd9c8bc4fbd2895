// <geom> and <joint> of a MJCF file.
#include "mjcf.hpp"
#include "urdf.hpp"

namespace cbullet {

MJCFGeom readMJCFGeom(const TiXmlElement* node, const MJCFSettings& settings, const std::string& bodyClass) {
  const std::string element = mjcfElement(node);
  const char* own = node->Attribute("class");
  const MJCFDefaults& defaults = settings.named(own ? own : bodyClass.c_str(), element);
  MJCFGeom geom;
  geom.contype = wholeNumber(node, "contype", defaults.contype, element);
  geom.conaffinity = wholeNumber(node, "conaffinity", defaults.conaffinity, element);
  const int condim = wholeNumber(node, "condim", defaults.condim, element);
  std::vector<double> friction(defaults.friction, defaults.friction + 3);
  if (node->Attribute("friction")) {
    const auto given = singles(node, "friction", 1, 3, element);
    for (size_t i = 0; i < given.size(); ++i) friction[i] = given[i];
  }
  for (const double value : friction) {
    if (value < 0) refuse(CB_INVALID_VALUE, element, "a negative friction", "write numbers of at least 0");
  }
  geom.material = {friction[0], 0, condim > 4 ? friction[2] : 0, condim > 3 ? friction[1] : 0};
  if (node->Attribute("mass")) {
    refuse(CB_UNSUPPORTED, element, "mass", "give the body an <inertial mass=...> instead");
  }

  const char* type = node->Attribute("type");
  const std::string kind = type ? type : "sphere";
  const btTransform frame = mjcfFrame(node, settings, element);
  const auto positive = [&](double length) {
    if (length > 0) return length;
    const char* size = node->Attribute("size");
    refuse(CB_INVALID_VALUE, element, std::string("size=\"") + size + "\"", "write lengths above 0, in metres");
  };
  Shape& shape = geom.shape;
  shape.origin = frame;
  double radius = 0, length = 0;
  if (kind == "sphere") {
    shape.kind = Shape::sphere;
    // A lone number is read in double precision.
    radius = positive(numbers(node, "size", 1, element)[0]);
    shape.size = btVector3(radius, radius, radius);
  } else if (kind == "capsule") {
    shape.kind = Shape::capsule;
    const bool hasEnds = node->Attribute("fromto") != nullptr;
    const auto size = singles(node, "size", hasEnds ? 1 : 2, 2, element);
    radius = positive(size[0]);
    if (hasEnds) {
      const auto ends = singles(node, "fromto", 6, 6, element);
      shape.hasEnds = true;
      shape.ends[0] = btVector3(ends[0], ends[1], ends[2]);
      shape.ends[1] = btVector3(ends[3], ends[4], ends[5]);
      shape.endsFrame = frame;
      const btVector3 way = shape.ends[1] - shape.ends[0];
      length = way.length();
      if (length < 1e-9) refuse(CB_INVALID_VALUE, element, "fromto of no length", "use a sphere");
      geom.centre = (shape.ends[0] + shape.ends[1]) * 0.5;
      shape.origin = frame * btTransform(shortestArcQuat(btVector3(0, 0, 1), way / length), geom.centre);
    } else {
      length = 2 * positive(size[1]);
    }
    shape.size = btVector3(radius, radius, length / 2);
  } else {
    refuse(CB_UNSUPPORTED, element, "type=\"" + kind + "\"", "use capsule or sphere");
  }
  geom.volume = 4.0 / 3 * SIMD_PI * radius * radius * radius + SIMD_PI * radius * radius * length;
  return geom;
}

MJCFJoint readMJCFJoint(const TiXmlElement* node, const MJCFSettings& settings, const std::string& bodyClass) {
  const std::string element = mjcfElement(node);
  const char* own = node->Attribute("class");
  const MJCFDefaults& defaults = settings.named(own ? own : bodyClass.c_str(), element);
  MJCFJoint joint;
  const char* name = node->Attribute("name");
  if (name == nullptr || *name == 0) refuse(CB_MALFORMED, element, "no name", "give every joint a name");
  joint.name = name;
  const char* type = node->Attribute("type");
  const std::string kind = type ? type : "hinge";
  if (kind != "hinge" && kind != "slide") {
    refuse(CB_UNSUPPORTED, element, "type=\"" + kind + "\"", "use hinge or slide; free on the root body only");
  }
  joint.position = singleVector(node, "pos", element);
  if (node->Attribute("axis")) joint.axis = singleVector(node, "axis", element);
  if (joint.axis.length2() < 1e-12) refuse(CB_INVALID_VALUE, element, "axis of no length", "give it a direction");

  const char* given = node->Attribute("limited");
  const std::string limited = given ? given : defaults.limited;
  joint.hasLimits = limited == "true" || (limited == "auto" && node->Attribute("range"));
  if (limited != "true" && limited != "false" && limited != "auto") {
    refuse(CB_INVALID_VALUE, element, "limited=\"" + limited + "\"", "write true, false or auto");
  }
  const bool slides = kind == "slide";
  joint.type = slides ? CB_PRISMATIC : joint.hasLimits ? CB_REVOLUTE : CB_CONTINUOUS;
  if (!joint.hasLimits) return joint;
  const auto range = singles(node, "range", 2, 2, element);
  // pybullet turns degrees into radians in single precision.
  const auto value = [&](double v) {
    return settings.degrees && !slides ? double(float(v) * float(SIMD_PI) / 180.0f) : v;
  };
  joint.lower = value(range[0]);
  joint.upper = value(range[1]);
  if (joint.lower > joint.upper) {
    refuse(
        CB_INVALID_VALUE, element, std::string("range=\"") + node->Attribute("range") + "\"",
        "write the lower limit first");
  }
  return joint;
}

}  // namespace cbullet
