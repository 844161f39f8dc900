// The kernels of trace_statistics.h and their table for one instruction set; VM_TRACE_TABLE names
// the table. Included once by each trace_statistics_*.c.

// No contraction of a*b + c behind our back: only fma_d fuses.
#pragma clang fp contract(off)

#include "trace_statistics_table.h"
//
#include "lanes.h"

VM_INLINE int is_any_d(i64v m) { return __builtin_reduce_or(m) != 0; }
VM_INLINE int is_any_f(i32v m) { return __builtin_reduce_or(m) != 0; }
// Flags and numbers of samples are kept as 32-bit integers for both types.
VM_INLINE i32v load_int_f(const int32_t *x) { i32v v; memcpy(&v, x, sizeof v); return v; }
VM_INLINE void store_int_f(int32_t *r, i32v v) { memcpy(r, &v, sizeof v); }
VM_INLINE i64v load_int_d(const int32_t *x) {
    i32half v;
    memcpy(&v, x, sizeof v);
    return __builtin_convertvector(v, i64v);
}
VM_INLINE void store_int_d(int32_t *r, i64v v) {
    i32half narrow = __builtin_convertvector(v, i32half);
    memcpy(r, &narrow, sizeof narrow);
}
VM_INLINE void widen_all_f(f64v *wide, f32v x) { widen(x, wide, wide + 1); }
VM_INLINE void widen_all_d(f64v *wide, f64v x) { *wide = x; }

// Moments about the mean of the run from the sums of powers about its first sample, then merged.
VM_INLINE void merge_lanes(
    double *out, ptrdiff_t stride, double a, double b, f64v first, f64v s1, f64v s2, f64v s3,
    f64v s4, int order) {
    double total = a + b;
    f64v m = s1 / b, mean = first + m;
    f64v second = {0}, third = {0}, fourth = {0};
    if (order >= 2) {
        second = s2 - m * s1;
        if (order > 2) {
            third = s3 - m * (3 * s2 - 2 * m * s1);
            fourth = s4 - m * (4 * s3 - m * (6 * s2 - 3 * m * s1));
        }
    }
    if (a > 0) {
        f64v old_mean = load_d(out), delta = mean - old_mean, step = delta / total;
        f64v cross = delta * step * (a * b);
        if (order > 2) {
            f64v old_second = load_d(out + stride), old_third = load_d(out + 2 * stride);
            fourth += load_d(out + 3 * stride) + cross * step * step * (a * a - a * b + b * b) +
                      6 * step * step * (a * a * second + b * b * old_second) +
                      4 * step * (a * third - b * old_third);
            third += old_third + cross * step * (a - b) +
                     3 * step * (a * second - b * old_second);
        }
        if (order >= 2) second += load_d(out + stride) + cross;
        mean = old_mean + step * b;
    }
    store_d(out, mean);
    store_d(out + stride, second);
    store_d(out + 2 * stride, third);
    store_d(out + 3 * stride, fourth);
}

static void merge_powers(
    double *moments, double count, const double *sums, double run_count, ptrdiff_t stride,
    ptrdiff_t lanes, int order) {
    for (ptrdiff_t lane = 0; lane < lanes; lane += W64) {
        const double *in = sums + lane;
        merge_lanes(
            moments + lane, stride, count, run_count, load_d(in), load_d(in + stride),
            load_d(in + 2 * stride), load_d(in + 3 * stride), load_d(in + 4 * stride), order);
    }
}

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#define T f
#define SUFFIX _f32
typedef i32v mask_f;
#include "trace_statistics_precision.h"
#undef T
#undef SUFFIX

#define T d
#define SUFFIX _f64
typedef i64v mask_d;
#include "trace_statistics_precision.h"
#undef T
#undef SUFFIX

#define VM_TRACE_ENTRIES(s)                                                                        \
    .add_residues_##s = add_residues_##s, .extend_extremes_##s = extend_extremes_##s,              \
    .add_powers_##s = add_powers_##s, .add_runs_##s = add_runs_##s,                                \
    .count_downstrokes_##s = count_downstrokes_##s, .find_peaks_##s = find_peaks_##s,

const vm_trace_table VM_TRACE_TABLE = {
    .merge_powers = merge_powers, VM_TRACE_ENTRIES(f32) VM_TRACE_ENTRIES(f64)};
