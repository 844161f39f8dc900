// The public functions: each calls the kernel for the processor.
#include "table.h"

static const kernel_table *table(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        return &kernels_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &kernels_avx2;
#endif
    return &kernels_portable;
}

#define DEFINE(T, suffix)                                                                          \
    void hand_written_izhikevich_##suffix(                                                         \
        T *v, T *u, const T *a, T b, const T *c, const T *d, T I, T dt, ptrdiff_t instances,       \
        ptrdiff_t steps) {                                                                         \
        table()->izhikevich_##suffix(v, u, a, b, c, d, I, dt, instances, steps);                   \
    }                                                                                              \
    void hand_written_hodgkin_huxley_##suffix(                                                     \
        T *state, const T *g_Na, const T *g_K, T I, T dt, ptrdiff_t instances, ptrdiff_t steps) {  \
        table()->hodgkin_huxley_##suffix(state, g_Na, g_K, I, dt, instances, steps);               \
    }
DEFINE(float, f32)
DEFINE(double, f64)
