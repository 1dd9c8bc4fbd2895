#include "meshes.hpp"

#include <cmath>

#include "COpenGL.h"

namespace copengl {

namespace {

constexpr double pi = 3.14159265358979323846;

uint32_t add(MeshData& mesh, double x, double y, double z, double nx, double ny, double nz) {
  for (const double value : {x, y, z, nx, ny, nz}) mesh.vertices.push_back(float(value));
  return uint32_t(mesh.vertices.size() / 6 - 1);
}

void triangle(MeshData& mesh, uint32_t a, uint32_t b, uint32_t c) {
  mesh.indices.insert(mesh.indices.end(), {a, b, c});
}

constexpr int corners[detailLevels] = {8, 12, 16, 24, 40, 64};

/// Numbers of the meshes of round shapes, which the caller never uses.
int32_t number(int32_t mesh, int level) { return -1 - (mesh * detailLevels + level); }

}  // namespace

MeshData boxMesh() {
  MeshData mesh;
  for (int axis = 0; axis < 3; ++axis) {
    for (const int sign : {-1, 1}) {
      // u, v and the normal are right-handed, so the corners go round counter-clockwise from outside.
      const int u = (axis + 1) % 3, v = (axis + 2) % 3;
      double normal[3] = {0, 0, 0};
      normal[axis] = sign;
      uint32_t corners[4];
      const int around[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
      for (int i = 0; i < 4; ++i) {
        double p[3];
        p[axis] = sign;
        p[u] = around[i][0] * sign;
        p[v] = around[i][1];
        corners[i] = add(mesh, p[0], p[1], p[2], normal[0], normal[1], normal[2]);
      }
      triangle(mesh, corners[0], corners[1], corners[2]);
      triangle(mesh, corners[0], corners[2], corners[3]);
    }
  }
  return mesh;
}

MeshData sphereMesh(int around, int rings) {
  MeshData mesh;
  for (int ring = 0; ring <= rings; ++ring) {
    const double polar = pi * ring / rings;
    for (int i = 0; i <= around; ++i) {
      const double turn = 2 * pi * i / around;
      const double x = std::sin(polar) * std::cos(turn), y = std::sin(polar) * std::sin(turn), z = std::cos(polar);
      add(mesh, x, y, z, x, y, z);
    }
  }
  const uint32_t row = uint32_t(around) + 1;
  for (uint32_t ring = 0; ring < uint32_t(rings); ++ring) {
    for (uint32_t i = 0; i < uint32_t(around); ++i) {
      const uint32_t a = ring * row + i, b = a + row;
      // The triangles that would have no area at the poles are left out.
      if (ring + 1 < uint32_t(rings)) triangle(mesh, a, b, b + 1);
      if (ring > 0) triangle(mesh, a, b + 1, a + 1);
    }
  }
  return mesh;
}

MeshData cylinderMesh(int around) {
  MeshData mesh;
  const uint32_t bottom = add(mesh, 0, 0, -1, 0, 0, -1), top = add(mesh, 0, 0, 1, 0, 0, 1);
  const uint32_t first = top + 1;
  for (int i = 0; i <= around; ++i) {
    const double turn = 2 * pi * i / around, x = std::cos(turn), y = std::sin(turn);
    add(mesh, x, y, -1, 0, 0, -1);
    add(mesh, x, y, -1, x, y, 0);
    add(mesh, x, y, 1, x, y, 0);
    add(mesh, x, y, 1, 0, 0, 1);
  }
  for (uint32_t i = 0; i < uint32_t(around); ++i) {
    const uint32_t a = first + 4 * i, b = a + 4;
    triangle(mesh, bottom, b, a);
    triangle(mesh, a + 1, b + 1, b + 2);
    triangle(mesh, a + 1, b + 2, a + 2);
    triangle(mesh, top, a + 3, b + 3);
  }
  return mesh;
}

MeshData squareMesh() {
  MeshData mesh;
  for (const auto& corner : {std::pair{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
    add(mesh, corner.first, corner.second, 0, 0, 0, 1);
  }
  triangle(mesh, 0, 1, 2);
  triangle(mesh, 0, 2, 3);
  return mesh;
}

void Meshes::makeBuiltIn() {
  set(CGL_BOX, boxMesh());
  for (int level = 0; level < detailLevels; ++level) {
    set(number(CGL_SPHERE, level), sphereMesh(corners[level], corners[level] / 2));
    set(number(CGL_CYLINDER, level), cylinderMesh(corners[level]));
  }
  for (auto& [name, mesh] : meshes_) mesh.isClosed = true;
  set(CGL_SQUARE, squareMesh());
}

int32_t Meshes::detailed(int32_t mesh, float radiusPixels) {
  if (mesh != CGL_SPHERE && mesh != CGL_CYLINDER) return mesh;
  int level = 0;
  // The middle of an edge lies 1 - cos(pi / corners) of the radius inside the circle.
  while (level < detailLevels - 1 && radiusPixels * (1 - std::cos(pi / corners[level])) > 0.25) ++level;
  return number(mesh, level);
}

void Meshes::set(int32_t number, const MeshData& data) {
  set(number, data.vertices.data(), data.vertices.size() / 6, data.indices.data(), data.indices.size());
}

void Meshes::set(
    int32_t number, const float* vertices, size_t vertexCount, const uint32_t* indices, size_t indexCount) {
  Mesh& mesh = meshes_[number];
  const auto vertexBytes = GLsizeiptr(6 * sizeof(float) * vertexCount);
  const auto indexBytes = GLsizeiptr(sizeof(uint32_t) * indexCount);
  if (mesh.vertices == 0) {
    glCreateBuffers(1, &mesh.vertices);
    glCreateBuffers(1, &mesh.indices);
  }
  if (vertexBytes == mesh.vertexBytes) {
    glNamedBufferSubData(mesh.vertices, 0, vertexBytes, vertices);
  } else {
    glNamedBufferData(mesh.vertices, vertexBytes, vertices, GL_DYNAMIC_DRAW);
  }
  if (indexBytes == mesh.indexBytes) {
    glNamedBufferSubData(mesh.indices, 0, indexBytes, indices);
  } else {
    glNamedBufferData(mesh.indices, indexBytes, indices, GL_DYNAMIC_DRAW);
  }
  mesh.vertexBytes = vertexBytes;
  mesh.indexBytes = indexBytes;
  mesh.indexCount = GLsizei(indexCount);
}

void Meshes::remove(int32_t number) {
  const auto found = meshes_.find(number);
  if (found == meshes_.end()) return;
  glDeleteBuffers(1, &found->second.vertices);
  glDeleteBuffers(1, &found->second.indices);
  meshes_.erase(found);
}

}  // namespace copengl
