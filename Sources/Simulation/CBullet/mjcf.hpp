// The parts of the MJCF reader.
//
// The subset is what locomotion models need, read as pybullet's importer reads it (BulletMJCFImporter.cpp and
// URDF2Bullet.cpp of bullet3): masses from the shapes' volume at 1000 kg/m3 unless <inertial mass> is given, inertias of
// the shapes' bounding boxes, vectors in single precision. It ignores, as there: density, armature, damping, stiffness,
// springs, ref, margin, solver settings, actuators, tendons, sensors. What would change a robot in MuJoCo and is not
// read (meshes, ball joints, equality constraints, ...) is an error.
#pragma once

#include <tinyxml.h>

#include <map>
#include <string>
#include <vector>

#include "model.hpp"

namespace cbullet {

/// What geoms and joints inherit where they say nothing.
struct MJCFDefaults {
  int contype = 1;
  int conaffinity = 1;
  int condim = 3;
  /// Lateral, spinning, rolling. pybullet's value, not MuJoCo's 1.
  double friction[3] = {0.5, 0, 0};
  std::string limited = "false";
};

/// <compiler> and <default>.
struct MJCFSettings {
  bool degrees = true;
  bool globalCoordinates = false;
  /// By class; the unnamed one is "main".
  std::map<std::string, MJCFDefaults> classes;

  const MJCFDefaults& named(const char* name, const std::string& element) const;
};

/// A geom with what it says about contacts.
struct MJCFGeom {
  Shape shape;
  double volume = 0;
  /// Where pybullet then takes the body's centre of mass to be: the middle of a capsule given by its ends, else 0.
  btVector3 centre = btVector3(0, 0, 0);
  cb_material material = {0.5, 0, 0, 0};
  int contype = 1;
  int conaffinity = 1;
};

struct MJCFJoint {
  std::string name;
  int type = CB_REVOLUTE;
  btVector3 position = btVector3(0, 0, 0);
  btVector3 axis = btVector3(0, 0, 1);
  bool hasLimits = false;
  double lower = 0;
  double upper = 0;
};

[[noreturn]] void refuse(cb_status status, const std::string& element, const std::string& value, const char* remedy);

/// `geom torso`, or `geom in line 12` where it has no name.
std::string mjcfElement(const TiXmlElement* node);

/// `least...most` finite numbers of an attribute, each rounded to single precision.
std::vector<double> singles(
    const TiXmlElement* node, const char* attribute, size_t least, size_t most, const std::string& element);

/// A whole number of at least 0, or `otherwise` where the attribute is missing.
int wholeNumber(const TiXmlElement* node, const char* attribute, int otherwise, const std::string& element);

/// A vector of three, or zeros where the attribute is missing.
btVector3 singleVector(const TiXmlElement* node, const char* attribute, const std::string& element);

/// From pos and one of quat, axisangle, euler.
btTransform mjcfFrame(const TiXmlElement* node, const MJCFSettings& settings, const std::string& element);

MJCFSettings readMJCFSettings(const TiXmlElement* mujoco);
MJCFGeom readMJCFGeom(const TiXmlElement* node, const MJCFSettings& settings, const std::string& bodyClass);
MJCFJoint readMJCFJoint(const TiXmlElement* node, const MJCFSettings& settings, const std::string& bodyClass);

}  // namespace cbullet
