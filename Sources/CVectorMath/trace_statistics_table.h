// The functions of trace_statistics.h of one instruction set, filled by trace_statistics_kernels.h.
#ifndef VM_TRACE_STATISTICS_TABLE_H
#define VM_TRACE_STATISTICS_TABLE_H

#include "include/trace_statistics.h"

#define VM_TRACE_FIELDS(T, s)                                                                      \
    void (*add_residues_##s)(T *, const T *, ptrdiff_t, ptrdiff_t);                                \
    void (*extend_extremes_##s)(T *, T *, const T *, ptrdiff_t, ptrdiff_t);                        \
    void (*add_powers_##s)(                                                                        \
        double *, ptrdiff_t, const T *, ptrdiff_t, ptrdiff_t, int, int);                           \
    void (*add_runs_##s)(double *, ptrdiff_t, double, const T *, ptrdiff_t, int);                  \
    void (*count_downstrokes_##s)(                                                                 \
        int32_t *, int32_t *, T *, int32_t *, const T *, ptrdiff_t, ptrdiff_t, T, int32_t,         \
        int32_t);                                                                                  \
    ptrdiff_t (*find_peaks_##s)(                                                                   \
        vm_peak *, int32_t *, T *, int32_t *, const T *, ptrdiff_t, ptrdiff_t, T, int32_t);

typedef struct {
    void (*merge_powers)(
        double *, double, const double *, double, ptrdiff_t, ptrdiff_t, int);
    VM_TRACE_FIELDS(float, f32)
    VM_TRACE_FIELDS(double, f64)
} vm_trace_table;

extern const vm_trace_table vm_trace_table_baseline;
#if defined(__x86_64__)
extern const vm_trace_table vm_trace_table_avx2;
extern const vm_trace_table vm_trace_table_avx512;
#endif

#endif
