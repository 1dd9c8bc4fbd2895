// Meshes of robot files: found below given folders, read once, wrapped in convex hulls.
#pragma once

#include <LinearMath/btVector3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cbullet {

using Points = std::vector<btVector3>;

/// The triangles of a file, its own units times nothing: a URDF's scale comes on top.
struct Mesh {
  struct Part {
    size_t firstVertex, vertexEnd, firstTriangle, triangleEnd;
  };
  Points vertices;
  /// 3 vertex indices per triangle.
  std::vector<int32_t> triangles;
  std::vector<Part> parts;
  /// The corners of each part's convex hull; empty until a collision shape asks for them.
  std::vector<Points> hulls;
};

/// Where the meshes of one robot file may lie.
class MeshFolders {
 public:
  /// The robot file's own folder, and `roots`.
  MeshFolders(const std::string& robotFile, const std::vector<std::string>& roots);

  /// The file that `name` means: `package://` below a root, else below the robot file's folder. Throws `Failure` where
  /// there is none, or where it lies outside all roots, by `..` or by a link.
  std::string find(const std::string& name, const std::string& element) const;

 private:
  std::string own_;
  std::vector<std::string> roots_;
};

/// A file's content, shared by all who hold the same bytes; with `hulls`, its convex hulls are there. Throws `Failure`.
std::shared_ptr<const Mesh> loadMesh(const std::string& path, const std::string& element, bool hulls);

/// Corners of the convex hull, at most `mostHullCorners`: of a finer hull those farthest out in as many directions.
/// Throws `Failure` for points that lie in a plane.
Points convexHull(const btVector3* points, size_t count, const std::string& element);
constexpr size_t mostHullCorners = 256;

}  // namespace cbullet
