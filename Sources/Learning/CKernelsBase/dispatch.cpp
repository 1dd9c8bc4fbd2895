// Chooses kernels that this processor can run.
#include "table.inc.h"

#if defined(__x86_64__)
#include "../CKernelsV3/include/CKernelsV3.h"
#include "../CKernelsBF16/include/CKernelsBF16.h"
#include "../CKernelsV4/include/CKernelsV4.h"

static bool runs_v3() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}

static bool runs_v4() {
  return runs_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

extern "C" const reins_kernels *reins_kernels_at(int32_t level) noexcept {
  if (level == 0) return &table;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (level == 3 && runs_v3()) return reins_kernels_v3();
  if (level == 4 && runs_v4()) return reins_kernels_v4();
#endif
  return nullptr;
}

extern "C" reins_multiply reins_rounded_multiply(void) noexcept {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (runs_v4() && __builtin_cpu_supports("avx512bf16")) return reins_multiply_bf16;
#endif
  return nullptr;
}

extern "C" void reins_pause(void) noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
