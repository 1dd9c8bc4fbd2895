// Bullet in double precision and liburdfdom behind a C ABI.
//
// SI units throughout: metres, kilograms, seconds, radians, newtons. World axes unless a name says otherwise.
// Vectors are 3 doubles x y z; quaternions 4 doubles x y z w; a pose is position then quaternion (7 doubles); a twist
// is linear then angular velocity (6 doubles). Nothing throws; a function that can fail returns a `cb_status`, and
// `cb_error_*` then describe the failure. Body and link indices are the caller's responsibility: -1 is the base link,
// 0... are the links of a robot, depth first in file order, fixed joints included.
#pragma once

#include <stdint.h>

#include "CBulletBorder.h"
#include "CBulletChange.h"
#include "CBulletCloth.h"
#include "CBulletControl.h"
#include "CBulletDynamics.h"
#include "CBulletMJCF.h"
#include "CBulletShapes.h"
#include "CBulletState.h"

CB_BEGIN

typedef struct cb_world cb_world;

typedef int32_t cb_status;
enum {
  CB_OK = 0,
  CB_MISSING_FILE = 1,
  CB_MALFORMED = 2,
  CB_INVALID_VALUE = 3,
  CB_UNSUPPORTED = 4,
  CB_UNKNOWN_REFERENCE = 5,
  CB_DUPLICATE_NAME = 6,
  CB_UNREACHABLE = 7,
  CB_TOO_LARGE = 8,
  CB_OUT_OF_MEMORY = 9,
};

enum { CB_FIXED = 0, CB_REVOLUTE = 1, CB_CONTINUOUS = 2, CB_PRISMATIC = 3 };

/// Who takes a physics step: Bullet as it is, or our own step around its narrow phase.
enum { CB_SOLVER_BULLET = 0, CB_SOLVER_REINS = 1 };

/// Most joints that `cb_inverse_kinematics` solves for.
enum { CB_MAXIMUM_SOLVED_JOINTS = 16 };

typedef struct {
  double gravity[3];
  double step_seconds;
  double residual_threshold;
  double erp;
  double contact_erp;
  double friction_erp;
  double linear_slop;
  double linear_damping;
  double angular_damping;
  double collision_margin;
  int32_t solver_iterations;
  /// CB_SOLVER_BULLET or CB_SOLVER_REINS.
  int32_t solver;
  int32_t sorts_contacts;
} cb_configuration;

typedef struct {
  double friction;
  double restitution;
  double rolling_friction;
  double spinning_friction;
} cb_material;

typedef struct {
  const char* name;
  const char* joint_name;
  int32_t parent;
  int32_t joint_type;
  int32_t has_limits;
  double lower;
  double upper;
  double maximum_velocity;
  double maximum_force;
  double mass;
  /// The joint that this one should follow, -1 for none; multiplier q + offset. Nothing in the world enforces it.
  int32_t mimic_leader;
  double mimic_multiplier;
  double mimic_offset;
} cb_link_info;

typedef struct {
  int32_t link_a;
  int32_t link_b;
  double position[3];
  double normal[3];
  double distance;
  double normal_force;
} cb_contact;

typedef struct {
  int32_t iterations;
  double damping;
  double metres_per_radian;
  double position_tolerance;
  double orientation_tolerance;
  double maximum_change;
  /// NULL, or one position per joint: the search starts this share nearer to it, as far as that leaves the link's frame
  /// alone.
  const double* posture;
  double posture_share;
} cb_ik_settings;

// Life

/// NULL when memory runs out.
cb_world* cb_world_create(const cb_configuration* configuration) CB_NOEXCEPT;
void cb_world_destroy(cb_world* world) CB_NOEXCEPT;

/// What the last failing call of this world complains about; empty strings where nothing applies. Valid until the next
/// call that can fail.
const char* cb_error_element(const cb_world* world) CB_NOEXCEPT;
const char* cb_error_value(const cb_world* world) CB_NOEXCEPT;
const char* cb_error_remedy(const cb_world* world) CB_NOEXCEPT;

// Blueprint: each call puts the whole world back to its start and returns the index of the new body in `body`.

cb_status cb_add_plane(cb_world* world, double height, const cb_material* material, int32_t* body) CB_NOEXCEPT;
/// `mass` 0 makes the body static.
cb_status cb_add_box(
    cb_world* world, const double half_extents[3], double mass, const double pose[7], const cb_material* material,
    int32_t* body) CB_NOEXCEPT;
cb_status cb_add_cylinder(
    cb_world* world, double radius, double height, double mass, const double pose[7], const cb_material* material,
    int32_t* body) CB_NOEXCEPT;
cb_status cb_add_sphere(
    cb_world* world, double radius, double mass, const double pose[7], const cb_material* material, int32_t* body)
    CB_NOEXCEPT;
/// `mesh_roots` holds `root_count` paths, each with its closing zero, one after another: folders below which the file's
/// meshes may lie, beside its own folder.
cb_status cb_add_urdf(
    cb_world* world, const char* path, const double pose[7], int32_t fixed_base, const char* mesh_roots,
    int32_t root_count, int32_t* body) CB_NOEXCEPT;

int32_t cb_link_count(const cb_world* world, int32_t body) CB_NOEXCEPT;
/// Strings live as long as the world.
void cb_get_link_info(const cb_world* world, int32_t body, int32_t link, cb_link_info* info) CB_NOEXCEPT;
cb_material cb_get_material(const cb_world* world, int32_t body, int32_t link) CB_NOEXCEPT;
/// Changes the blueprint and the running world.
void cb_set_material(cb_world* world, int32_t body, int32_t link, const cb_material* material) CB_NOEXCEPT;

// Running

cb_status cb_reset(cb_world* world) CB_NOEXCEPT;
void cb_step(cb_world* world, int32_t substeps) CB_NOEXCEPT;
int32_t cb_is_finite(const cb_world* world) CB_NOEXCEPT;
uint64_t cb_state_hash(const cb_world* world) CB_NOEXCEPT;

void cb_get_link_pose(cb_world* world, int32_t body, int32_t link, double pose[7]) CB_NOEXCEPT;
void cb_get_com_pose(cb_world* world, int32_t body, int32_t link, double pose[7]) CB_NOEXCEPT;
/// Velocity of the point of the link that is at `local_point` of the link frame, and of the link.
void cb_get_velocity(
    cb_world* world, int32_t body, int32_t link, const double local_point[3], double twist[6]) CB_NOEXCEPT;
void cb_get_com_velocity(cb_world* world, int32_t body, int32_t link, double twist[6]) CB_NOEXCEPT;
/// Of the base link frame.
void cb_set_base_pose(cb_world* world, int32_t body, const double pose[7]) CB_NOEXCEPT;
/// Of the base link frame's origin; no effect on a fixed or static body.
void cb_set_base_velocity(cb_world* world, int32_t body, const double twist[6]) CB_NOEXCEPT;

double cb_joint_position(const cb_world* world, int32_t body, int32_t joint) CB_NOEXCEPT;
double cb_joint_velocity(const cb_world* world, int32_t body, int32_t joint) CB_NOEXCEPT;
void cb_reset_joint(cb_world* world, int32_t body, int32_t joint, double position, double velocity) CB_NOEXCEPT;
/// A motor that asks for the joint velocity kp (target - q) / dt + qd + kd (target_velocity - qd), force-limited.
/// A target beyond the joint's limits is moved to the limit.
void cb_set_motor(
    cb_world* world, int32_t body, int32_t joint, double target, double position_gain, double target_velocity,
    double velocity_gain, double maximum_force) CB_NOEXCEPT;

/// Contact points between two bodies, at most `capacity` written; returns how many there are.
int32_t cb_contacts(const cb_world* world, int32_t a, int32_t b, cb_contact* contacts, int32_t capacity) CB_NOEXCEPT;

/// Columns of the Jacobian: one per movable joint, six more when the base floats.
int32_t cb_dof_count(const cb_world* world, int32_t body) CB_NOEXCEPT;
/// 6 x dof, row-major: linear rows first. Columns: base linear, base angular (floating only), then movable joints.
void cb_jacobian(
    cb_world* world, int32_t body, int32_t link, const double local_point[3], double* jacobian) CB_NOEXCEPT;
/// Damped least squares over `count` joints, which must be movable; the others keep their positions. `positions` holds
/// the start and receives the solution. `residual` receives metres and radians left. Never changes the world.
void cb_inverse_kinematics(
    cb_world* world, int32_t body, int32_t link, const int32_t* joints, int32_t count, const double target[7],
    const cb_ik_settings* settings, double* positions, double residual[2]) CB_NOEXCEPT;

/// Version of the Bullet library that is linked, for example 324 for 3.24.
int32_t cb_bullet_version(void) CB_NOEXCEPT;

CB_END
