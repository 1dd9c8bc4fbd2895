#include "renderer.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace copengl {

namespace {

/// Three rows of lightFromWorld: x and y across the light, z along it, the ball of casters in [-1, 1].
void lightRows(const cgl_view& view, float rows[12]) {
  const float* l = view.light;
  // Any direction across the light will do.
  const bool isSteep = std::abs(l[2]) > 0.9f;
  const float up[3] = {isSteep ? 1.0f : 0.0f, 0, isSteep ? 0.0f : 1.0f};
  float x[3] = {up[1] * l[2] - up[2] * l[1], up[2] * l[0] - up[0] * l[2], up[0] * l[1] - up[1] * l[0]};
  const float length = std::sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]);
  for (float& part : x) part /= length;
  const float y[3] = {l[1] * x[2] - l[2] * x[1], l[2] * x[0] - l[0] * x[2], l[0] * x[1] - l[1] * x[0]};
  const float z[3] = {-l[0], -l[1], -l[2]};
  const float* axes[3] = {x, y, z};
  for (int row = 0; row < 3; ++row) {
    float centre = 0;
    for (int i = 0; i < 3; ++i) {
      rows[4 * row + i] = axes[row][i] / view.shadow_radius;
      centre += axes[row][i] * view.shadow_center[i];
    }
    rows[4 * row + 3] = -centre / view.shadow_radius;
  }
}

bool isTranslucent(const cgl_shape& shape) { return shape.color[3] < 1; }
bool castsShadow(const cgl_shape& shape) { return !isTranslucent(shape) && (shape.pattern & ~CGL_LIFTED) != CGL_CHECKER; }

/// Of a round shape in the picture, at the point that may be nearest to the camera.
float radiusPixels(const cgl_shape& shape, const cgl_view& view, float focal) {
  const float* m = shape.rows;
  float radius = 0;
  for (int column = 0; column < 2; ++column) {
    radius = std::max(
        radius, m[column] * m[column] + m[4 + column] * m[4 + column] + m[8 + column] * m[8 + column]);
  }
  radius = std::sqrt(radius);
  const float* z = view.camera_from_world + 8;
  const float length = std::sqrt(m[2] * m[2] + m[6] * m[6] + m[10] * m[10]);
  const float distance = z[0] * m[3] + z[1] * m[7] + z[2] * m[11] + z[3] - std::max(radius, length);
  return radius * focal / std::max(distance, view.near_distance);
}

}  // namespace

Renderer::Renderer() {
  const Context::Use use(context);
  const auto text = [](GLenum name) { return std::string(reinterpret_cast<const char*>(glGetString(name))); };
  driver = text(GL_VENDOR) + ", " + text(GL_RENDERER) + ", OpenGL " + text(GL_VERSION);
  glGetIntegerv(GL_MAX_RENDERBUFFER_SIZE, &maximumSide);
  glGetIntegerv(GL_MAX_SAMPLES, &maximumSamples);
  programs_ = makePrograms();
  meshes.makeBuiltIn();

  glCreateBuffers(1, &instances_);
  glCreateBuffers(1, &viewBlock_);
  glNamedBufferData(viewBlock_, sizeof(ViewBlock), nullptr, GL_DYNAMIC_DRAW);
  glCreateVertexArrays(1, &attributes_);
  const auto floats = [this](GLuint place, GLint count, size_t offset, GLuint binding) {
    glEnableVertexArrayAttrib(attributes_, place);
    glVertexArrayAttribFormat(attributes_, place, count, GL_FLOAT, GL_FALSE, GLuint(offset));
    glVertexArrayAttribBinding(attributes_, place, binding);
  };
  floats(0, 3, 0, 0);
  floats(1, 3, 3 * sizeof(float), 0);
  for (GLuint row = 0; row < 3; ++row) floats(2 + row, 4, 4 * sizeof(float) * row, 1);
  floats(5, 4, offsetof(cgl_shape, color), 1);
  glEnableVertexArrayAttrib(attributes_, 6);
  glVertexArrayAttribIFormat(attributes_, 6, 3, GL_INT, GLuint(offsetof(cgl_shape, body)));
  glVertexArrayAttribBinding(attributes_, 6, 1);
  glVertexArrayBindingDivisor(attributes_, 1, 1);

  // State that never changes.
  glBindVertexArray(attributes_);
  glBindBufferBase(GL_UNIFORM_BUFFER, 0, viewBlock_);
  glEnable(GL_DEPTH_TEST);
  // Pictures are drawn with y down, which turns every triangle round.
  glFrontFace(GL_CW);
  glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
}

void Renderer::render(const cgl_view& view, const cgl_shape* shapes, size_t count, const Picture& picture) {
  while (glGetError() != GL_NO_ERROR) {
  }
  sort(view, shapes, count);
  upload(view);
  if (view.channels & CGL_RGB) {
    if (view.shadow_radius > 0) drawShadows(view);
    drawColors(view, picture.rgb);
  }
  if (view.channels & (CGL_DEPTH | CGL_LABELS)) drawLabels(view, picture);
  const GLenum error = glGetError();
  if (error == GL_OUT_OF_MEMORY) throw Failure{CGL_OUT_OF_MEMORY, "OpenGL is out of memory"};
  if (error != GL_NO_ERROR) throw Failure{CGL_FAILED, "OpenGL reports error " + std::to_string(error)};
}

void Renderer::sort(const cgl_view& view, const cgl_shape* shapes, size_t count) {
  numbers_.clear();
  order_.clear();
  const float focal = float(view.height) / (2 * std::tan(view.field_of_view / 2));
  for (size_t i = 0; i < count; ++i) {
    numbers_.push_back(Meshes::detailed(shapes[i].mesh, radiusPixels(shapes[i], view, focal)));
    if (meshes.find(numbers_[i]) != nullptr) order_.push_back(uint32_t(i));
  }
  const auto key = [this, shapes](uint32_t i) {
    const int64_t opaqueFirst = isTranslucent(shapes[i]) ? int64_t(1) << 41 : 0;
    const int64_t castersFirst = castsShadow(shapes[i]) ? 0 : int64_t(1) << 40;
    return opaqueFirst + castersFirst + numbers_[i];
  };
  // Within a group the caller's order stays, so the same shapes give the same picture.
  std::sort(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) {
    const int64_t ka = key(a), kb = key(b);
    return ka != kb ? ka < kb : a < b;
  });
  sorted_.clear();
  groups_.clear();
  for (const uint32_t i : order_) {
    if (groups_.empty() || key(i) != key(order_[groups_.back().first])) {
      const GLuint first = GLuint(sorted_.size());
      groups_.push_back({meshes.find(numbers_[i]), first, 0, isTranslucent(shapes[i]), castsShadow(shapes[i])});
    }
    groups_.back().count += 1;
    sorted_.push_back(shapes[i]);
  }
}

void Renderer::upload(const cgl_view& view) {
  const auto bytes = GLsizeiptr(sorted_.size() * sizeof(cgl_shape));
  if (bytes > instanceBytes_) {
    instanceBytes_ = 2 * bytes;
    glNamedBufferData(instances_, instanceBytes_, nullptr, GL_STREAM_DRAW);
  }
  if (bytes > 0) glNamedBufferSubData(instances_, 0, bytes, sorted_.data());
  glVertexArrayVertexBuffer(attributes_, 1, instances_, 0, sizeof(cgl_shape));

  ViewBlock block = {};
  std::copy(view.camera_from_world, view.camera_from_world + 12, block.cameraFromWorld);
  if (view.shadow_radius > 0) lightRows(view, block.lightFromWorld);
  const float focal = 1 / std::tan(view.field_of_view / 2);
  block.focal[0] = focal * float(view.height) / float(view.width);
  block.focal[1] = focal;
  const float near = view.near_distance, far = view.far_distance;
  block.depth[0] = (far + near) / (far - near);
  block.depth[1] = -2 * far * near / (far - near);
  for (int i = 0; i < 3; ++i) {
    block.light[i] = view.light[i];
    block.background[i] = view.background[i];
    for (int j = 0; j < 3; ++j) {
      block.eye[i] -= view.camera_from_world[4 * j + i] * view.camera_from_world[4 * j + 3];
    }
  }
  // Half the diagonal of a shadow pixel, and some.
  block.light[3] = view.shadow_size > 0 ? 3 * view.shadow_radius / float(view.shadow_size) : 0;
  block.fade[0] = view.fade_center[0];
  block.fade[1] = view.fade_center[1];
  block.fade[2] = view.fade_radius;
  block.fade[3] = view.shadow_radius > 0 ? 1 : 0;
  glNamedBufferSubData(viewBlock_, 0, sizeof block, &block);
}

void Renderer::draw(const Group& group) {
  if (group.mesh->isClosed) {
    glEnable(GL_CULL_FACE);
  } else {
    glDisable(GL_CULL_FACE);
  }
  glVertexArrayVertexBuffer(attributes_, 0, group.mesh->vertices, 0, 6 * sizeof(float));
  glVertexArrayElementBuffer(attributes_, group.mesh->indices);
  glDrawElementsInstancedBaseInstance(
      GL_TRIANGLES, group.mesh->indexCount, GL_UNSIGNED_INT, nullptr, group.count, group.first);
}

void Renderer::drawShadows(const cgl_view& view) {
  targets_.shadow.resize(view.shadow_size);
  glBindFramebuffer(GL_FRAMEBUFFER, targets_.shadow.framebuffer);
  glViewport(0, 0, view.shadow_size, view.shadow_size);
  const float nothing = 1;
  glClearBufferfv(GL_DEPTH, 0, &nothing);
  glUseProgram(programs_.shadow);
  glEnable(GL_POLYGON_OFFSET_FILL);
  glPolygonOffset(1.5f, 2);
  for (const Group& group : groups_) {
    if (group.castsShadow) draw(group);
  }
  glDisable(GL_POLYGON_OFFSET_FILL);
  glBindTextureUnit(0, targets_.shadow.texture);
}

void Renderer::drawColors(const cgl_view& view, uint8_t* rgb) {
  const ColorTarget& target = targets_.color(view.width, view.height, std::min(view.samples, maximumSamples));
  glBindFramebuffer(GL_FRAMEBUFFER, target.drawn);
  glViewport(0, 0, view.width, view.height);
  const float background[4] = {view.background[0], view.background[1], view.background[2], 1};
  const float nothing = 1;
  glClearBufferfv(GL_COLOR, 0, background);
  glClearBufferfv(GL_DEPTH, 0, &nothing);
  glUseProgram(programs_.color);
  bool isBlending = false;
  for (const Group& group : groups_) {
    if (group.isTranslucent && !isBlending) {
      glEnable(GL_BLEND);
      glDepthMask(GL_FALSE);
      isBlending = true;
    }
    draw(group);
  }
  if (isBlending) {
    glDisable(GL_BLEND);
    glDepthMask(GL_TRUE);
  }
  if (target.resolved != target.drawn) {
    glBlitNamedFramebuffer(
        target.drawn, target.resolved, 0, 0, view.width, view.height, 0, 0, view.width, view.height,
        GL_COLOR_BUFFER_BIT, GL_NEAREST);
  }
  glBindFramebuffer(GL_READ_FRAMEBUFFER, target.resolved);
  glReadBuffer(GL_COLOR_ATTACHMENT0);
  const size_t count = size_t(view.width) * size_t(view.height);
  // Read as they lie there, four bytes each; the driver takes longer to drop one of them than we do.
  pixels_.resize(4 * count);
  glReadPixels(0, 0, view.width, view.height, GL_RGBA, GL_UNSIGNED_BYTE, pixels_.data());
  for (size_t i = 0; i < count; ++i) {
    rgb[3 * i] = pixels_[4 * i];
    rgb[3 * i + 1] = pixels_[4 * i + 1];
    rgb[3 * i + 2] = pixels_[4 * i + 2];
  }
}

void Renderer::drawLabels(const cgl_view& view, const Picture& picture) {
  const LabelTarget& target = targets_.labels(view.width, view.height);
  glBindFramebuffer(GL_FRAMEBUFFER, target.framebuffer);
  glViewport(0, 0, view.width, view.height);
  const float far[4] = {view.far_distance, 0, 0, 0};
  const GLint nobody[4] = {-1, -1, 0, 0};
  const float nothing = 1;
  glClearBufferfv(GL_COLOR, 0, far);
  glClearBufferiv(GL_COLOR, 1, nobody);
  glClearBufferfv(GL_DEPTH, 0, &nothing);
  glUseProgram(programs_.labels);
  for (const Group& group : groups_) {
    if (!group.isTranslucent) draw(group);
  }
  if (view.channels & CGL_DEPTH) {
    glReadBuffer(GL_COLOR_ATTACHMENT0);
    glReadPixels(0, 0, view.width, view.height, GL_RED, GL_FLOAT, picture.depth);
  }
  if (view.channels & CGL_LABELS) {
    glReadBuffer(GL_COLOR_ATTACHMENT1);
    glReadPixels(0, 0, view.width, view.height, GL_RED_INTEGER, GL_INT, picture.bodies);
    glReadPixels(0, 0, view.width, view.height, GL_GREEN_INTEGER, GL_INT, picture.links);
  }
}

}  // namespace copengl
