// How every header of this folder begins and ends: C functions that throw nothing.
#pragma once

#ifdef __cplusplus
#define CB_NOEXCEPT noexcept
#define CB_BEGIN extern "C" {
#define CB_END }
#else
#define CB_NOEXCEPT
#define CB_BEGIN
#define CB_END
#endif
