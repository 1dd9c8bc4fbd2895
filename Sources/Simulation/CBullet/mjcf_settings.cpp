// <compiler> and <default> of a MJCF file.
#include "mjcf.hpp"

namespace cbullet {

namespace {

void readGeomDefaults(const TiXmlElement* node, MJCFDefaults& values) {
  const std::string element = "default geom";
  values.contype = wholeNumber(node, "contype", values.contype, element);
  values.conaffinity = wholeNumber(node, "conaffinity", values.conaffinity, element);
  values.condim = wholeNumber(node, "condim", values.condim, element);
  if (node->Attribute("friction")) {
    const auto friction = singles(node, "friction", 1, 3, element);
    for (size_t i = 0; i < friction.size(); ++i) values.friction[i] = friction[i];
  }
  for (const char* attribute : {"type", "size", "pos", "quat", "fromto", "mass"}) {
    if (node->Attribute(attribute)) {
      refuse(CB_UNSUPPORTED, element, attribute, "give it to each geom");
    }
  }
}

void readDefaults(const TiXmlElement* node, const MJCFDefaults& inherited, const std::string& name, MJCFSettings& to) {
  MJCFDefaults values = inherited;
  for (auto* child = node->FirstChildElement(); child; child = child->NextSiblingElement()) {
    const std::string kind = child->Value();
    if (kind == "geom") readGeomDefaults(child, values);
    if (kind == "joint" && child->Attribute("limited")) values.limited = child->Attribute("limited");
  }
  if (!to.classes.emplace(name, values).second) {
    refuse(CB_DUPLICATE_NAME, "default " + name, "the class is defined twice", "give every class its own name");
  }
  for (auto* child = node->FirstChildElement("default"); child; child = child->NextSiblingElement("default")) {
    const char* nested = child->Attribute("class");
    if (nested == nullptr) refuse(CB_MALFORMED, "default", "a nested default without a class", "name the class");
    readDefaults(child, values, nested, to);
  }
}

}  // namespace

const MJCFDefaults& MJCFSettings::named(const char* name, const std::string& element) const {
  const auto found = classes.find(name);
  if (found == classes.end()) {
    refuse(CB_UNKNOWN_REFERENCE, element, std::string("class ") + name, "define it below <default>");
  }
  return found->second;
}

MJCFSettings readMJCFSettings(const TiXmlElement* mujoco) {
  MJCFSettings settings;
  for (auto* node = mujoco->FirstChildElement("compiler"); node; node = node->NextSiblingElement("compiler")) {
    const auto text = [&](const char* attribute, const char* otherwise) {
      const char* value = node->Attribute(attribute);
      return std::string(value ? value : otherwise);
    };
    const std::string angle = text("angle", settings.degrees ? "degree" : "radian");
    if (angle != "degree" && angle != "radian") {
      refuse(CB_INVALID_VALUE, "compiler", "angle=\"" + angle + "\"", "write degree or radian");
    }
    settings.degrees = angle == "degree";
    settings.globalCoordinates = text("coordinate", "local") == "global";
    if (text("inertiafromgeom", "true") == "false") {
      refuse(
          CB_UNSUPPORTED, "compiler", "inertiafromgeom=\"false\"",
          "remove it: inertias follow from the shapes, masses may be given");
    }
    if (node->Attribute("eulerseq")) refuse(CB_UNSUPPORTED, "compiler", "eulerseq", "use the sequence xyz, or quat");
  }
  const TiXmlElement* main = mujoco->FirstChildElement("default");
  if (main == nullptr) {
    settings.classes.emplace("main", MJCFDefaults());
  } else {
    readDefaults(main, MJCFDefaults(), "main", settings);
    if (main->NextSiblingElement("default")) {
      refuse(CB_UNSUPPORTED, "default", "a second <default>", "put all classes below the first one");
    }
  }
  return settings;
}

}  // namespace cbullet
