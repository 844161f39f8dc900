// The kernels in the instructions that every processor of the architecture has.
#define BYTES 16
#if defined(__aarch64__)
#define FUSED 1
#else
#define FUSED 0
#endif
#define TABLE kernels_portable
#include "kernels.h"
