// Vectors of one instruction set and the operations that every kernel is written in.
//
// A file that includes this defines VM_BYTES (size of a vector), VM_FUSED (1 when the instruction
// set multiplies and adds with one rounding) and VM_SET (name of the set). Only explicit vector
// types are used, so what an element gets never depends on its place in the array: a remainder is
// padded to a whole vector and goes through the same instructions.
#ifndef VM_LANES_H
#define VM_LANES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define VM_INLINE static inline __attribute__((always_inline, unused))
#define VM_VECTOR(T) __attribute__((vector_size(VM_BYTES))) T

typedef VM_VECTOR(double) f64v;
typedef VM_VECTOR(int64_t) i64v;
typedef VM_VECTOR(uint64_t) u64v;
typedef VM_VECTOR(float) f32v;
typedef VM_VECTOR(int32_t) i32v;
typedef VM_VECTOR(uint32_t) u32v;
// The same by the letter of the type, for macros.
typedef f64v vector_d;
typedef f32v vector_f;
typedef double number_d;
typedef float number_f;
// Half a vector, for the way between float and double.
typedef float f32half __attribute__((vector_size(VM_BYTES / 2)));
typedef int32_t i32half __attribute__((vector_size(VM_BYTES / 2)));

enum { W64 = VM_BYTES / 8, W32 = VM_BYTES / 4, lanes_d = W64, lanes_f = W32 };

// MARK: - Memory

VM_INLINE f64v load_d(const double *x) { f64v v; memcpy(&v, x, sizeof v); return v; }
VM_INLINE f32v load_f(const float *x) { f32v v; memcpy(&v, x, sizeof v); return v; }
VM_INLINE void store_d(double *r, f64v v) { memcpy(r, &v, sizeof v); }
VM_INLINE void store_f(float *r, f32v v) { memcpy(r, &v, sizeof v); }

// The first n elements; the other lanes hold 0.
VM_INLINE f64v load_part_d(const double *x, ptrdiff_t n) {
    f64v v = {0};
    memcpy(&v, x, (size_t)n * sizeof(double));
    return v;
}
VM_INLINE f32v load_part_f(const float *x, ptrdiff_t n) {
    f32v v = {0};
    memcpy(&v, x, (size_t)n * sizeof(float));
    return v;
}
VM_INLINE void store_part_d(double *r, f64v v, ptrdiff_t n) {
    memcpy(r, &v, (size_t)n * sizeof(double));
}
VM_INLINE void store_part_f(float *r, f32v v, ptrdiff_t n) {
    memcpy(r, &v, (size_t)n * sizeof(float));
}

// Lanes 0, 2, 4 … and 1, 3, 5 … of the 2·W64 elements at x.
VM_INLINE void load_even_odd(const uint64_t *x, u64v *even, u64v *odd) {
    u64v a, b;
    memcpy(&a, x, sizeof a);
    memcpy(&b, x + W64, sizeof b);
#if VM_BYTES == 16
    *even = __builtin_shufflevector(a, b, 0, 2);
    *odd = __builtin_shufflevector(a, b, 1, 3);
#elif VM_BYTES == 32
    *even = __builtin_shufflevector(a, b, 0, 2, 4, 6);
    *odd = __builtin_shufflevector(a, b, 1, 3, 5, 7);
#else
    *even = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
    *odd = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
#endif
}

// The scalar in every lane (minus zero keeps its sign).
VM_INLINE f64v all_d(double c) { return c - (f64v){0}; }
VM_INLINE f32v all_f(float c) { return c - (f32v){0}; }

// MARK: - Fused multiply-add and exact products

#if VM_FUSED
VM_INLINE f64v fma_d(f64v a, f64v b, f64v c) { return __builtin_elementwise_fma(a, b, c); }
VM_INLINE f32v fma_f(f32v a, f32v b, f32v c) { return __builtin_elementwise_fma(a, b, c); }
// The rounding error of the product p = a·b.
VM_INLINE f64v product_error_d(f64v a, f64v b, f64v p) { return fma_d(a, b, -p); }
VM_INLINE f32v product_error_f(f32v a, f32v b, f32v p) { return fma_f(a, b, -p); }
#else
VM_INLINE f64v fma_d(f64v a, f64v b, f64v c) { return a * b + c; }
VM_INLINE f32v fma_f(f32v a, f32v b, f32v c) { return a * b + c; }
// Dekker 1971: halves of 26 bits, whose products are exact; for |a|, |b| below 2⁹⁹⁶.
VM_INLINE f64v product_error_d(f64v a, f64v b, f64v p) {
    f64v ta = a * 0x1.0000002p27, tb = b * 0x1.0000002p27;
    f64v ah = ta - (ta - a), bh = tb - (tb - b);
    f64v al = a - ah, bl = b - bh;
    return ((ah * bh - p) + ah * bl + al * bh) + al * bl;
}
// In double precision the product of two floats is exact.
VM_INLINE void widen(f32v x, f64v *lower, f64v *upper);
VM_INLINE f32v narrow(f64v lower, f64v upper);
VM_INLINE f32v product_error_f(f32v a, f32v b, f32v p) {
    f64v a0, a1, b0, b1, p0, p1;
    widen(a, &a0, &a1);
    widen(b, &b0, &b1);
    widen(p, &p0, &p1);
    return narrow(a0 * b0 - p0, a1 * b1 - p1);
}
#endif

// (n + n_low)/(d + d_low), within little more than half an ulp.
#define VM_DEFINE_QUOTIENT(t)                                                                      \
    VM_INLINE vector_##t quotient_##t(                                                             \
        vector_##t n, vector_##t n_low, vector_##t d, vector_##t d_low) {                          \
        vector_##t inverse = 1 / d, q = n * inverse, p = q * d;                                    \
        vector_##t rest = ((n - p) - product_error_##t(q, d, p)) + (n_low - q * d_low);            \
        return q + rest * inverse;                                                                 \
    }
VM_DEFINE_QUOTIENT(d)
VM_DEFINE_QUOTIENT(f)

// Multiply, then add, with two roundings on every instruction set: for numbers that must have the
// same bits everywhere.
VM_INLINE f64v plain_d(f64v a, f64v b, f64v c) { return a * b + c; }
VM_INLINE f32v plain_f(f32v a, f32v b, f32v c) { return a * b + c; }

// Horner's rule with the coefficients in rising order.
#define VM_POLYNOMIAL(v, x, c, fma_, all_)                                                         \
    do {                                                                                           \
        enum { top = (int)(sizeof(c) / sizeof(c[0])) - 1 };                                        \
        v = all_(c[top]);                                                                          \
        _Pragma("clang loop unroll(full)") for (int j = top - 1; j >= 0; j--)                      \
            v = fma_(v, x, all_(c[j]));                                                            \
    } while (0)

// MARK: - Choice

// a where the comparison m holds (all bits set), else b. clang turns the choice of OpenCL's vector
// types into one blend, minimum or maximum, where masked bits may take several instructions; gcc
// has no such types in C.
#if defined(__clang__)
typedef double f64choice __attribute__((ext_vector_type(W64)));
typedef int64_t i64choice __attribute__((ext_vector_type(W64)));
typedef float f32choice __attribute__((ext_vector_type(W32)));
typedef int32_t i32choice __attribute__((ext_vector_type(W32)));
VM_INLINE f64v pick_d(i64v m, f64v a, f64v b) {
    return (f64v)((i64choice)m ? (f64choice)a : (f64choice)b);
}
VM_INLINE f32v pick_f(i32v m, f32v a, f32v b) {
    return (f32v)((i32choice)m ? (f32choice)a : (f32choice)b);
}
#else
VM_INLINE f64v pick_d(i64v m, f64v a, f64v b) {
    return (f64v)((m & (i64v)a) | (~m & (i64v)b));
}
VM_INLINE f32v pick_f(i32v m, f32v a, f32v b) {
    return (f32v)((m & (i32v)a) | (~m & (i32v)b));
}
#endif
// x, or the limit where x lies beyond it; NaN stays. One instruction each on x86-64.
VM_INLINE f64v not_below_d(f64v x, double limit) {
    return pick_d(all_d(limit) > x, all_d(limit), x);
}
VM_INLINE f32v not_below_f(f32v x, float limit) {
    return pick_f(all_f(limit) > x, all_f(limit), x);
}
VM_INLINE f64v not_above_d(f64v x, double limit) {
    return pick_d(all_d(limit) < x, all_d(limit), x);
}
VM_INLINE f32v not_above_f(f32v x, float limit) {
    return pick_f(all_f(limit) < x, all_f(limit), x);
}
VM_INLINE f64v clamp_d(f64v x, double lo, double hi) { return not_above_d(not_below_d(x, lo), hi); }
VM_INLINE f32v clamp_f(f32v x, float lo, float hi) { return not_above_f(not_below_f(x, lo), hi); }
VM_INLINE int any_lane_d(i64v m) { return __builtin_reduce_or(m) != 0; }

// MARK: - Signs

VM_INLINE f64v abs_d(f64v x) { return (f64v)((u64v)x & 0x7FFFFFFFFFFFFFFFull); }
VM_INLINE f32v abs_f(f32v x) { return (f32v)((u32v)x & 0x7FFFFFFFu); }
VM_INLINE u64v sign_bit_d(f64v x) { return (u64v)x & 0x8000000000000000ull; }
VM_INLINE u32v sign_bit_f(f32v x) { return (u32v)x & 0x80000000u; }
// The size of a (not negative) with the sign of s.
VM_INLINE f64v with_sign_d(f64v a, f64v s) { return (f64v)((u64v)a | sign_bit_d(s)); }
VM_INLINE f32v with_sign_f(f32v a, f32v s) { return (f32v)((u32v)a | sign_bit_f(s)); }

// MARK: - Powers of two and nearest integers

// Adding these rounds to the nearest integer and leaves it in the low bits (|x| below 2⁵¹, 2²²).
#define MAGIC_D 0x1.8p52
#define MAGIC_F 0x1.8p23f

// p·2ᵏ for a whole number k given as a number, |k| below 2000 (p near 1): rounded once, also to
// subnormals, since the first of the two factors leaves a normal number. AVX-512 has an
// instruction for it.
#if VM_BYTES == 64
VM_INLINE f64v scale_d(f64v p, f64v k) {
    return (f64v)_mm512_scalef_pd((__m512d)p, (__m512d)k);
}
VM_INLINE f32v scale_f(f32v p, f32v k) {
    return (f32v)_mm512_scalef_ps((__m512)p, (__m512)k);
}
#else
VM_INLINE f64v scale_d(f64v p, f64v k) {
    u64v bits = (u64v)(k + MAGIC_D) - (u64v)all_d(MAGIC_D);
    u64v half = (u64v)(k * 0.5 + MAGIC_D) - (u64v)all_d(MAGIC_D);
    f64v first = (f64v)((half + 1023) << 52), second = (f64v)((bits - half + 1023) << 52);
    return p * first * second;
}
VM_INLINE f32v scale_f(f32v p, f32v k) {
    u32v bits = (u32v)(k + MAGIC_F) - (u32v)all_f(MAGIC_F);
    u32v half = (u32v)(k * 0.5f + MAGIC_F) - (u32v)all_f(MAGIC_F);
    f32v first = (f32v)((half + 127) << 23), second = (f32v)((bits - half + 127) << 23);
    return p * first * second;
}
#endif
// The number that, added to a whole number k, leaves the exponent of 2^(k + shift) in the low bits,
// and that power, where it is a normal number.
#define EXPONENT_MAGIC_D(shift) (MAGIC_D + 1023 + (shift))
#define EXPONENT_MAGIC_F(shift) (MAGIC_F + 127 + (shift))
VM_INLINE f64v power_of_two_d(f64v sum) { return (f64v)((u64v)sum << 52); }
VM_INLINE f32v power_of_two_f(f32v sum) { return (f32v)((u32v)sum << 23); }

// MARK: - Between float and double

VM_INLINE void widen(f32v x, f64v *lower, f64v *upper) {
    f32half h[2];
    memcpy(h, &x, sizeof x);
    *lower = __builtin_convertvector(h[0], f64v);
    *upper = __builtin_convertvector(h[1], f64v);
}
VM_INLINE f32v narrow(f64v lower, f64v upper) {
    f32half h[2] = {
        __builtin_convertvector(lower, f32half), __builtin_convertvector(upper, f32half)};
    f32v x;
    memcpy(&x, h, sizeof x);
    return x;
}

#endif
