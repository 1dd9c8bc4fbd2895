#include "CMeshes.h"

#include <assimp/IOSystem.hpp>
#include <assimp/Importer.hpp>
#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>

#include <cmath>
#include <cstdio>
#include <new>
#include <string>
#include <vector>

struct cm_mesh {
  std::vector<double> vertices;
  std::vector<int32_t> triangles;
  std::vector<size_t> vertexEnds, triangleEnds;
};

namespace {

constexpr size_t mostVertices = 2'000'000, mostTriangles = 4'000'000, mostParts = 1'000;
constexpr double farthest = 1e6;

struct Refused {
  cm_status status;
  std::string reason;
};

/// A mesh may name materials and textures anywhere on the disk: none is opened.
class NoFiles final : public Assimp::IOSystem {
 public:
  bool Exists(const char*) const override { return false; }
  char getOsSeparator() const override { return '/'; }
  Assimp::IOStream* Open(const char*, const char*) override { return nullptr; }
  void Close(Assimp::IOStream*) override {}
};

void append(cm_mesh& result, const aiMesh& mesh, const aiMatrix4x4& place) {
  const size_t first = result.vertices.size() / 3;
  if (first + mesh.mNumVertices > mostVertices) throw Refused{CM_TOO_LARGE, "more than 2,000,000 vertices"};
  if (result.triangles.size() / 3 + mesh.mNumFaces > mostTriangles) {
    throw Refused{CM_TOO_LARGE, "more than 4,000,000 triangles"};
  }
  for (unsigned i = 0; i < mesh.mNumVertices; ++i) {
    const aiVector3D vertex = place * mesh.mVertices[i];
    for (const double value : {double(vertex.x), double(vertex.y), double(vertex.z)}) {
      if (!(std::abs(value) <= farthest)) {
        throw Refused{CM_INVALID_VALUE, "a vertex that is not finite or farther than 1e6 m"};
      }
      result.vertices.push_back(value);
    }
  }
  for (unsigned i = 0; i < mesh.mNumFaces; ++i) {
    const aiFace& face = mesh.mFaces[i];
    if (face.mNumIndices != 3) continue;
    for (unsigned corner = 0; corner < 3; ++corner) {
      if (face.mIndices[corner] >= mesh.mNumVertices) {
        throw Refused{CM_INVALID_VALUE, "a triangle that names a vertex which is not there"};
      }
      result.triangles.push_back(int32_t(first + face.mIndices[corner]));
    }
  }
}

/// Depth first, in file order; each node with geometry is a part.
void flatten(cm_mesh& result, const aiScene& scene) {
  struct Visit {
    const aiNode* node;
    aiMatrix4x4 place;
  };
  std::vector<Visit> open = {{scene.mRootNode, scene.mRootNode->mTransformation}};
  while (!open.empty()) {
    const Visit visit = open.back();
    open.pop_back();
    const size_t before = result.triangles.size();
    for (unsigned i = 0; i < visit.node->mNumMeshes; ++i) {
      append(result, *scene.mMeshes[visit.node->mMeshes[i]], visit.place);
    }
    if (result.triangles.size() > before) {
      if (result.vertexEnds.size() == mostParts) throw Refused{CM_TOO_LARGE, "more than 1,000 parts"};
      result.vertexEnds.push_back(result.vertices.size() / 3);
      result.triangleEnds.push_back(result.triangles.size() / 3);
    }
    for (unsigned i = visit.node->mNumChildren; i-- > 0;) {
      const aiNode* child = visit.node->mChildren[i];
      open.push_back({child, visit.place * child->mTransformation});
    }
  }
}

void read(cm_mesh& result, const void* bytes, size_t count, const std::string& extension) {
  if (extension != "stl" && extension != "obj" && extension != "dae") {
    throw Refused{CM_UNSUPPORTED, "the extension '" + extension + "'"};
  }
  Assimp::Importer importer;
  importer.SetIOHandler(new NoFiles);
  importer.SetPropertyBool(AI_CONFIG_IMPORT_COLLADA_IGNORE_UP_DIRECTION, true);
  importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE, aiPrimitiveType_POINT | aiPrimitiveType_LINE);
  // Vertices that differ in these alone are one vertex here.
  importer.SetPropertyInteger(
      AI_CONFIG_PP_RVC_FLAGS, aiComponent_NORMALS | aiComponent_TANGENTS_AND_BITANGENTS | aiComponent_COLORS |
                                  aiComponent_TEXCOORDS | aiComponent_BONEWEIGHTS | aiComponent_ANIMATIONS |
                                  aiComponent_TEXTURES | aiComponent_LIGHTS | aiComponent_CAMERAS);
  const aiScene* scene = importer.ReadFileFromMemory(
      bytes, count,
      aiProcess_Triangulate | aiProcess_SortByPType | aiProcess_RemoveComponent | aiProcess_JoinIdenticalVertices,
      extension.c_str());
  if (scene == nullptr || scene->mRootNode == nullptr) throw Refused{CM_MALFORMED, importer.GetErrorString()};
  flatten(result, *scene);
  if (result.triangles.empty()) throw Refused{CM_MALFORMED, "no triangles"};
}

}  // namespace

cm_status cm_read(
    const void* bytes, size_t count, const char* extension, cm_mesh** mesh, char* reason, size_t capacity) CM_NOEXCEPT {
  cm_mesh* made = nullptr;
  cm_status status = CM_MALFORMED;
  const auto say = [&](const char* text) { std::snprintf(reason, capacity, "%s", text); };
  try {
    made = new cm_mesh;
    read(*made, bytes, count, extension);
    *mesh = made;
    return CM_OK;
  } catch (const Refused& refused) {
    status = refused.status;
    say(refused.reason.c_str());
  } catch (const std::bad_alloc&) {
    status = CM_OUT_OF_MEMORY;
    say("out of memory");
  } catch (const std::exception& error) {
    say(error.what());
  } catch (...) {
    say("not readable");
  }
  delete made;
  return status;
}

void cm_destroy(cm_mesh* mesh) CM_NOEXCEPT { delete mesh; }

size_t cm_vertex_count(const cm_mesh* mesh) CM_NOEXCEPT { return mesh->vertices.size() / 3; }
const double* cm_vertices(const cm_mesh* mesh) CM_NOEXCEPT { return mesh->vertices.data(); }
size_t cm_triangle_count(const cm_mesh* mesh) CM_NOEXCEPT { return mesh->triangles.size() / 3; }
const int32_t* cm_triangles(const cm_mesh* mesh) CM_NOEXCEPT { return mesh->triangles.data(); }
size_t cm_part_count(const cm_mesh* mesh) CM_NOEXCEPT { return mesh->vertexEnds.size(); }
size_t cm_part_vertex_end(const cm_mesh* mesh, size_t part) CM_NOEXCEPT { return mesh->vertexEnds[part]; }
size_t cm_part_triangle_end(const cm_mesh* mesh, size_t part) CM_NOEXCEPT { return mesh->triangleEnds[part]; }
