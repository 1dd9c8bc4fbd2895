// A sheet of cloth over a table: one position-based soft body of Bullet in a world of its own.
//
// Units, vectors and errors as in CBullet.h. Node (i, j) of a sheet has index i + j * nodes[0]; i runs along x.
#pragma once

#include <stdint.h>

#include "CBulletBorder.h"

CB_BEGIN

typedef struct cb_cloth cb_cloth;

typedef struct {
  /// Along x and along y.
  double side_meters[2];
  int32_t nodes[2];
  double mass;
  double gravity[3];
  double step_seconds;
  /// In [0, 1]: share of an error that one iteration removes.
  double stretch_stiffness;
  double bend_stiffness;
  double friction;
  /// Share of the velocity that is lost, in [0, 1].
  double damping;
  /// Half the thickness: nodes stay this far above the table.
  double margin;
  int32_t iterations;
  double table_height;
  double table_half_side;
} cb_cloth_configuration;

/// The sheet lies flat on the table, centred at x = y = 0. NULL when memory runs out.
cb_cloth* cb_cloth_create(const cb_cloth_configuration* configuration) CB_NOEXCEPT;
void cb_cloth_destroy(cb_cloth* cloth) CB_NOEXCEPT;

int32_t cb_cloth_node_count(const cb_cloth* cloth) CB_NOEXCEPT;
/// Builds everything anew with the nodes at `positions` (3 doubles each), at rest, nothing pinned; lengths at rest are
/// those of the flat sheet. Returns 0 when memory runs out, else 1.
int32_t cb_cloth_reset(cb_cloth* cloth, const double* positions) CB_NOEXCEPT;
/// Holds a node at a place, from now until it is released; called again, it moves the node there in the next step.
void cb_cloth_pin(cb_cloth* cloth, int32_t node, const double position[3]) CB_NOEXCEPT;
void cb_cloth_release(cb_cloth* cloth, int32_t node) CB_NOEXCEPT;
void cb_cloth_step(cb_cloth* cloth, int32_t substeps) CB_NOEXCEPT;

/// 3 doubles per node.
void cb_cloth_get_positions(const cb_cloth* cloth, double* positions) CB_NOEXCEPT;
void cb_cloth_get_velocities(const cb_cloth* cloth, double* velocities) CB_NOEXCEPT;
/// Three node indices per triangle, 2 (nodes[0] - 1) (nodes[1] - 1) triangles, counter-clockwise seen from above.
int32_t cb_cloth_triangle_count(const cb_cloth* cloth) CB_NOEXCEPT;
void cb_cloth_get_triangles(const cb_cloth* cloth, int32_t* nodes) CB_NOEXCEPT;

int32_t cb_cloth_is_finite(const cb_cloth* cloth) CB_NOEXCEPT;
/// Over positions, velocities and pins: all that moves the future.
uint64_t cb_cloth_state_hash(const cb_cloth* cloth) CB_NOEXCEPT;
/// 13 doubles per node: position, former position, velocity, pinned, and where to.
void cb_cloth_get_state(const cb_cloth* cloth, double* state) CB_NOEXCEPT;
/// Puts a state of the same sheet back; what follows is what followed it.
void cb_cloth_set_state(cb_cloth* cloth, const double* state) CB_NOEXCEPT;

CB_END
