// Forces and torques of robots: what acts on joints, and what a robot's inertia asks for.
//
// Units, vectors, bodies and joints as in CBullet.h.
#pragma once

#include <stdint.h>

#include "CBulletBorder.h"

CB_BEGIN

struct cb_world;

/// Adds a torque (N m) or a force (N) to a movable joint in every substep until it is set again; 0 after a reset. The
/// joint's motor acts beside it.
void cb_set_joint_torque(struct cb_world* world, int32_t body, int32_t joint, double torque) CB_NOEXCEPT;
double cb_joint_torque(const struct cb_world* world, int32_t body, int32_t joint) CB_NOEXCEPT;

// Equation of motion: M(q) a + h(q, v) = f, columns and rows as those of cb_jacobian. Of a floating base, a is the
// derivative of its link frame's velocity, f the force at that frame's origin and the torque about it, world axes.
// h holds Coriolis, centrifugal and gyroscopic forces and the world's gravity; drag, joint damping, limits, motors and
// contacts are not in it.

/// dof x dof, symmetric.
void cb_mass_matrix(struct cb_world* world, int32_t body, double* matrix) CB_NOEXCEPT;
/// f for given accelerations; h for NULL.
void cb_inverse_dynamics(
    struct cb_world* world, int32_t body, const double* accelerations, double* forces) CB_NOEXCEPT;

CB_END
