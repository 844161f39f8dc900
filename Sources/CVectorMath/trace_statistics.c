// The public functions: each calls its kernel in the table of the instruction set in use.

#include "trace_statistics_table.h"
#include "vector_math.h"

#if defined(__x86_64__)
static const vm_trace_table *const tables[] = {
    &vm_trace_table_baseline, &vm_trace_table_avx2, &vm_trace_table_avx512};
#else
static const vm_trace_table *const tables[] = {&vm_trace_table_baseline};
#endif

static inline const vm_trace_table *table(void) { return tables[vm_instruction_set_in_use()]; }

void vm_merge_powers(
    double *moments, double count, const double *sums, double run_count, ptrdiff_t stride,
    ptrdiff_t lanes, int order) {
    table()->merge_powers(moments, count, sums, run_count, stride, lanes, order);
}

#define VM_TRACE_STATISTICS(T, s)                                                                  \
    void vm_add_residues_##s(                                                                      \
        T *residues, const T *samples, ptrdiff_t rows, ptrdiff_t lanes) {                          \
        table()->add_residues_##s(residues, samples, rows, lanes);                                 \
    }                                                                                              \
    void vm_extend_extremes_##s(                                                                   \
        T *lowest, T *highest, const T *samples, ptrdiff_t rows, ptrdiff_t lanes) {                \
        table()->extend_extremes_##s(lowest, highest, samples, rows, lanes);                       \
    }                                                                                              \
    void vm_add_powers_##s(                                                                        \
        double *sums, ptrdiff_t stride, const T *samples, ptrdiff_t rows, ptrdiff_t lanes,         \
        int order, int begins) {                                                                   \
        table()->add_powers_##s(sums, stride, samples, rows, lanes, order, begins);                \
    }                                                                                              \
    void vm_add_runs_##s(                                                                          \
        double *moments, ptrdiff_t stride, double count, const T *samples, ptrdiff_t runs,         \
        int order) {                                                                               \
        table()->add_runs_##s(moments, stride, count, samples, runs, order);                       \
    }                                                                                              \
    void vm_count_downstrokes_##s(                                                                 \
        int32_t *counts, int32_t *marks, T *last, int32_t *rising, const T *samples,               \
        ptrdiff_t rows, ptrdiff_t lanes, T level, int32_t first, int32_t dead) {                   \
        table()->count_downstrokes_##s(                                                            \
            counts, marks, last, rising, samples, rows, lanes, level, first, dead);                \
    }                                                                                              \
    ptrdiff_t vm_find_peaks_##s(                                                                   \
        vm_peak *peaks, int32_t *phases, T *highest, int32_t *places, const T *samples,            \
        ptrdiff_t rows, ptrdiff_t lanes, T threshold, int32_t first) {                             \
        return table()->find_peaks_##s(                                                            \
            peaks, phases, highest, places, samples, rows, lanes, threshold, first);               \
    }
VM_TRACE_STATISTICS(float, f32)
VM_TRACE_STATISTICS(double, f64)
