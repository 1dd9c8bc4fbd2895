// What changes between two episodes: bodies that grow, shrink and gain weight, and drag.
#include "world.hpp"

using namespace cbullet;

int32_t cb_scale_rigid(cb_world* world, int32_t body, double size, double mass) CB_NOEXCEPT {
  return guarded(world, [&] {
    BodyModel& model = world->blueprint[size_t(body)];
    if (!model.links.empty() || model.base.shapes.size() != 1 || model.base.shapes[0].kind == Shape::plane) {
      throw Failure{CB_UNSUPPORTED, "body", "not a single shape", "scale boxes, cylinders and spheres"};
    }
    // Always from what was added: factors that follow on each other would round differently than one.
    const LinkModel& original = world->originals.emplace(body, model.base).first->second;
    LinkModel scaled = original;
    scaled.contact = model.base.contact;
    scaled.shapes[0].size *= size;
    scaled.mass *= mass;
    scaled.inertia *= mass * size * size;
    world->remake(size_t(body), std::move(scaled));
  });
}

void cb_set_damping(cb_world* world, double linear, double angular) CB_NOEXCEPT {
  world->configuration.linear_damping = linear;
  world->configuration.angular_damping = angular;
}
