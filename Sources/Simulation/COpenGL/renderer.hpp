// One context with everything that is drawn by it.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"
#include "meshes.hpp"
#include "shaders.hpp"
#include "targets.hpp"

namespace copengl {

/// Where pixels go.
struct Picture {
  uint8_t* rgb;
  float* depth;
  int32_t* bodies;
  int32_t* links;
};

struct Renderer {
  /// Throws `Failure`.
  Renderer();
  /// Needs the context to be current.
  void release() { targets_.release(); }
  void render(const cgl_view& view, const cgl_shape* shapes, size_t count, const Picture& picture);

  Context context;
  Meshes meshes;
  std::string driver;
  GLint maximumSide = 0;
  GLint maximumSamples = 0;

 private:
  /// Shapes of one mesh, drawn by one call.
  struct Group {
    const Mesh* mesh;
    GLuint first;
    GLsizei count;
    bool isTranslucent;
    bool castsShadow;
  };

  void sort(const cgl_view& view, const cgl_shape* shapes, size_t count);
  void upload(const cgl_view& view);
  void drawShadows(const cgl_view& view);
  void drawColors(const cgl_view& view, uint8_t* rgb);
  void drawLabels(const cgl_view& view, const Picture& picture);
  void draw(const Group& group);

  Programs programs_;
  Targets targets_;
  GLuint attributes_ = 0;
  GLuint instances_ = 0;
  GLsizeiptr instanceBytes_ = 0;
  GLuint viewBlock_ = 0;
  std::vector<cgl_shape> sorted_;
  std::vector<int32_t> numbers_;
  std::vector<uint32_t> order_;
  std::vector<Group> groups_;
  std::vector<uint8_t> pixels_;
};

}  // namespace copengl

struct cgl_renderer : copengl::Renderer {};
