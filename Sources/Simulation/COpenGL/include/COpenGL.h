// Pictures of simple shapes, drawn off screen by OpenGL 4.5 over EGL, behind a C ABI.
//
// Lengths in metres, angles in radians. A camera looks along its z axis, x to the right of the picture, y down it. An
// affine transform is 3 rows of 4, row-major. A renderer may be used by one thread at a time; it keeps no context
// current between calls. Nothing throws; a function that can fail returns a `cgl_status`, and `cgl_message` says more.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
#define CGL_NOEXCEPT noexcept
extern "C" {
#else
#define CGL_NOEXCEPT
#endif

typedef struct cgl_renderer cgl_renderer;

typedef int32_t cgl_status;
enum {
  CGL_OK = 0,
  /// No EGL display gives an OpenGL 4.5 context without a surface.
  CGL_UNAVAILABLE = 1,
  CGL_OUT_OF_MEMORY = 2,
  /// OpenGL reported an error.
  CGL_FAILED = 3,
};

/// Meshes that are always there: a box from -1 to 1, a ball of radius 1, a cylinder of radius 1 from z = -1 to 1, and a
/// square from -1 to 1 at z = 0 that looks up. Numbers from `CGL_FIRST_MESH` on are the caller's.
enum { CGL_BOX = 0, CGL_SPHERE = 1, CGL_CYLINDER = 2, CGL_SQUARE = 3, CGL_FIRST_MESH = 4 };

enum {
  CGL_PLAIN = 0,
  /// Squares of 0.25 m in two shades, fading into the background; casts no shadow.
  CGL_CHECKER = 1,
  /// Another shade seen from behind.
  CGL_TWO_SIDED = 2,
  /// Added to one of these: coloured as if it were a thousandth nearer, where surfaces of two shapes lie in one another.
  CGL_LIFTED = 8,
};

typedef struct {
  /// worldFromMesh; may scale, but not mirror.
  float rows[12];
  /// sRGB; an opacity below 1 makes a translucent shape, which casts no shadow and has no depth and no labels.
  float color[4];
  int32_t body;
  int32_t link;
  int32_t pattern;
  int32_t mesh;
} cgl_shape;

enum { CGL_RGB = 1, CGL_DEPTH = 2, CGL_LABELS = 4 };

typedef struct {
  /// What is wanted, a sum of the above.
  int32_t channels;
  float camera_from_world[12];
  /// Of the picture's height.
  float field_of_view;
  float near_distance;
  float far_distance;
  int32_t width;
  int32_t height;
  /// Unit vector from the ground to the light.
  float light[3];
  /// What casts shadows lies in this ball; radius 0 draws no shadows.
  float shadow_center[3];
  float shadow_radius;
  int32_t shadow_size;
  /// 1 for none.
  int32_t samples;
  float background[3];
  /// Checkers fade away from here, x and y.
  float fade_center[2];
  float fade_radius;
} cgl_view;

cgl_status cgl_create(cgl_renderer** renderer) CGL_NOEXCEPT;
void cgl_destroy(cgl_renderer* renderer) CGL_NOEXCEPT;
/// What the last failing call of this thread complains about.
const char* cgl_message(void) CGL_NOEXCEPT;
/// Vendor, renderer and version, as the driver names itself; lives as long as the renderer.
const char* cgl_driver(const cgl_renderer* renderer) CGL_NOEXCEPT;
/// Pixels along the longest side that the driver can do.
int32_t cgl_maximum_side(const cgl_renderer* renderer) CGL_NOEXCEPT;

/// Makes or replaces a mesh: 6 floats per vertex (position, normal), 3 indices per triangle, counter-clockwise from outside.
cgl_status cgl_set_mesh(
    cgl_renderer* renderer, int32_t mesh, const float* vertices, int32_t vertex_count, const int32_t* indices,
    int32_t triangle_count) CGL_NOEXCEPT;
void cgl_remove_mesh(cgl_renderer* renderer, int32_t mesh) CGL_NOEXCEPT;

/// Writes the channels that the view asks for, row by row from the top left, and none other. `rgb` has 3 bytes per pixel,
/// sRGB; `depth` metres along the camera's z axis, `far_distance` where nothing is; `bodies` and `links` -1 where nothing
/// is. Shapes of meshes that nobody made are left out.
cgl_status cgl_render(
    cgl_renderer* renderer, const cgl_view* view, const cgl_shape* shapes, int32_t count, uint8_t* rgb, float* depth,
    int32_t* bodies, int32_t* links) CGL_NOEXCEPT;

#ifdef __cplusplus
}
#endif
