// What can be seen of a world's bodies: for whoever draws them. Units and poses as in CBullet.h.
#pragma once

#include <stdint.h>

#include "CBulletBorder.h"

CB_BEGIN

enum { CB_SHAPE_BOX = 0, CB_SHAPE_CYLINDER = 1, CB_SHAPE_SPHERE = 2, CB_SHAPE_PLANE = 3, CB_SHAPE_CAPSULE = 4,
       CB_SHAPE_MESH = 5 };

typedef struct {
  int32_t kind;
  /// Half extents of a box; radius, radius, half length of a cylinder or capsule along z; radius of a sphere; height of
  /// a plane; of a mesh nothing.
  double size[3];
  /// Of a mesh: a number that no other shape of the process has.
  int32_t mesh;
  /// From the shape's frame to the link frame.
  double pose[7];
  int32_t has_color;
  /// Red, green, blue as on a screen (sRGB), and opacity, each in [0, 1].
  float color[4];
} cb_visual_shape;

struct cb_world;

/// The `<visual>` shapes of a link; where a file gives none, what it collides with.
int32_t cb_visual_shape_count(const struct cb_world* world, int32_t body, int32_t link) CB_NOEXCEPT;
void cb_get_visual_shape(
    const struct cb_world* world, int32_t body, int32_t link, int32_t index, cb_visual_shape* shape) CB_NOEXCEPT;

/// The triangles of a shape of kind `CB_SHAPE_MESH`, read now if they have not been: counts of vertices and triangles.
/// Returns a `cb_status`.
int32_t cb_load_visual_mesh(
    struct cb_world* world, int32_t body, int32_t link, int32_t index, int32_t counts[2]) CB_NOEXCEPT;
/// Of a mesh that is loaded: 3 doubles per vertex, shape frame, and 3 vertex indices per triangle.
void cb_copy_visual_mesh(
    const struct cb_world* world, int32_t body, int32_t link, int32_t index, double* vertices,
    int32_t* triangles) CB_NOEXCEPT;

CB_END
