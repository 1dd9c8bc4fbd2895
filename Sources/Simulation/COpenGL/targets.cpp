#include "targets.hpp"

#include <string>

#include "context.hpp"

namespace copengl {

namespace {

void check(GLuint framebuffer) {
  const GLenum status = glCheckNamedFramebufferStatus(framebuffer, GL_FRAMEBUFFER);
  if (status == GL_FRAMEBUFFER_COMPLETE) return;
  throw Failure{CGL_FAILED, "the driver refuses a framebuffer, status " + std::to_string(status)};
}

void attach(GLuint framebuffer, GLenum place, GLuint buffer) {
  glNamedFramebufferRenderbuffer(framebuffer, place, GL_RENDERBUFFER, buffer);
}

}  // namespace

void ShadowTarget::resize(int32_t wanted) {
  if (wanted == size) return;
  glDeleteTextures(1, &texture);
  glDeleteFramebuffers(1, &framebuffer);
  glCreateTextures(GL_TEXTURE_2D, 1, &texture);
  glTextureStorage2D(texture, 1, GL_DEPTH_COMPONENT16, wanted, wanted);
  glTextureParameteri(texture, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
  glTextureParameteri(texture, GL_TEXTURE_COMPARE_FUNC, GL_LEQUAL);
  glTextureParameteri(texture, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTextureParameteri(texture, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTextureParameteri(texture, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTextureParameteri(texture, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glCreateFramebuffers(1, &framebuffer);
  glNamedFramebufferTexture(framebuffer, GL_DEPTH_ATTACHMENT, texture, 0);
  glNamedFramebufferDrawBuffer(framebuffer, GL_NONE);
  glNamedFramebufferReadBuffer(framebuffer, GL_NONE);
  check(framebuffer);
  size = wanted;
}

ColorTarget::ColorTarget(int32_t w, int32_t h, int32_t s) : width(w), height(h), samples(s) {
  glCreateRenderbuffers(3, buffers);
  glCreateFramebuffers(1, &drawn);
  const GLsizei count = samples > 1 ? samples : 0;
  glNamedRenderbufferStorageMultisample(buffers[0], count, GL_RGBA8, width, height);
  glNamedRenderbufferStorageMultisample(buffers[1], count, GL_DEPTH_COMPONENT24, width, height);
  attach(drawn, GL_COLOR_ATTACHMENT0, buffers[0]);
  attach(drawn, GL_DEPTH_ATTACHMENT, buffers[1]);
  check(drawn);
  if (count == 0) {
    resolved = drawn;
    return;
  }
  glCreateFramebuffers(1, &resolved);
  glNamedRenderbufferStorage(buffers[2], GL_RGBA8, width, height);
  attach(resolved, GL_COLOR_ATTACHMENT0, buffers[2]);
  check(resolved);
}

ColorTarget::~ColorTarget() {
  if (resolved != drawn) glDeleteFramebuffers(1, &resolved);
  glDeleteFramebuffers(1, &drawn);
  glDeleteRenderbuffers(3, buffers);
}

LabelTarget::LabelTarget(int32_t w, int32_t h) : width(w), height(h) {
  glCreateRenderbuffers(3, buffers);
  glCreateFramebuffers(1, &framebuffer);
  glNamedRenderbufferStorage(buffers[0], GL_R32F, width, height);
  glNamedRenderbufferStorage(buffers[1], GL_RG32I, width, height);
  glNamedRenderbufferStorage(buffers[2], GL_DEPTH_COMPONENT32F, width, height);
  attach(framebuffer, GL_COLOR_ATTACHMENT0, buffers[0]);
  attach(framebuffer, GL_COLOR_ATTACHMENT1, buffers[1]);
  attach(framebuffer, GL_DEPTH_ATTACHMENT, buffers[2]);
  const GLenum places[] = {GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1};
  glNamedFramebufferDrawBuffers(framebuffer, 2, places);
  check(framebuffer);
}

LabelTarget::~LabelTarget() {
  glDeleteFramebuffers(1, &framebuffer);
  glDeleteRenderbuffers(3, buffers);
}

const ColorTarget& Targets::color(int32_t width, int32_t height, int32_t samples) {
  for (const ColorTarget& target : colors_) {
    if (target.width == width && target.height == height && target.samples == samples) return target;
  }
  if (colors_.size() == maximumKept) colors_.pop_front();
  return colors_.emplace_back(width, height, samples);
}

const LabelTarget& Targets::labels(int32_t width, int32_t height) {
  for (const LabelTarget& target : labels_) {
    if (target.width == width && target.height == height) return target;
  }
  if (labels_.size() == maximumKept) labels_.pop_front();
  return labels_.emplace_back(width, height);
}

}  // namespace copengl
