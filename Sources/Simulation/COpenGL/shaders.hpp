// The programs that run per vertex and per pixel.
#pragma once

#include "gl.hpp"

namespace copengl {

struct Programs {
  /// Distance from the light.
  GLuint shadow = 0;
  /// What is seen.
  GLuint color = 0;
  /// Distance from the camera, body and link.
  GLuint labels = 0;
};

/// Attributes: 0 position, 1 normal; of the instance 2, 3, 4 rows, 5 colour, 6 body, link and pattern.
/// Throws `Failure` when the driver refuses a program.
Programs makePrograms();

/// The uniform block that all programs share, std140.
struct ViewBlock {
  float cameraFromWorld[12];
  float lightFromWorld[12];
  /// Clip space is (focal x, focal y, a z + b, z) of camera space.
  float focal[2];
  float depth[2];
  float light[4];
  float background[4];
  /// x, y, radius, and whether shadows are drawn.
  float fade[4];
  /// Where the camera is.
  float eye[4];
};

}  // namespace copengl
