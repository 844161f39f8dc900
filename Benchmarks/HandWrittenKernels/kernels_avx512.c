// The kernels in AVX-512, compiled for it whatever the flags of the build are.
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#define BYTES 64
#define FUSED 1
#define TABLE kernels_avx512
#include "kernels.h"
#pragma clang attribute pop
#endif
