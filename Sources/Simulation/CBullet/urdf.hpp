// The parts of the URDF reader.
#pragma once

#include <tinyxml.h>

#include <map>
#include <string>
#include <vector>

#include "model.hpp"

namespace cbullet {

/// What the XML says and liburdfdom drops or forgives.
struct RawURDF {
  /// Joint names in file order: link indices follow it.
  std::vector<std::string> joints;
  std::map<std::string, ContactOptions> contacts;
};

/// The text of a file of bounded size and nesting.
std::string readBoundedFile(const char* path);

/// Checks names, references, shapes and every number of the XML itself.
RawURDF checkURDF(const std::string& text);

/// An attribute as finite doubles, exactly `count` of them; throws `Failure` naming `element`.
std::vector<double> numbers(
    const TiXmlElement* node, const char* attribute, size_t count, const std::string& element);

/// Fills `contact` from a `<contact>` element.
ContactOptions readContact(const TiXmlElement* node, const std::string& element);

}  // namespace cbullet
