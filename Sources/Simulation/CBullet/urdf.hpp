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

/// The bytes of a file; `remedy` goes to whom the file is longer than `most`.
std::string readBytes(const char* path, size_t most, const char* remedy);

/// The text of an XML file of bounded size and nesting.
std::string readBoundedFile(const char* path);

/// Refuses XML whose elements are nested too deep for a recursive parser.
void checkNesting(const std::string& text);

/// Checks names, references, shapes and every number of the XML itself.
RawURDF checkURDF(const std::string& text);

/// An attribute as finite doubles, exactly `count` of them; throws `Failure` naming `element`.
std::vector<double> numbers(
    const TiXmlElement* node, const char* attribute, size_t count, const std::string& element);

/// Collision shapes of a mesh: the convex hull of each of its parts.
void appendHulls(
    LinkModel& link, const std::string& name, const btVector3& scale, const btTransform& origin,
    const MeshFolders& folders);

/// A mesh that is only seen: found, but not read before it is drawn.
Shape seenMesh(
    const std::string& linkName, const std::string& name, const btVector3& scale, const btTransform& origin,
    const MeshFolders& folders);

/// Fills `contact` from a `<contact>` element.
ContactOptions readContact(const TiXmlElement* node, const std::string& element);

}  // namespace cbullet
