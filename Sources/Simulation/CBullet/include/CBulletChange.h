// Changing what a world is made of between two episodes: size, mass and drag.
//
// Units and bodies as in CBullet.h.
#pragma once

#include <stdint.h>

#include "CBulletBorder.h"

CB_BEGIN

struct cb_world;

/// Makes a rigid body `size` times as large and `mass` times as heavy as it was when it was added, about its centre, and
/// puts the whole world back to its start. Returns a cb_status: CB_UNSUPPORTED for a robot or a plane.
int32_t cb_scale_rigid(struct cb_world* world, int32_t body, double size, double mass) CB_NOEXCEPT;

/// Drag on every link, 1/s, from the next reset on.
void cb_set_damping(struct cb_world* world, double linear, double angular) CB_NOEXCEPT;

CB_END
