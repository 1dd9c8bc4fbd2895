// The C functions: nothing may escape through them.
#include <new>
#include <string>

#include "renderer.hpp"

namespace {

thread_local std::string lastMessage;

template <typename Work>
cgl_status guarded(const Work& work) noexcept {
  try {
    work();
    return CGL_OK;
  } catch (const copengl::Failure& failure) {
    lastMessage = failure.message;
    return failure.status;
  } catch (const std::bad_alloc&) {
    lastMessage = "out of memory";
    return CGL_OUT_OF_MEMORY;
  } catch (...) {
    lastMessage = "unknown";
    return CGL_FAILED;
  }
}

}  // namespace

const char* cgl_message(void) CGL_NOEXCEPT { return lastMessage.c_str(); }

cgl_status cgl_create(cgl_renderer** renderer) CGL_NOEXCEPT {
  return guarded([&] { *renderer = new cgl_renderer(); });
}

void cgl_destroy(cgl_renderer* renderer) CGL_NOEXCEPT {
  if (renderer == nullptr) return;
  guarded([&] {
    // Its objects go while its context is there.
    const copengl::Context::Use use(renderer->context);
    renderer->release();
  });
  delete renderer;
}

const char* cgl_driver(const cgl_renderer* renderer) CGL_NOEXCEPT { return renderer->driver.c_str(); }
int32_t cgl_maximum_side(const cgl_renderer* renderer) CGL_NOEXCEPT { return renderer->maximumSide; }

cgl_status cgl_set_mesh(
    cgl_renderer* renderer, int32_t mesh, const float* vertices, int32_t vertex_count, const int32_t* indices,
    int32_t triangle_count) CGL_NOEXCEPT {
  return guarded([&] {
    const copengl::Context::Use use(renderer->context);
    renderer->meshes.set(
        mesh, vertices, size_t(vertex_count), reinterpret_cast<const uint32_t*>(indices), 3 * size_t(triangle_count));
  });
}

void cgl_remove_mesh(cgl_renderer* renderer, int32_t mesh) CGL_NOEXCEPT {
  guarded([&] {
    const copengl::Context::Use use(renderer->context);
    renderer->meshes.remove(mesh);
  });
}

cgl_status cgl_render(
    cgl_renderer* renderer, const cgl_view* view, const cgl_shape* shapes, int32_t count, uint8_t* rgb, float* depth,
    int32_t* bodies, int32_t* links) CGL_NOEXCEPT {
  return guarded([&] {
    const copengl::Context::Use use(renderer->context);
    renderer->render(*view, shapes, size_t(count), {rgb, depth, bodies, links});
  });
}
