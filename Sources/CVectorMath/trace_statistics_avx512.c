// The statistics of traces in AVX-512, compiled for it whatever the flags of the build are.

#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>
#include <string.h>

#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#define VM_TRACE_TABLE vm_trace_table_avx512
#define VM_BYTES 64
#define VM_FUSED 1
#include "trace_statistics_kernels.h"
#pragma clang attribute pop
#endif
