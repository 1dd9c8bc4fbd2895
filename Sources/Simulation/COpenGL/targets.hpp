// What is drawn into, kept by size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>

#include "gl.hpp"

namespace copengl {

/// A depth picture seen from the light.
struct ShadowTarget {
  GLuint framebuffer = 0;
  GLuint texture = 0;
  int32_t size = 0;

  void resize(int32_t wanted);
};

struct ColorTarget {
  int32_t width = 0, height = 0, samples = 0;
  GLuint drawn = 0;
  /// Where samples have become pixels; the same as `drawn` without antialiasing.
  GLuint resolved = 0;
  GLuint buffers[3] = {0, 0, 0};

  ColorTarget(int32_t width, int32_t height, int32_t samples);
  ~ColorTarget();
  ColorTarget(const ColorTarget&) = delete;
  ColorTarget& operator=(const ColorTarget&) = delete;
};

/// Distance, then body and link, in two attachments.
struct LabelTarget {
  int32_t width = 0, height = 0;
  GLuint framebuffer = 0;
  GLuint buffers[3] = {0, 0, 0};

  LabelTarget(int32_t width, int32_t height);
  ~LabelTarget();
  LabelTarget(const LabelTarget&) = delete;
  LabelTarget& operator=(const LabelTarget&) = delete;
};

/// The last few sizes: several cameras of different sizes take turns. Needs the context to be current.
class Targets {
 public:
  const ColorTarget& color(int32_t width, int32_t height, int32_t samples);
  const LabelTarget& labels(int32_t width, int32_t height);
  /// Gives everything back.
  void release() {
    colors_.clear();
    labels_.clear();
  }
  ShadowTarget shadow;

 private:
  static constexpr size_t maximumKept = 4;
  std::list<ColorTarget> colors_;
  std::list<LabelTarget> labels_;
};

}  // namespace copengl
