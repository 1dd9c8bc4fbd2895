// C functions that tell what a link looks like.
#include "CBulletShapes.h"
#include "world.hpp"

using namespace cbullet;

namespace {

int32_t kindOf(const Shape& shape) {
  switch (shape.kind) {
    case Shape::box: return CB_SHAPE_BOX;
    case Shape::cylinder: return CB_SHAPE_CYLINDER;
    case Shape::sphere: return CB_SHAPE_SPHERE;
    case Shape::plane: return CB_SHAPE_PLANE;
    case Shape::capsule: return CB_SHAPE_CAPSULE;
    case Shape::hull: return CB_SHAPE_MESH;
  }
  return CB_SHAPE_BOX;
}

const LinkModel& linkOf(const cb_world* world, int32_t body, int32_t link) {
  return world->blueprint[size_t(body)].link(link);
}

const Shape& shapeOf(const LinkModel& model, int32_t index) {
  return model.visuals.empty() ? model.shapes[size_t(index)] : model.visuals[size_t(index)].shape;
}

/// The part of a mesh that a shape shows: one for a hull, all for a mesh that is only seen.
Mesh::Part partOf(const Shape& shape) {
  const auto& parts = shape.mesh->parts;
  if (shape.part >= 0) return parts[size_t(shape.part)];
  return {0, parts.back().vertexEnd, 0, parts.back().triangleEnd};
}

}  // namespace

int32_t cb_visual_shape_count(const cb_world* world, int32_t body, int32_t link) CB_NOEXCEPT {
  const LinkModel& model = linkOf(world, body, link);
  return int32_t(model.visuals.empty() ? model.shapes.size() : model.visuals.size());
}

void cb_get_visual_shape(
    const cb_world* world, int32_t body, int32_t link, int32_t index, cb_visual_shape* result) CB_NOEXCEPT {
  const LinkModel& model = linkOf(world, body, link);
  const bool isSeen = !model.visuals.empty();
  const Shape& shape = shapeOf(model, index);
  result->kind = kindOf(shape);
  result->mesh = shape.meshNumber;
  write(shape.size, result->size);
  write(shape.origin, result->pose);
  result->has_color = isSeen && model.visuals[size_t(index)].hasColor;
  for (size_t i = 0; i < 4; ++i) result->color[i] = isSeen ? model.visuals[size_t(index)].color[i] : 1;
}

int32_t cb_load_visual_mesh(
    cb_world* world, int32_t body, int32_t link, int32_t index, int32_t counts[2]) CB_NOEXCEPT {
  return guarded(world, [&] {
    const LinkModel& model = linkOf(world, body, link);
    Shape& shape = const_cast<Shape&>(shapeOf(model, index));
    if (!shape.mesh) shape.mesh = loadMesh(shape.meshFile, "link " + model.name, false);
    const Mesh::Part part = partOf(shape);
    counts[0] = int32_t(part.vertexEnd - part.firstVertex);
    counts[1] = int32_t(part.triangleEnd - part.firstTriangle);
  });
}

void cb_copy_visual_mesh(
    const cb_world* world, int32_t body, int32_t link, int32_t index, double* vertices,
    int32_t* triangles) CB_NOEXCEPT {
  const Shape& shape = shapeOf(linkOf(world, body, link), index);
  const Mesh::Part part = partOf(shape);
  for (size_t i = part.firstVertex; i < part.vertexEnd; ++i, vertices += 3) {
    write(shape.mesh->vertices[i] * shape.size, vertices);
  }
  // A mirrored mesh turns its triangles inside out.
  const bool mirrored = shape.size.x() * shape.size.y() * shape.size.z() < 0;
  for (size_t i = part.firstTriangle; i < part.triangleEnd; ++i, triangles += 3) {
    for (size_t corner = 0; corner < 3; ++corner) {
      const size_t from = mirrored ? 2 - corner : corner;
      triangles[corner] = shape.mesh->triangles[3 * i + from] - int32_t(part.firstVertex);
    }
  }
}
