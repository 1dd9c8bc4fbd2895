// The <mesh> elements of a robot file.
#include <atomic>

#include "urdf.hpp"

namespace cbullet {

namespace {

int32_t nextNumber() {
  static std::atomic<int32_t> last{0};
  return ++last;
}

}  // namespace

void appendHulls(
    LinkModel& link, const std::string& name, const btVector3& scale, const btTransform& origin,
    const MeshFolders& folders) {
  const std::string element = "link " + link.name;
  const auto mesh = loadMesh(folders.find(name, element), element, true);
  for (size_t part = 0; part < mesh->hulls.size(); ++part) {
    auto corners = std::make_shared<Points>(mesh->hulls[part]);
    for (btVector3& corner : *corners) corner *= scale;
    Shape shape;
    shape.kind = Shape::hull;
    shape.size = scale;
    shape.origin = origin;
    shape.corners = std::move(corners);
    shape.mesh = mesh;
    shape.part = int(part);
    shape.meshNumber = nextNumber();
    link.shapes.push_back(std::move(shape));
  }
}

Shape seenMesh(
    const std::string& linkName, const std::string& name, const btVector3& scale, const btTransform& origin,
    const MeshFolders& folders) {
  Shape shape;
  shape.kind = Shape::hull;
  shape.size = scale;
  shape.origin = origin;
  shape.meshNumber = nextNumber();
  shape.meshFile = folders.find(name, "link " + linkName);
  return shape;
}

}  // namespace cbullet
