#include <LinearMath/btScalar.h>

#include "CBullet.h"

int32_t cb_bullet_version(void) CB_NOEXCEPT { return btGetVersion(); }
