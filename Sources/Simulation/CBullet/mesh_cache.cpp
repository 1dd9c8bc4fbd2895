// Meshes by content: worlds that load the same files share their triangles and hulls.
#include <CMeshes.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <mutex>

#include "hash_mixer.hpp"
#include "mesh.hpp"
#include "urdf.hpp"

namespace cbullet {

namespace {

constexpr size_t maximumBytes = 64u << 20;
/// A Collada file may place nodes in nodes in nodes: so many copies of copies are a bomb.
constexpr int maximumInstances = 16;

/// Length, and two hashes that differ in everything.
using Key = std::array<uint64_t, 3>;

Key keyOf(const std::string& bytes, const std::string& extension) {
  Mixer mixer;
  uint64_t other = 0xcbf29ce484222325u;  // FNV-1a's start and factor
  for (const std::string* text : {&extension, &bytes}) {
    for (size_t i = 0; i < text->size(); i += 8) {
      uint64_t word = 0;
      std::copy_n(text->data() + i, std::min<size_t>(8, text->size() - i), reinterpret_cast<char*>(&word));
      mixer.word(word);
      other = (other ^ word) * 0x100000001b3u;
      other ^= other >> 32;
    }
  }
  return {bytes.size(), mixer.finish(), other};
}

std::string extensionOf(const std::string& path) {
  const size_t dot = path.rfind('.');
  std::string result = dot == std::string::npos ? "" : path.substr(dot + 1);
  for (char& c : result) c = char(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

void checkCollada(const std::string& text) {
  checkNesting(text);
  int instances = 0;
  const std::string word = "<instance_node";
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++instances;
  if (instances > maximumInstances) {
    throw Failure{
        CB_TOO_LARGE, "", std::to_string(instances) + " instances of nodes", "export the mesh with its copies resolved"};
  }
}

std::unique_ptr<Mesh> read(const std::string& bytes, const std::string& extension) {
  if (extension == "dae") checkCollada(bytes);
  cm_mesh* raw = nullptr;
  char reason[256] = "";
  const cm_status status = cm_read(bytes.data(), bytes.size(), extension.c_str(), &raw, reason, sizeof reason);
  const std::unique_ptr<cm_mesh, void (*)(cm_mesh*)> mesh(raw, &cm_destroy);
  switch (status) {
    case CM_OK: break;
    case CM_INVALID_VALUE: throw Failure{CB_INVALID_VALUE, "", reason, "export the mesh again"};
    case CM_UNSUPPORTED: throw Failure{CB_UNSUPPORTED, "", reason, "convert it to STL, OBJ or Collada (.dae)"};
    case CM_TOO_LARGE: throw Failure{CB_TOO_LARGE, "", reason, "decimate the mesh"};
    case CM_OUT_OF_MEMORY: throw std::bad_alloc();
    default: throw Failure{CB_MALFORMED, "", reason, "check that the file is what its extension says"};
  }
  auto result = std::make_unique<Mesh>();
  const double* vertices = cm_vertices(raw);
  result->vertices.reserve(cm_vertex_count(raw));
  for (size_t i = 0; i < cm_vertex_count(raw); ++i) {
    result->vertices.emplace_back(vertices[3 * i], vertices[3 * i + 1], vertices[3 * i + 2]);
  }
  result->triangles.assign(cm_triangles(raw), cm_triangles(raw) + 3 * cm_triangle_count(raw));
  Mesh::Part part = {0, 0, 0, 0};
  for (size_t i = 0; i < cm_part_count(raw); ++i) {
    part = {part.vertexEnd, cm_part_vertex_end(raw, i), part.triangleEnd, cm_part_triangle_end(raw, i)};
    result->parts.push_back(part);
  }
  return result;
}

}  // namespace

std::shared_ptr<const Mesh> loadMesh(const std::string& path, const std::string& element, bool hulls) {
  static std::mutex turn;
  // Weak: a mesh lives as long as a world that shows it.
  static std::map<Key, std::weak_ptr<Mesh>> known;
  try {
    const std::string bytes = readBytes(path.c_str(), maximumBytes, "decimate the mesh");
    const std::string extension = extensionOf(path);
    const Key key = keyOf(bytes, extension);
    const std::lock_guard<std::mutex> guard(turn);
    std::shared_ptr<Mesh> mesh = known[key].lock();
    if (!mesh) {
      for (auto at = known.begin(); at != known.end();) at = at->second.expired() ? known.erase(at) : std::next(at);
      mesh = read(bytes, extension);
      known[key] = mesh;
    }
    if (hulls && mesh->hulls.empty()) {
      std::vector<Points> made;
      for (const Mesh::Part& part : mesh->parts) {
        made.push_back(convexHull(&mesh->vertices[part.firstVertex], part.vertexEnd - part.firstVertex, ""));
      }
      mesh->hulls = std::move(made);
    }
    return mesh;
  } catch (Failure& failure) {
    // Who reads the message knows the robot file, not which of its meshes is meant.
    failure.element = element + ", " + path;
    throw;
  }
}

}  // namespace cbullet
