// The whole state of a running world, to put back later.
//
// Units, vectors, bodies and joints as in CBullet.h.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "CBulletBorder.h"

CB_BEGIN

struct cb_world;

/// Bytes that a snapshot takes now; 0 in a world that Bullet steps, whose search for pairs cannot be put back.
size_t cb_snapshot_size(struct cb_world* world) CB_NOEXCEPT;
/// Poses, velocities, motors, torques, materials, and the contact points with all that Bullet remembers of them.
void cb_snapshot(struct cb_world* world, void* bytes) CB_NOEXCEPT;
/// Puts a snapshot of a world with the same blueprint back; what follows is what followed it. Returns 0, and leaves the
/// world reset, where the snapshot is of another blueprint.
int32_t cb_restore(struct cb_world* world, const void* bytes, size_t count) CB_NOEXCEPT;

CB_END
