// Cartesian impedance of an arm, tools that are fixed to a robot, and what contacts do to a link.
//
// Units, vectors, bodies and links as in CBullet.h.
#pragma once

#include <stdint.h>

#include "CBulletBorder.h"

CB_BEGIN

struct cb_world;

/// Most joints of an impedance.
enum { CB_MAXIMUM_IMPEDANCE_JOINTS = 16 };

typedef struct {
  /// Accelerations per error, 1/s2: of the link's origin, of its orientation, and of the posture.
  double stiffness;
  double rotational_stiffness;
  double posture_stiffness;
  /// Of all three; 1 is critical.
  double damping_ratio;
} cb_impedance;

/// Operational space (Khatib 1987): in every substep the joints get the torques that let the link's frame answer like a
/// free unit mass on a spring and a damper to `target` (world), carry the arm's weight, and pull it to `posture` where
/// that leaves the frame alone. `limits` bounds each joint's torque. The motors of the joints are switched off, their
/// `cb_set_joint_torque` is overwritten. Until `cb_clear_impedance` or a reset; the base is fixed.
void cb_set_impedance(
    struct cb_world* world, int32_t body, int32_t link, const int32_t* joints, int32_t count, const double* posture,
    const double* limits, const cb_impedance* settings, const double target[7]) CB_NOEXCEPT;
/// Of an impedance that is set.
void cb_set_impedance_target(struct cb_world* world, int32_t body, const double target[7]) CB_NOEXCEPT;
void cb_clear_impedance(struct cb_world* world, int32_t body) CB_NOEXCEPT;

/// Fixes a box to a link, for good: one more link of the body, whose index is written. `pose` is that of the box in the
/// link's frame. Resets the world.
int32_t cb_attach_box(
    struct cb_world* world, int32_t body, int32_t parent, const double half_extents[3], double mass,
    const double pose[7], double friction, int32_t* link) CB_NOEXCEPT;

/// Mean force (N) and torque about `point` (N m) of the last substep's contacts on a link and all that hangs on it,
/// friction included, world axes.
void cb_contact_wrench(
    const struct cb_world* world, int32_t body, int32_t link, const double point[3], double wrench[6]) CB_NOEXCEPT;

CB_END
