// A test program that links this has these functions before the C library's own, and so have all of its libraries.
#include "CAllocations.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

namespace {

thread_local ca_counts counts;

/// The C library's own function of that name.
template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ca_counts ca_counts_of_thread(void) { return counts; }

void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);

void* malloc(size_t size) noexcept {
  ++counts.allocations;
  return __libc_malloc(size);
}

void* calloc(size_t count, size_t size) noexcept {
  ++counts.allocations;
  return __libc_calloc(count, size);
}

void* realloc(void* old, size_t size) noexcept {
  ++counts.allocations;
  return __libc_realloc(old, size);
}

void* memalign(size_t alignment, size_t size) noexcept {
  ++counts.allocations;
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) noexcept { return memalign(alignment, size); }

int posix_memalign(void** result, size_t alignment, size_t size) noexcept {
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  void* const made = memalign(alignment, size);
  if (made == nullptr) return ENOMEM;
  *result = made;
  return 0;
}

int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static const auto own = next<int (*)(pthread_mutex_t*)>("pthread_mutex_lock");
  ++counts.locks;
  return own(mutex);
}

int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  static const auto own = next<int (*)(pthread_mutex_t*)>("pthread_mutex_trylock");
  ++counts.locks;
  return own(mutex);
}

int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  static const auto own = next<int (*)(pthread_rwlock_t*)>("pthread_rwlock_rdlock");
  ++counts.locks;
  return own(lock);
}

int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  static const auto own = next<int (*)(pthread_rwlock_t*)>("pthread_rwlock_wrlock");
  ++counts.locks;
  return own(lock);
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static const auto own = next<int (*)(pthread_cond_t*, pthread_mutex_t*)>("pthread_cond_wait");
  ++counts.locks;
  return own(condition, mutex);
}

}  // extern "C"
