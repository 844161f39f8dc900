/// Elementwise mathematics over arrays of `float` and `double`, with the widest vector
/// instructions of the processor chosen when the program runs.
///
/// Priorities, in order: the same bits for an element wherever it stands in whatever array;
/// accuracy (exp and log within 1 unit in the last place, the others within 2, `pow` too); the
/// whole range (subnormals, infinities, NaN in gives NaN out, no traps); speed.
///
/// Conventions of every function:
/// - `result` may be the same pointer as an operand, but must not overlap one otherwise.
/// - No alignment is asked for; `count` is at least 0, and with 0 the pointers may be null.
/// - AVX2 and AVX-512 give the same bits; the baseline (no fused multiply-add on x86-64) agrees
///   with them to the stated error. Random numbers have the same bits on every instruction set.
/// - Masks are numbers of the same type: 1 is true and 0 false; any non-zero mask reads as true.
///
/// Do not use these for one number at a time: a call costs as much as a whole vector.
#ifndef VECTOR_MATH_H
#define VECTOR_MATH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: - Instruction sets

/// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
#define VM_BASELINE 0
/// AVX2 with FMA3: 256-bit vectors.
#define VM_AVX2 1
/// AVX-512 F, DQ, BW and VL: 512-bit vectors.
#define VM_AVX512 2

/// The best instruction set that processor and operating system support.
int vm_instruction_set(void);

/// Makes the kernels that this thread calls use an instruction set, for tests and measurements.
/// Returns 1, or 0 (and changes nothing) when the processor does not support it.
int vm_force_instruction_set(int set);

/// The instruction set of the kernels that this thread calls: the best unless one was forced.
int vm_instruction_set_in_use(void);

// MARK: - For code that is compiled at run time

/// The definitions behind these functions as C source: `exp_f`, `exp_d`, … on vectors `vector_f`,
/// `vector_d` of the widest type that the compiler's flags allow. Compiled without contraction of
/// products and sums they give the same bits as the functions here.
const char *vm_source_text(void);

// MARK: - Lists of operations

/// Functions of one number.
/// - `exprel`: (eˣ − 1)/x, 1 at 0. `sigmoid`: 1/(1 + e⁻ˣ).
/// - `round`: halves go away from zero, as in C. `sign`: −1, 0 or 1.
/// - `not`: mask that is 1 where x is 0. `isfinite`: mask that is 0 where x is infinite or NaN.
#define VM_EACH_UNARY(DO)                                                                          \
    DO(exp) DO(expm1) DO(exprel) DO(log) DO(log1p) DO(log10) DO(sqrt) DO(sin) DO(cos) DO(tan)      \
    DO(sinh) DO(cosh) DO(tanh) DO(asin) DO(acos) DO(atan) DO(sigmoid) DO(abs) DO(sign) DO(neg)     \
    DO(floor) DO(ceil) DO(round) DO(trunc) DO(not) DO(isfinite)

/// Functions of two numbers, each in three forms: arrays a and b; array a and scalar b
/// (`_scalar`); scalar a and array b (`scalar_…`).
/// - `mod`: a − b·⌊a/b⌋ without rounding on the way, with the sign of b; NaN where b is 0.
/// - `min`, `max`: NaN where either is NaN.
/// - `gammaquantile`: the number that a gamma distribution of scale 1 and shape b stays below with
///   probability a; NaN where there is none. One element at a time: slow.
/// - `less` … `notequal`: masks, false (`notequal`: true) where either is NaN.
/// - `and`, `or`: masks.
#define VM_EACH_BINARY(DO)                                                                         \
    DO(add) DO(sub) DO(mul) DO(div) DO(pow) DO(mod) DO(min) DO(max) DO(gammaquantile)              \
    DO(less) DO(lessequal) DO(greater) DO(greaterequal) DO(equal) DO(notequal) DO(and) DO(or)

// MARK: - Functions of one number: void vm_exp_f64(double *result, const double *x, count)

#define VM_DECLARE_UNARY(name)                                                                     \
    void vm_##name##_f32(float *result, const float *x, ptrdiff_t count);                          \
    void vm_##name##_f64(double *result, const double *x, ptrdiff_t count);
VM_EACH_UNARY(VM_DECLARE_UNARY)

// MARK: - Functions of two numbers: vm_sub_f64 (a − b), vm_sub_scalar_f64, vm_scalar_sub_f64

#define VM_DECLARE_BINARY(name)                                                                    \
    void vm_##name##_f32(float *result, const float *a, const float *b, ptrdiff_t count);          \
    void vm_##name##_f64(double *result, const double *a, const double *b, ptrdiff_t count);       \
    void vm_##name##_scalar_f32(float *result, const float *a, float b, ptrdiff_t count);          \
    void vm_##name##_scalar_f64(double *result, const double *a, double b, ptrdiff_t count);       \
    void vm_scalar_##name##_f32(float *result, float a, const float *b, ptrdiff_t count);          \
    void vm_scalar_##name##_f64(double *result, double a, const double *b, ptrdiff_t count);
VM_EACH_BINARY(VM_DECLARE_BINARY)

// MARK: - Other shapes, for each of the two types

#define VM_DECLARE_OTHERS(T, suffix)                                                               \
    /* a·b + c, rounded once where the instruction set can. */                                     \
    void vm_fma_##suffix(T *result, const T *a, const T *b, const T *c, ptrdiff_t count);          \
    /* a·s + c with a scalar factor s. */                                                          \
    void vm_fma_scalar_##suffix(T *result, const T *a, T s, const T *c, ptrdiff_t count);          \
    /* a·b + s with a scalar addend s. */                                                          \
    void vm_fma_addend_##suffix(T *result, const T *a, const T *b, T s, ptrdiff_t count);          \
    /* a·s + t with both scalar. */                                                                \
    void vm_fma_scalars_##suffix(T *result, const T *a, T s, T t, ptrdiff_t count);                \
    /* x to an integer power by repeated squaring, 1 for n = 0. */                                 \
    void vm_powi_##suffix(T *result, const T *x, int n, ptrdiff_t count);                          \
    /* a where the mask is not 0, else b; in the other forms s, t are scalars. */                  \
    void vm_select_##suffix(T *result, const T *mask, const T *a, const T *b, ptrdiff_t count);    \
    void vm_select_scalar_##suffix(T *result, const T *mask, const T *a, T t, ptrdiff_t count);    \
    void vm_scalar_select_##suffix(T *result, const T *mask, T s, const T *b, ptrdiff_t count);    \
    void vm_select_scalars_##suffix(T *result, const T *mask, T s, T t, ptrdiff_t count);          \
    /* The quantile at p of the binomial distribution of n trials with probability q; a step of 0  \
       repeats a scalar, one of 1 follows an array. NaN where there is none. Slow. */              \
    void vm_binomialquantile_##suffix(                                                             \
        T *result, const T *p, ptrdiff_t p_step, const T *n, ptrdiff_t n_step, const T *q,         \
        ptrdiff_t q_step, ptrdiff_t count);                                                        \
    void vm_fill_##suffix(T *result, T value, ptrdiff_t count);                                    \
    void vm_copy_##suffix(T *result, const T *x, ptrdiff_t count);                                 \
    /* 1 when any element is not 0 (NaN is not 0). */                                              \
    int vm_any_##suffix(const T *x, ptrdiff_t count);
VM_DECLARE_OTHERS(float, f32)
VM_DECLARE_OTHERS(double, f64)

// MARK: - The machine's own rate

/// Multiplies and adds in vector registers only, x ← x·s + t in independent chains that together
/// fill the pipelines: the rate that no kernel can exceed.
/// - `result`: 16 numbers, where the chains start; then the sums of where they end.
/// - Returns how many multiplications with addition were done in `rounds` rounds.
#define VM_DECLARE_CHAINS(T, suffix)                                                               \
    ptrdiff_t vm_fma_chains_##suffix(T *result, T s, T t, ptrdiff_t rounds);
VM_DECLARE_CHAINS(float, f32)
VM_DECLARE_CHAINS(double, f64)

// MARK: - Counter-based random numbers (Philox4x32-10)

/// One block of Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy
/// as 1, 2, 3"): four words from a counter of four words and a key of two.
void vm_philox4x32(uint32_t *words, const uint32_t *counter, uint64_t key);

/// Numbers at consecutive indices first_index + 0, 1, …, or (`_gathered`) at given indices, of one
/// step and slot. A number depends on (key, index, step, slot) only; f32 and f64 are different
/// numbers. Uniform ones lie strictly inside (0, 1); normal ones have mean 0, deviation 1.
///
/// Which words a number uses: the counter of a block is (low and high half of its block number,
/// step, slot), and 16 neighbouring blocks serve a group of indices, so that vectors of blocks
/// give vectors of numbers without any transposition.
/// - f32: index i uses word ⌊i/16⌋ mod 4 of block 16·⌊i/64⌋ + i mod 16. Words 0 and 1 (2 and 3)
///   make a Box–Muller pair; the first index of the pair takes the cosine.
/// - f64: index i uses words 2h, 2h + 1 (low, high half), h = ⌊i/16⌋ mod 2, of block
///   16·⌊i/32⌋ + i mod 16. h = 0 takes the cosine of the Box–Muller pair, h = 1 the sine.
#define VM_DECLARE_RANDOM(T, suffix)                                                               \
    void vm_uniform_##suffix(                                                                      \
        T *result, uint64_t first_index, ptrdiff_t count, uint32_t step, uint32_t slot,            \
        uint64_t key);                                                                             \
    void vm_normal_##suffix(                                                                       \
        T *result, uint64_t first_index, ptrdiff_t count, uint32_t step, uint32_t slot,            \
        uint64_t key);                                                                             \
    void vm_uniform_gathered_##suffix(                                                             \
        T *result, const uint64_t *indices, ptrdiff_t count, uint32_t step, uint32_t slot,         \
        uint64_t key);                                                                             \
    void vm_normal_gathered_##suffix(                                                              \
        T *result, const uint64_t *indices, ptrdiff_t count, uint32_t step, uint32_t slot,         \
        uint64_t key);
VM_DECLARE_RANDOM(float, f32)
VM_DECLARE_RANDOM(double, f64)

#ifdef __cplusplus
}
#endif

#endif
