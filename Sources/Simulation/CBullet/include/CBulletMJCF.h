// Robots from MuJoCo's XML (MJCF), in the subset and with the readings of pybullet's importer.
//
// Units, vectors, bodies and links as in CBullet.h.
#pragma once

#include <stdint.h>

#include "CBulletBorder.h"

CB_BEGIN

struct cb_world;

/// Adds the one robot of a MJCF file where the file places it; errors as from `cb_add_urdf`.
///
/// Links: a joint makes a link without mass, `link0_N`, numbered as elements open; the body follows behind a fixed joint
/// `jointfix_BODY`. A body whose root has joints hangs on a fixed base, one without floats.
int32_t cb_add_mjcf(struct cb_world* world, const char* path, int32_t* body) CB_NOEXCEPT;

/// Whether a link has a contact point with a body after the last step, those within the breaking distance included.
int32_t cb_link_touches(const struct cb_world* world, int32_t body, int32_t link, int32_t other) CB_NOEXCEPT;

/// Centre of mass of a link, world.
void cb_get_com_position(struct cb_world* world, int32_t body, int32_t link, double position[3]) CB_NOEXCEPT;

/// Principal moments of a link about its centre of mass, kg m2.
void cb_get_inertia(const struct cb_world* world, int32_t body, int32_t link, double moments[3]) CB_NOEXCEPT;

CB_END
