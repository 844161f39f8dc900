#include "mixture_density.h"

#include <math.h>

#include "vector_math.h"

#define VM_JOIN3(a, b, c) a##b##c
#define VM_JOIN(a, b, c) VM_JOIN3(a, b, c)

/* The kernels of both precisions for the instruction set VM_SET with registers of VM_BYTES. */
#define VM_SET _baseline
#define VM_BYTES 16
#include "mixture_density_precisions.inc"
#undef VM_SET
#undef VM_BYTES

#if defined(__x86_64__) && defined(__clang__)
#define VM_HAS_WIDE_KERNELS 1

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define VM_SET _avx2
#define VM_BYTES 32
#include "mixture_density_precisions.inc"
#undef VM_SET
#undef VM_BYTES
#pragma clang attribute pop

#pragma clang attribute push(                                                                     \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)
#define VM_SET _avx512
#define VM_BYTES 64
#include "mixture_density_precisions.inc"
#undef VM_SET
#undef VM_BYTES
#pragma clang attribute pop
#endif

/* Calls the kernel of the widest instruction set that the processor has. */
#ifdef VM_HAS_WIDE_KERNELS
#define VM_DISPATCH(name, suffix, arguments)                                                      \
    switch (vm_instruction_set_in_use()) {                                                        \
    case VM_AVX512: return name##_avx512##suffix arguments;                                       \
    case VM_AVX2: return name##_avx2##suffix arguments;                                           \
    default: return name##_baseline##suffix arguments;                                            \
    }
#else
#define VM_DISPATCH(name, suffix, arguments) return name##_baseline##suffix arguments;
#endif

/* The widest block of lanes, for either precision. */
#define VM_WIDEST_LANES 16

ptrdiff_t vm_mixture_scratch_count(int components, int dimension) {
    /* A bounded mixture, of one dimension, needs eight vectors for each component. */
    ptrdiff_t vectors = 1 + 4 * (ptrdiff_t)dimension;
    return (ptrdiff_t)components * (vectors > 8 ? vectors : 8) * VM_WIDEST_LANES;
}

ptrdiff_t vm_network_scratch_count(const int32_t *widths, int layers) {
    int widest = 0;
    for (int layer = 1; layer < layers; layer++) {
        widest = widths[layer] > widest ? widths[layer] : widest;
    }
    return 2 * (ptrdiff_t)widest * 2 * VM_WIDEST_LANES;
}

uint64_t vm_begin_flushing_subnormals(void) {
#if defined(__x86_64__)
    /* Bits 15 and 6 of MXCSR: flush to zero, denormals are zeros. */
    unsigned state = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr(state | 0x8040u);
    return state;
#elif defined(__aarch64__)
    /* Bit 24 of FPCR: flush to zero. */
    uint64_t state;
    __asm__ volatile("mrs %0, fpcr" : "=r"(state));
    __asm__ volatile("msr fpcr, %0" : : "r"(state | (1ull << 24)));
    return state;
#else
    return 0;
#endif
}

void vm_end_flushing_subnormals(uint64_t state) {
#if defined(__x86_64__)
    __builtin_ia32_ldmxcsr((unsigned)state);
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(state));
#else
    (void)state;
#endif
}

#define VM_DEFINE(REAL, suffix)                                                                   \
    void vm_gather_columns##suffix(REAL *result, ptrdiff_t stride, const REAL *table,             \
                                   ptrdiff_t columns, const int32_t *rows, ptrdiff_t count) {     \
        ptrdiff_t last = count - 1, padded = (last / VM_LANE_ALIGNMENT + 1) * VM_LANE_ALIGNMENT;  \
        for (ptrdiff_t i = 0; i < padded; i++) {                                                  \
            const REAL *row = table + (ptrdiff_t)rows[i < last ? i : last] * columns;             \
            for (ptrdiff_t c = 0; c < columns; c++) result[c * stride + i] = row[c];              \
        }                                                                                         \
    }                                                                                             \
    void vm_activate##suffix(int activation, REAL *result, const REAL *x, ptrdiff_t count) {      \
        VM_DISPATCH(activate, suffix, (activation, result, x, count))                             \
    }                                                                                             \
    void vm_activation_gradient##suffix(int activation, REAL *gradient, const REAL *x,            \
                                        const REAL *result, ptrdiff_t count) {                    \
        VM_DISPATCH(activation_gradient, suffix, (activation, gradient, x, result, count))        \
    }                                                                                             \
    void vm_mixture_log_density##suffix(REAL *log_density, const REAL *output,                    \
                                        const REAL *targets, ptrdiff_t stride, ptrdiff_t lanes,   \
                                        int components, int dimension, REAL *scratch) {           \
        VM_DISPATCH(mixture_log_density, suffix,                                                  \
                    (log_density, output, targets, stride, lanes, components, dimension,          \
                     scratch))                                                                    \
    }                                                                                             \
    void vm_mixture_gradient##suffix(REAL *log_density, REAL *output, const REAL *targets,        \
                                     ptrdiff_t stride, ptrdiff_t lanes, int components,           \
                                     int dimension, REAL scale, REAL *scratch) {                  \
        VM_DISPATCH(mixture_gradient, suffix,                                                     \
                    (log_density, output, targets, stride, lanes, components, dimension, scale,   \
                     scratch))                                                                    \
    }                                                                                             \
    void vm_bounded_mixture_log_density##suffix(REAL *log_density, const REAL *output,            \
                                                const REAL *targets, ptrdiff_t stride,            \
                                                ptrdiff_t lanes, int components,                  \
                                                REAL *scratch) {                                  \
        VM_DISPATCH(bounded_mixture_log_density, suffix,                                          \
                    (log_density, output, targets, stride, lanes, components, scratch))           \
    }                                                                                             \
    void vm_bounded_mixture_gradient##suffix(REAL *log_density, REAL *output,                     \
                                             const REAL *targets, ptrdiff_t stride,               \
                                             ptrdiff_t lanes, int components, REAL scale,         \
                                             REAL *scratch) {                                     \
        VM_DISPATCH(bounded_mixture_gradient, suffix,                                             \
                    (log_density, output, targets, stride, lanes, components, scale, scratch))    \
    }                                                                                             \
    void vm_network##suffix(REAL *output, const REAL *x, ptrdiff_t stride, ptrdiff_t lanes,       \
                            const REAL *weights, const REAL *first_bias, const int32_t *widths,   \
                            int layers, int skipped, int activation, int is_residual,             \
                            REAL *scratch) {                                                      \
        VM_DISPATCH(network, suffix,                                                              \
                    (output, x, stride, lanes, weights, first_bias, widths, layers, skipped,      \
                     activation, is_residual, scratch))                                           \
    }                                                                                             \
    void vm_layer_forward##suffix(REAL *result, REAL *slope, ptrdiff_t stride, ptrdiff_t lanes,   \
                                  const REAL *weights, ptrdiff_t outputs, ptrdiff_t inputs,       \
                                  const REAL *x, int activation, int is_residual) {               \
        VM_DISPATCH(layer_forward, suffix,                                                        \
                    (result, slope, stride, lanes, weights, outputs, inputs, x, activation,       \
                     is_residual))                                                                \
    }                                                                                             \
    void vm_layer_backward##suffix(REAL *result, REAL *whole, ptrdiff_t stride, ptrdiff_t lanes,  \
                                   const REAL *weights, ptrdiff_t outputs, ptrdiff_t inputs,      \
                                   const REAL *gradient, const REAL *slope, const REAL *passed) { \
        VM_DISPATCH(layer_backward, suffix,                                                       \
                    (result, whole, stride, lanes, weights, outputs, inputs, gradient, slope,     \
                     passed))                                                                     \
    }                                                                                             \
    void vm_first_bias##suffix(REAL *result, const REAL *weights, ptrdiff_t outputs,              \
                               ptrdiff_t inputs, ptrdiff_t used, const REAL *x) {                 \
        VM_DISPATCH(first_bias, suffix, (result, weights, outputs, inputs, used, x))              \
    }                                                                                             \
    void vm_mixture_terms##suffix(REAL *terms, const REAL *output, const REAL *targets,           \
                                  ptrdiff_t stride, ptrdiff_t lanes, int components,              \
                                  int is_bounded, REAL *scratch) {                                \
        VM_DISPATCH(mixture_terms, suffix,                                                        \
                    (terms, output, targets, stride, lanes, components, is_bounded, scratch))     \
    }                                                                                             \
    double vm_squared_norm##suffix(const REAL *x, ptrdiff_t count) {                              \
        VM_DISPATCH(squared_norm, suffix, (x, count))                                             \
    }                                                                                             \
    void vm_adam##suffix(REAL *weights, REAL *first, REAL *second, const REAL *gradient,          \
                         ptrdiff_t count, REAL gradient_scale, REAL kept, REAL rate, REAL beta1,  \
                         REAL beta2, REAL epsilon, REAL *average, REAL averaging) {               \
        VM_DISPATCH(adam, suffix,                                                                 \
                    (weights, first, second, gradient, count, gradient_scale, kept, rate, beta1,  \
                     beta2, epsilon, average, averaging))                                         \
    }

VM_DEFINE(float, _f32)
VM_DEFINE(double, _f64)

void vm_mixture_draw(double *result, const float *output, const double *bounds,
                     const double *choices, const double *places, ptrdiff_t stride,
                     ptrdiff_t lanes, int components, double *scratch) {
    VM_DISPATCH(mixture_draw, _f64,
                (result, output, bounds, choices, places, stride, lanes, components, scratch))
}

void vm_normal_scores(double *values, ptrdiff_t count) {
    VM_DISPATCH(normal_scores, _f64, (values, count))
}

void vm_pool_log_density_f32(double *result, const float *terms, const double *log_shares,
                             const double *shifts, int networks, ptrdiff_t stride,
                             ptrdiff_t lanes, double median_share) {
    VM_DISPATCH(pool_log_density, _f64,
                (result, terms, 1, log_shares, shifts, networks, stride, lanes, median_share))
}

void vm_pool_log_density_f64(double *result, const double *terms, const double *log_shares,
                             const double *shifts, int networks, ptrdiff_t stride,
                             ptrdiff_t lanes, double median_share) {
    VM_DISPATCH(pool_log_density, _f64,
                (result, terms, 0, log_shares, shifts, networks, stride, lanes, median_share))
}

void vm_normal_tails(double *result, const double *x, ptrdiff_t count) {
    VM_DISPATCH(normal_tails, _f64, (result, x, count))
}
