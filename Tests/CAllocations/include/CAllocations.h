// What a thread has asked of the C library: memory and locks. For tests of code that must ask for neither.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  /// Calls of malloc, calloc, realloc and the aligned ones.
  int64_t allocations;
  /// Mutexes and read-write locks that were locked, and waits for conditions.
  int64_t locks;
} ca_counts;

/// Of the calling thread, since it began.
ca_counts ca_counts_of_thread(void);

#ifdef __cplusplus
}
#endif
