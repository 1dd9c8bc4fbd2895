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
  }
  return CB_SHAPE_BOX;
}

const LinkModel& linkOf(const cb_world* world, int32_t body, int32_t link) {
  return world->blueprint[size_t(body)].link(link);
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
  const Shape& shape = isSeen ? model.visuals[size_t(index)].shape : model.shapes[size_t(index)];
  result->kind = kindOf(shape);
  write(shape.size, result->size);
  write(shape.origin, result->pose);
  result->has_color = isSeen && model.visuals[size_t(index)].hasColor;
  for (size_t i = 0; i < 4; ++i) result->color[i] = isSeen ? model.visuals[size_t(index)].color[i] : 1;
}
