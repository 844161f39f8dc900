/// Statistics of many traces at once, some samples at a time.
///
/// Layout: samples are `[rows × lanes]`, one lane for each trace. State is kept between calls in
/// arrays whose rows have `stride` entries, a multiple of VM_TRACE_ALIGNMENT and at least `lanes`;
/// entries past the lanes are scratch. How the rows are cut into calls changes no bit of a result,
/// and neither does the place of a trace among the lanes.
///
/// Priorities: digits (powers are summed in double precision around a sample of the run), then
/// speed. Results may differ in the last digits between instruction sets.
#ifndef TRACE_STATISTICS_H
#define TRACE_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VM_TRACE_ALIGNMENT 16
/* Samples of a complete run, whose powers are summed on their own. */
#define VM_TRACE_RUN 128

/// The peak of a spike: the first highest sample between an upward and a downward crossing.
typedef struct {
    int32_t lane, sample;
    double value;
} vm_peak;

/// The moments of `order` 1, 2 or 4: mean and sums of powers of the deviations from it, up to the
/// order, `[4 × stride]`, merged with those of a run of `run_count` samples whose power sums are
/// given. `count` samples are behind the moments so far. P. Pébay 2008 (SAND2008-6212).
void vm_merge_powers(
    double *moments, double count, const double *sums, double run_count, ptrdiff_t stride,
    ptrdiff_t lanes, int order);

#define VM_DECLARE_TRACE_STATISTICS(T, suffix)                                                     \
    /* Adds x − x of all rows: 0 as long as everything was finite, else NaN; [stride]. */          \
    void vm_add_residues_##suffix(                                                                 \
        T *residues, const T *samples, ptrdiff_t rows, ptrdiff_t lanes);                           \
    /* Extends the range of each lane, [stride] both. */                                           \
    void vm_extend_extremes_##suffix(                                                              \
        T *lowest, T *highest, const T *samples, ptrdiff_t rows, ptrdiff_t lanes);                 \
    /* Sums [5 × stride] of a run: its first sample, which `begins` takes from row 0, and the sums \
     * of the first to fourth powers (as far as `order` goes) of the differences from it. */       \
    void vm_add_powers_##suffix(                                                                   \
        double *sums, ptrdiff_t stride, const T *samples, ptrdiff_t rows, ptrdiff_t lanes,         \
        int order, int begins);                                                                    \
    /* Adds complete runs of one trace to its moments: the bits of vm_add_powers and               \
     * vm_merge_powers for one run after the other. */                                             \
    void vm_add_runs_##suffix(                                                                     \
        double *moments, ptrdiff_t stride, double count, const T *samples, ptrdiff_t runs,         \
        int order);                                                                                \
    /* Counts the samples i with x[i] > level, x[i+1] >= x[i], x[i+2] < x[i+1] that follow the one \
     * before, counted or not, by more than `dead` samples. State, [stride] each: counts, the      \
     * last such sample (at first below −dead), the last sample seen (at first −∞), and whether it \
     * rose above the level (at first 0). `first` is the number of row 0. */                       \
    void vm_count_downstrokes_##suffix(                                                            \
        int32_t *counts, int32_t *marks, T *last, int32_t *rising, const T *samples,               \
        ptrdiff_t rows, ptrdiff_t lanes, T level, int32_t first, int32_t dead);                    \
    /* Writes the peaks of the spikes that end in these rows (at most one for every second row of  \
     * a lane, and one) and returns their number. State, [stride] each: phase (at first 0; 1 once  \
     * below the threshold, 2 while at or above it after that), and the highest sample of the      \
     * spike that is going on, with its number. */                                                 \
    ptrdiff_t vm_find_peaks_##suffix(                                                              \
        vm_peak *peaks, int32_t *phases, T *highest, int32_t *places, const T *samples,            \
        ptrdiff_t rows, ptrdiff_t lanes, T threshold, int32_t first);
VM_DECLARE_TRACE_STATISTICS(float, f32)
VM_DECLARE_TRACE_STATISTICS(double, f64)

#ifdef __cplusplus
}
#endif

#endif
