// C functions that make and change a world's blueprint.
#include <cmath>
#include <functional>
#include <new>

#include "world.hpp"

namespace cbullet {

cb_status guarded(cb_world* world, const std::function<void()>& work) noexcept {
  try {
    work();
    return CB_OK;
  } catch (const Failure& failure) {
    world->failure = failure;
  } catch (const std::bad_alloc&) {
    world->failure.status = CB_OUT_OF_MEMORY;
  } catch (...) {
    world->failure.status = CB_MALFORMED;
  }
  return world->failure.status;
}

}  // namespace cbullet

using namespace cbullet;

namespace {

cb_status addRigid(
    cb_world* world, const Shape& shape, const char* name, double mass, const btVector3& inertia, const double pose[7],
    const cb_material* material, int32_t* body) noexcept {
  return guarded(world, [&] {
    BodyModel model;
    model.base.name = name;
    model.base.mass = mass;
    model.base.inertia = inertia;
    model.base.shapes.push_back(shape);
    model.base.contact.material = *material;
    model.isStatic = mass == 0;
    if (pose) model.pose = transform(pose);
    *body = world->add(std::move(model));
  });
}

}  // namespace

cb_world* cb_world_create(const cb_configuration* configuration) CB_NOEXCEPT {
  try {
    return new cb_world(*configuration);
  } catch (...) {
    return nullptr;
  }
}

void cb_world_destroy(cb_world* world) CB_NOEXCEPT { delete world; }

const char* cb_error_element(const cb_world* world) CB_NOEXCEPT { return world->failure.element.c_str(); }
const char* cb_error_value(const cb_world* world) CB_NOEXCEPT { return world->failure.value.c_str(); }
const char* cb_error_remedy(const cb_world* world) CB_NOEXCEPT { return world->failure.remedy.c_str(); }

cb_status cb_add_plane(cb_world* world, double height, const cb_material* material, int32_t* body) CB_NOEXCEPT {
  Shape shape;
  shape.kind = Shape::plane;
  shape.size = btVector3(height, 0, 0);
  return addRigid(world, shape, "plane", 0, btVector3(0, 0, 0), nullptr, material, body);
}

cb_status cb_add_box(
    cb_world* world, const double half[3], double mass, const double pose[7], const cb_material* material,
    int32_t* body) CB_NOEXCEPT {
  Shape shape;
  shape.kind = Shape::box;
  shape.size = vector(half);
  const double x = half[0] * half[0], y = half[1] * half[1], z = half[2] * half[2];
  const btVector3 inertia = btVector3(y + z, x + z, x + y) * (mass / 3);
  return addRigid(world, shape, "box", mass, inertia, pose, material, body);
}

cb_status cb_add_cylinder(
    cb_world* world, double radius, double height, double mass, const double pose[7], const cb_material* material,
    int32_t* body) CB_NOEXCEPT {
  Shape shape;
  shape.kind = Shape::cylinder;
  shape.size = btVector3(radius, radius, height / 2);
  const double across = mass * (3 * radius * radius + height * height) / 12;
  const btVector3 inertia(across, across, mass * radius * radius / 2);
  return addRigid(world, shape, "cylinder", mass, inertia, pose, material, body);
}

cb_status cb_add_sphere(
    cb_world* world, double radius, double mass, const double pose[7], const cb_material* material, int32_t* body)
    CB_NOEXCEPT {
  Shape shape;
  shape.kind = Shape::sphere;
  shape.size = btVector3(radius, radius, radius);
  const double moment = 0.4 * mass * radius * radius;
  return addRigid(world, shape, "sphere", mass, btVector3(moment, moment, moment), pose, material, body);
}

cb_status cb_add_urdf(
    cb_world* world, const char* path, const double pose[7], int32_t fixed_base, const char* mesh_roots,
    int32_t root_count, int32_t* body) CB_NOEXCEPT {
  return guarded(world, [&] {
    std::vector<std::string> roots;
    for (const char* at = mesh_roots; int32_t(roots.size()) < root_count; at += roots.back().size() + 1) {
      roots.emplace_back(at);
    }
    BodyModel model = readURDF(path, roots);
    model.pose = transform(pose);
    model.fixedBase = fixed_base != 0;
    const btVector3& inertia = model.base.inertia;
    if (!model.fixedBase && !(model.base.mass > 0 && inertia[inertia.minAxis()] > 0)) {
      throw Failure{
          CB_INVALID_VALUE, "link " + model.base.name, "no mass or inertia, but the base floats",
          "give the root link a mass and moments above 0, or fix the base"};
    }
    *body = world->add(std::move(model));
  });
}

cb_status cb_add_mjcf(cb_world* world, const char* path, int32_t* body) CB_NOEXCEPT {
  return guarded(world, [&] { *body = world->add(readMJCF(path)); });
}

int32_t cb_link_count(const cb_world* world, int32_t body) CB_NOEXCEPT {
  return int32_t(world->blueprint[size_t(body)].links.size());
}

void cb_get_link_info(const cb_world* world, int32_t body, int32_t link, cb_link_info* info) CB_NOEXCEPT {
  const LinkModel& model = world->blueprint[size_t(body)].link(link);
  *info = {
      model.name.c_str(), model.jointName.c_str(), model.parent, model.jointType, model.hasLimits, model.lower,
      model.upper, model.maximumVelocity, model.maximumForce, model.mass, model.mimicLeader, model.mimicMultiplier,
      model.mimicOffset};
}

cb_material cb_get_material(const cb_world* world, int32_t body, int32_t link) CB_NOEXCEPT {
  return world->blueprint[size_t(body)].link(link).contact.material;
}

void cb_set_material(cb_world* world, int32_t body, int32_t link, const cb_material* material) CB_NOEXCEPT {
  ContactOptions& contact = world->blueprint[size_t(body)].link(link).contact;
  contact.material = *material;
  applyMaterial(*world->bodies[size_t(body)].colliders[size_t(link + 1)], contact);
  if (world->stepper) world->stepper->pairs.setMaterial(body, link, contact);
}

cb_status cb_reset(cb_world* world) CB_NOEXCEPT {
  return guarded(world, [&] { world->reset(); });
}
