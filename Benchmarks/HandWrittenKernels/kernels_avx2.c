// The kernels in AVX2 and FMA3, compiled for it whatever the flags of the build are.
#if defined(__x86_64__)
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define BYTES 32
#define FUSED 1
#define TABLE kernels_avx2
#include "kernels.h"
#pragma clang attribute pop
#endif
