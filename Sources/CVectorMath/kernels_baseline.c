// The kernels in the instructions that every processor of the architecture has.

#define VM_TABLE vm_table_baseline
#define VM_BYTES 16
#if defined(__aarch64__)
#define VM_FUSED 1
#else
#define VM_FUSED 0
#endif
#include "kernels.h"
