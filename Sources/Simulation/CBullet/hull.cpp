// Convex hulls with a bounded number of corners.
#include <LinearMath/btConvexHullComputer.h>

#include <cmath>

#include "mesh.hpp"
#include "model.hpp"

namespace cbullet {

namespace {

/// How far the points reach from their common plane, as a share of how far they reach at all.
double flatness(const Points& points) {
  const auto farthest = [&](const auto& distance) {
    btVector3 best = points[0];
    double most = -1;
    for (const btVector3& point : points) {
      const double d = distance(point);
      if (d > most) {
        most = d;
        best = point;
      }
    }
    return best;
  };
  const btVector3 a = points[0];
  const btVector3 b = farthest([&](const btVector3& p) { return (p - a).length2(); });
  const double length = (b - a).length();
  if (!(length > 0)) return 0;
  const btVector3 along = (b - a) / length;
  const btVector3 c = farthest([&](const btVector3& p) { return along.cross(p - a).length2(); });
  const btVector3 across = along.cross(c - a);
  if (!(across.length() > 1e-9 * length)) return 0;
  const btVector3 normal = across.normalized();
  const btVector3 d = farthest([&](const btVector3& p) { return std::abs(normal.dot(p - a)); });
  return std::abs(normal.dot(d - a)) / length;
}

/// Points on a sphere, evenly: a spiral with the golden angle.
btVector3 direction(size_t index, size_t count) {
  const double z = 1 - (2 * double(index) + 1) / double(count);
  const double radius = std::sqrt(1 - z * z), angle = double(index) * SIMD_PI * (3 - std::sqrt(5.0));
  return btVector3(radius * std::cos(angle), radius * std::sin(angle), z);
}

/// The corners farthest out in `most` directions, each once, in their old order.
Points thinned(const Points& corners, size_t most) {
  std::vector<bool> kept(corners.size(), false);
  for (size_t i = 0; i < most; ++i) {
    const btVector3 out = direction(i, most);
    size_t best = 0;
    for (size_t j = 1; j < corners.size(); ++j) {
      if (out.dot(corners[j]) > out.dot(corners[best])) best = j;
    }
    kept[best] = true;
  }
  Points result;
  for (size_t j = 0; j < corners.size(); ++j) {
    if (kept[j]) result.push_back(corners[j]);
  }
  return result;
}

}  // namespace

Points convexHull(const btVector3* points, size_t count, const std::string& element) {
  btConvexHullComputer computer;
  computer.compute(&points[0].x(), sizeof(btVector3), int(count), 0, 0);
  Points corners(size_t(computer.vertices.size()));
  for (size_t i = 0; i < corners.size(); ++i) corners[i] = computer.vertices[int(i)];
  if (corners.size() < 4 || flatness(corners) < 1e-6) {
    throw Failure{
        CB_INVALID_VALUE, element, "a mesh whose points lie in a plane",
        "collide with a solid: give the mesh a thickness, or use a box"};
  }
  return corners.size() <= mostHullCorners ? corners : thinned(corners, mostHullCorners);
}

}  // namespace cbullet
