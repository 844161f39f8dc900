// The statistics of traces in the instructions that every processor of the architecture has.

#define VM_TRACE_TABLE vm_trace_table_baseline
#define VM_BYTES 16
#if defined(__aarch64__)
#define VM_FUSED 1
#else
#define VM_FUSED 0
#endif
#include "trace_statistics_kernels.h"
