// The kernels of one instruction set.
#ifndef TABLE_H
#define TABLE_H

#include "hand_written_kernels.h"

#define IZHIKEVICH_FIELD(T, name)                                                                  \
    void (*name)(T *, T *, const T *, T, const T *, const T *, T, T, ptrdiff_t, ptrdiff_t);
#define HODGKIN_HUXLEY_FIELD(T, name)                                                              \
    void (*name)(T *, const T *, const T *, T, T, ptrdiff_t, ptrdiff_t);

typedef struct {
    IZHIKEVICH_FIELD(float, izhikevich_f32)
    IZHIKEVICH_FIELD(double, izhikevich_f64)
    HODGKIN_HUXLEY_FIELD(float, hodgkin_huxley_f32)
    HODGKIN_HUXLEY_FIELD(double, hodgkin_huxley_f64)
} kernel_table;

extern const kernel_table kernels_portable;
#if defined(__x86_64__)
extern const kernel_table kernels_avx2;
extern const kernel_table kernels_avx512;
#endif

#endif
