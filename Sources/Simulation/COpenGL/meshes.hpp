// Triangles on the graphics side.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "gl.hpp"

namespace copengl {

struct MeshData {
  /// Position and normal, 6 floats.
  std::vector<float> vertices;
  std::vector<uint32_t> indices;
};

MeshData boxMesh();
MeshData sphereMesh(int around, int rings);
MeshData cylinderMesh(int around);
MeshData squareMesh();

struct Mesh {
  GLuint vertices = 0;
  GLuint indices = 0;
  GLsizei indexCount = 0;
  /// Sizes of the buffers, bytes: contents of the same size are written in place.
  GLsizeiptr vertexBytes = 0;
  GLsizeiptr indexBytes = 0;
  /// Seen from outside only, so that back faces can be left out.
  bool isClosed = false;
};

/// Round shapes have several meshes, from the coarsest.
enum { detailLevels = 6 };

/// All meshes of a context, by number. Needs the context to be current.
class Meshes {
 public:
  /// Makes those that are always there.
  void makeBuiltIn();
  /// The coarsest mesh of a shape whose outline is off by less than a quarter of a pixel where its radius is that many
  /// pixels; the mesh itself where there is only one.
  static int32_t detailed(int32_t mesh, float radiusPixels);
  void set(int32_t number, const float* vertices, size_t vertexCount, const uint32_t* indices, size_t indexCount);
  void remove(int32_t number);
  const Mesh* find(int32_t number) const {
    const auto found = meshes_.find(number);
    return found == meshes_.end() ? nullptr : &found->second;
  }

 private:
  void set(int32_t number, const MeshData& data);
  std::map<int32_t, Mesh> meshes_;
};

}  // namespace copengl
