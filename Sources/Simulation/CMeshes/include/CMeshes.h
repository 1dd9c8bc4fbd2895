// Triangle meshes from STL, OBJ and Collada bytes: libassimp behind a C ABI.
//
// Nothing throws. A mesh is a list of vertices and triangles in parts: the solids of an STL file, the objects of an OBJ
// file, the nodes of a Collada file that carry geometry. Lengths are metres as far as the file knows units (Collada
// does); axes are the file's, whatever it says about which of them is up.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CM_NOEXCEPT noexcept
extern "C" {
#else
#define CM_NOEXCEPT
#endif

typedef struct cm_mesh cm_mesh;

typedef int32_t cm_status;
enum {
  CM_OK = 0,
  /// Not what its extension says, or no triangles.
  CM_MALFORMED = 1,
  /// A vertex that is not finite or beyond 1e6, a triangle that names no vertex.
  CM_INVALID_VALUE = 2,
  CM_UNSUPPORTED = 3,
  /// More than 2,000,000 vertices, 4,000,000 triangles or 1,000 parts.
  CM_TOO_LARGE = 4,
  CM_OUT_OF_MEMORY = 5,
};

/// Reads `count` bytes; no other file is opened, whatever the bytes name. `extension` is stl, obj or dae, lower case.
/// After a failure `reason` holds what is wrong, at most `capacity` bytes with the closing zero.
cm_status cm_read(
    const void* bytes, size_t count, const char* extension, cm_mesh** mesh, char* reason, size_t capacity) CM_NOEXCEPT;
void cm_destroy(cm_mesh* mesh) CM_NOEXCEPT;

size_t cm_vertex_count(const cm_mesh* mesh) CM_NOEXCEPT;
/// 3 doubles per vertex.
const double* cm_vertices(const cm_mesh* mesh) CM_NOEXCEPT;
size_t cm_triangle_count(const cm_mesh* mesh) CM_NOEXCEPT;
/// 3 vertex indices per triangle, counter-clockwise from outside as far as the file keeps to it.
const int32_t* cm_triangles(const cm_mesh* mesh) CM_NOEXCEPT;
size_t cm_part_count(const cm_mesh* mesh) CM_NOEXCEPT;
/// Where a part's vertices and triangles end; they begin where those of the part before it end.
size_t cm_part_vertex_end(const cm_mesh* mesh, size_t part) CM_NOEXCEPT;
size_t cm_part_triangle_end(const cm_mesh* mesh, size_t part) CM_NOEXCEPT;

#ifdef __cplusplus
}
#endif
