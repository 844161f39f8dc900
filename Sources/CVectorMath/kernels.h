// The loops over arrays and the table of one instruction set; VM_TABLE names the table.
// Included once by each kernels_*.c, after VM_BYTES, VM_FUSED and the target attribute are set.

// No contraction of a*b + c behind our back: only fma_d and fma_f fuse.
#pragma clang fp contract(off)

#include "table.h"
//
#include "lanes.h"
//
#include "exponential.h"
#include "logarithm.h"
#include "trigonometric.h"
//
#include "arithmetic.h"
#include "power.h"
#include "quantile.h"
#include "random.h"
#include "multiply_add_rate.h"

// The expression is evaluated with v (and w, u) holding one vector of each operand array: in the
// loop over whole vectors, then once on the padded remainder.
#define VM_LOOP(t, whole, part, expression)                                                        \
    ptrdiff_t i = 0;                                                                               \
    for (; i + lanes_##t <= count; i += lanes_##t) {                                               \
        whole;                                                                                     \
        store_##t(result + i, expression);                                                         \
    }                                                                                              \
    if (i < count) {                                                                               \
        part;                                                                                      \
        store_part_##t(result + i, expression, count - i);                                         \
    }
#define VM_WHOLE(t, v, x) vector_##t v = load_##t(x + i)
#define VM_PART(t, v, x) vector_##t v = load_part_##t(x + i, count - i)
#define VM_OVER_1(t, x, expression)                                                                \
    VM_LOOP(t, VM_WHOLE(t, v, x), VM_PART(t, v, x), expression)
#define VM_OVER_2(t, x, y, expression)                                                             \
    VM_LOOP(t, VM_WHOLE(t, v, x); VM_WHOLE(t, w, y), VM_PART(t, v, x); VM_PART(t, w, y),           \
            expression)
#define VM_OVER_3(t, x, y, z, expression)                                                          \
    VM_LOOP(t, VM_WHOLE(t, v, x); VM_WHOLE(t, w, y); VM_WHOLE(t, u, z),                            \
            VM_PART(t, v, x); VM_PART(t, w, y); VM_PART(t, u, z), expression)

#define VM_UNARY_OF(name, t, s)                                                                    \
    static void name##_##s(number_##t *result, const number_##t *x, ptrdiff_t count) {             \
        VM_OVER_1(t, x, name##_##t(v))                                                             \
    }
#define VM_UNARY(name) VM_UNARY_OF(name, f, f32) VM_UNARY_OF(name, d, f64)
VM_EACH_UNARY(VM_UNARY)

#define VM_BINARY_OF(name, t, s)                                                                   \
    static void name##_##s(                                                                        \
        number_##t *result, const number_##t *a, const number_##t *b, ptrdiff_t count) {           \
        VM_OVER_2(t, a, b, name##_##t(v, w))                                                       \
    }                                                                                              \
    static void name##_scalar_##s(                                                                 \
        number_##t *result, const number_##t *a, number_##t b, ptrdiff_t count) {                  \
        vector_##t w = all_##t(b);                                                                 \
        VM_OVER_1(t, a, name##_##t(v, w))                                                          \
    }                                                                                              \
    static void scalar_##name##_##s(                                                               \
        number_##t *result, number_##t a, const number_##t *b, ptrdiff_t count) {                  \
        vector_##t w = all_##t(a);                                                                 \
        VM_OVER_1(t, b, name##_##t(w, v))                                                          \
    }
#define VM_BINARY(name) VM_BINARY_OF(name, f, f32) VM_BINARY_OF(name, d, f64)
VM_EACH_BINARY(VM_BINARY)

#define VM_OTHERS(t, T, s)                                                                         \
    static void fma_##s(T *result, const T *a, const T *b, const T *c, ptrdiff_t count) {          \
        VM_OVER_3(t, a, b, c, fma_##t(v, w, u))                                                    \
    }                                                                                              \
    static void fma_scalar_##s(T *result, const T *a, T factor, const T *c, ptrdiff_t count) {     \
        vector_##t f = all_##t(factor);                                                            \
        VM_OVER_2(t, a, c, fma_##t(v, f, w))                                                       \
    }                                                                                              \
    static void fma_addend_##s(T *result, const T *a, const T *b, T addend, ptrdiff_t count) {     \
        vector_##t c = all_##t(addend);                                                            \
        VM_OVER_2(t, a, b, fma_##t(v, w, c))                                                       \
    }                                                                                              \
    static void fma_scalars_##s(T *result, const T *a, T factor, T addend, ptrdiff_t count) {      \
        vector_##t f = all_##t(factor), c = all_##t(addend);                                       \
        VM_OVER_1(t, a, fma_##t(v, f, c))                                                          \
    }                                                                                              \
    static void powi_##s(T *result, const T *x, int n, ptrdiff_t count) {                          \
        VM_OVER_1(t, x, powi_##t(v, n))                                                            \
    }                                                                                              \
    static void select_##s(T *result, const T *mask, const T *a, const T *b, ptrdiff_t count) {    \
        VM_OVER_3(t, mask, a, b, pick_##t(v != 0, w, u))                                           \
    }                                                                                              \
    static void select_scalar_##s(                                                                 \
        T *result, const T *mask, const T *a, T other, ptrdiff_t count) {                          \
        vector_##t o = all_##t(other);                                                             \
        VM_OVER_2(t, mask, a, pick_##t(v != 0, w, o))                                              \
    }                                                                                              \
    static void scalar_select_##s(                                                                 \
        T *result, const T *mask, T chosen, const T *b, ptrdiff_t count) {                         \
        vector_##t o = all_##t(chosen);                                                            \
        VM_OVER_2(t, mask, b, pick_##t(v != 0, o, w))                                              \
    }                                                                                              \
    static void select_scalars_##s(                                                                \
        T *result, const T *mask, T chosen, T other, ptrdiff_t count) {                            \
        vector_##t a = all_##t(chosen), o = all_##t(other);                                        \
        VM_OVER_1(t, mask, pick_##t(v != 0, a, o))                                                 \
    }                                                                                              \
    static void fill_##s(T *result, T value, ptrdiff_t count) {                                    \
        vector_##t v = all_##t(value);                                                             \
        VM_LOOP(t, (void)0, (void)0, v)                                                            \
    }                                                                                              \
    static int any_##s(const T *x, ptrdiff_t count) {                                              \
        ptrdiff_t i = 0;                                                                           \
        for (; i + lanes_##t <= count; i += lanes_##t)                                             \
            if (__builtin_reduce_or(load_##t(x + i) != 0)) return 1;                               \
        return i < count && __builtin_reduce_or(load_part_##t(x + i, count - i) != 0);             \
    }
// One number at a time: a step of 0 repeats a scalar.
#define VM_BINOMIAL(t, T, s)                                                                       \
    static void binomialquantile_##s(                                                              \
        T *result, const T *p, ptrdiff_t p_step, const T *n, ptrdiff_t n_step, const T *q,         \
        ptrdiff_t q_step, ptrdiff_t count) {                                                       \
        for (ptrdiff_t i = 0; i < count; i++)                                                      \
            result[i] = (T)binomial_quantile(p[i * p_step], n[i * n_step], q[i * q_step]);         \
    }
VM_BINOMIAL(f, float, f32)
VM_BINOMIAL(d, double, f64)
VM_OTHERS(f, float, f32)
VM_OTHERS(d, double, f64)

// MARK: - The table

#define VM_SET_FIELD(name, s) .name##_##s = name##_##s,
#define VM_SET_UNARY(name) VM_SET_FIELD(name, f32) VM_SET_FIELD(name, f64)
#define VM_SET_BINARY(name)                                                                        \
    VM_SET_UNARY(name) VM_SET_UNARY(name##_scalar) VM_SET_UNARY(scalar_##name)
#define VM_EACH_OTHER(DO)                                                                          \
    DO(fma) DO(fma_scalar) DO(fma_addend) DO(fma_scalars) DO(powi) DO(select) DO(select_scalar)    \
    DO(scalar_select) DO(select_scalars) DO(fill) DO(any) DO(fma_chains) DO(uniform) DO(normal)    \
    DO(uniform_gathered) DO(normal_gathered) DO(binomialquantile)

const vm_table VM_TABLE = {
    VM_EACH_UNARY(VM_SET_UNARY) VM_EACH_BINARY(VM_SET_BINARY) VM_EACH_OTHER(VM_SET_UNARY)};
