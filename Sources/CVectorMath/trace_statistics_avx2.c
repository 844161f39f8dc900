// The statistics of traces in AVX2 and FMA3, compiled for them whatever the flags of the build are.

#if defined(__x86_64__)
#include <math.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define VM_TRACE_TABLE vm_trace_table_avx2
#define VM_BYTES 32
#define VM_FUSED 1
#include "trace_statistics_kernels.h"
#pragma clang attribute pop
#endif
