// exp and what is made of it, the same for both types (t is d or f, T is D or F).
//
// Priorities: the stated accuracy, then speed: one polynomial for each function, one division where
// the function has one, and choices instead of branches.
//
// Coefficients: least squares at Chebyshev nodes, reweighted towards the smallest largest error
// relative to the result (Lawson 1961), with 40 digits; each coefficient was rounded before the
// following ones were fitted.

// Products of a number k of turns with the first part of ln 2 (33 bits, 12 in single precision) are
// exact, and so is their difference from x.
#define LN2_HIGH_D 0x1.62e42fefp-1
#define LN2_LOW_D 0x1.473de6af278edp-34
#define LOG2_E_D 0x1.71547652b82fep+0
#define LN2_HIGH_F 0x1.62ep-1f
#define LN2_LOW_F 0x1.0bfbe8p-15f
#define LOG2_E_F 0x1.715476p+0f

// (eʳ − 1 − r)/r². For |r| ≤ ½ ln 2, error 0.06 ulp of eʳ …
static const double exp_q_d[] = {
    0x1p-1, 0x1.5555555555501p-3, 0x1.5555555553202p-5, 0x1.11111111288f8p-7,
    0x1.6c16c17cc418ep-10, 0x1.a01a011c17f12p-13, 0x1.a019ab2b807d7p-16, 0x1.71df5523c4444p-19,
    0x1.289f8bc50734dp-22, 0x1.ad208b5149b4dp-26};
static const float exp_q_f[] = {
    0x1p-1f, 0x1.5554a2p-3f, 0x1.555684p-5f, 0x1.12306cp-7f, 0x1.6b73dep-10f};
// … and for |r| ≤ 0.408, 0.02 ulp of eʳ − 1.
static const double expm1_q_d[] = {
    0x1p-1, 0x1.5555555555566p-3, 0x1.5555555555518p-5, 0x1.111111110b4b6p-7,
    0x1.6c16c16c2ba91p-10, 0x1.a01a01c8e0b34p-13, 0x1.a01a0157f1cc2p-16, 0x1.71ddbda3cb499p-19,
    0x1.27e54f045503dp-22, 0x1.afbcfcb63d18fp-26, 0x1.1f00f2daa08c0p-29};
static const float expm1_q_f[] = {
    0x1p-1f, 0x1.555554p-3f, 0x1.555498p-5f, 0x1.11127cp-7f, 0x1.6db31ap-10f, 0x1.9f9292p-13f};
// (tanh x − x)/x³ as a polynomial of x², |x| ≤ 0.55, 0.1 ulp of tanh x.
static const double tanh_p_d[] = {
    -0x1.555555555549dp-2, 0x1.11111111028c4p-3, -0x1.ba1ba1ad68e21p-5, 0x1.664f45c13ab96p-6,
    -0x1.226ddd1bd7e20p-7, 0x1.d6c6180f726cbp-9, -0x1.7cf385139d4f6p-10, 0x1.2fa1353921c49p-11,
    -0x1.b900f07e85d35p-13, 0x1.abe86c1af4406p-15};
static const float tanh_p_f[] = {
    -0x1.55554ap-2f, 0x1.110cfcp-3f, -0x1.b92268p-5f, 0x1.590fc6p-6f, -0x1.9a441cp-8f};
// (sinh x − x)/x³ likewise, |x| ≤ 1.
static const double sinh_p_d[] = {
    0x1.5555555555556p-3, 0x1.111111111101ep-7, 0x1.a01a01a0372a7p-13, 0x1.71de3a3afec46p-19,
    0x1.ae6470003a159p-26, 0x1.6116ee267d9e8p-33, 0x1.b5cb3e77ed4d3p-41};
static const float sinh_p_f[] = {
    0x1.555556p-3f, 0x1.1110e0p-7f, 0x1.a022b6p-13f, 0x1.756df8p-19f};

// Where exp and sigmoid have underflowed or exp has overflowed for certain; where eˣ − 1 is −1 to
// rounding; where (eˣ − 1)/x, sinh x and cosh x have overflowed, but not (eˣ − 1)·2⁻¹⁶.
#define EXP_LEAST_D -1000
#define EXP_GREATEST_D 1000
#define EXPM1_LEAST_D -60
#define EXPM1_GREATEST_D 720
#define EXP_LEAST_F -150
#define EXP_GREATEST_F 130
#define EXPM1_LEAST_F -30
#define EXPM1_GREATEST_F 95

#if VM_FUSED
#define VM_DEFINE_EXP_SUMS(t)                                                                      \
    /* 1 + r + r²·q. */                                                                            \
    VM_INLINE vector_##t exp_series_##t(vector_##t r, vector_##t q) {                              \
        return fma_##t(r, fma_##t(r, q, all_##t(1)), all_##t(1));                                  \
    }                                                                                              \
    /* power·r·s + rest, where s = 1 + r·q rounded and power is a power of two. */                 \
    VM_INLINE vector_##t grown_##t(                                                                \
        vector_##t power, vector_##t r, vector_##t q, vector_##t s, vector_##t rest) {             \
        return fma_##t(power * r, s, rest);                                                        \
    }
#else
// The same without fused multiply-add: what the largest products and sums lose is put back.
#define VM_DEFINE_EXP_SUMS(t)                                                                      \
    VM_INLINE vector_##t exp_series_##t(vector_##t r, vector_##t q) { return 1 + (r + r * r * q); }\
    VM_INLINE vector_##t grown_##t(                                                                \
        vector_##t power, vector_##t r, vector_##t q, vector_##t s, vector_##t rest) {             \
        vector_##t product = r * s, a = power * product, sum = a + rest, part = sum - a;           \
        vector_##t lost = (a - (sum - part)) + (rest - part);                                      \
        vector_##t product_lost = product_error_##t(r, s, product) + r * ((1 - s) + r * q);        \
        return sum + (lost + power * product_lost);                                                \
    }
#endif
VM_DEFINE_EXP_SUMS(d)
VM_DEFINE_EXP_SUMS(f)

#define VM_DEFINE_EXPONENTIALS(t, T)                                                               \
    /* e^(x + extra)·2^shift between the limits, for an extra far below one: x = k·ln 2 + r with   \
       the nearest k. */                                                                           \
    VM_INLINE vector_##t exp_within_##t(vector_##t x, const vector_##t *extra, number_##t shift) { \
        vector_##t k = fma_##t(x, all_##t(LOG2_E_##T), all_##t(MAGIC_##T)) - MAGIC_##T, q;         \
        vector_##t first = fma_##t(k, all_##t(-LN2_HIGH_##T), x);                                  \
        if (extra) first += *extra;                                                                \
        vector_##t r = fma_##t(k, all_##t(-LN2_LOW_##T), first);                                   \
        VM_POLYNOMIAL(q, r, exp_q_##t, fma_##t, all_##t);                                          \
        return scale_##t(exp_series_##t(r, q), shift == 0 ? k : k + shift);                        \
    }                                                                                              \
    VM_INLINE vector_##t exp_##t(vector_##t x) {                                                   \
        return exp_within_##t(clamp_##t(x, EXP_LEAST_##T, EXP_GREATEST_##T), NULL, 0);             \
    }                                                                                              \
    VM_INLINE vector_##t exp_sum_##t(vector_##t x, vector_##t extra) {                             \
        return exp_within_##t(clamp_##t(x, EXP_LEAST_##T, EXP_GREATEST_##T), &extra, 0);           \
    }                                                                                              \
                                                                                                   \
    /* (eˣ − 1)·2⁻¹⁶ between the limits. x = k·ln 2 + r with the k nearest to x/ln 2 brought 0.085 \
       towards zero: r has the sign of x or |r| is below 0.29, so that the terms of 2ᵏ(eʳ − 1) +   \
       (2ᵏ − 1) hardly cancel; and k becomes 2 at x = ln 3, from where on the sum, now above 2,    \
       has a larger rounding error. Where k is 0, r is x and *s is (eˣ − 1)/x. sign is x before it \
       was limited (reading its bits keeps the compiler from using min and max). */                \
    VM_INLINE vector_##t expm1_scaled_##t(                                                         \
        vector_##t x, vector_##t sign, vector_##t *k, vector_##t *r, vector_##t *s) {              \
        vector_##t minus = fma_##t(x, all_##t(-LOG2_E_##T), with_sign_##t(all_##t(0.085f), sign)); \
        vector_##t sum = EXPONENT_MAGIC_##T(-16) - minus, power = power_of_two_##t(sum), q;        \
        *k = sum - EXPONENT_MAGIC_##T(-16);                                                        \
        *r = fma_##t(*k, all_##t(-LN2_LOW_##T), fma_##t(*k, all_##t(-LN2_HIGH_##T), x));           \
        VM_POLYNOMIAL(q, *r, expm1_q_##t, fma_##t, all_##t);                                       \
        *s = fma_##t(*r, q, all_##t(1));                                                           \
        return grown_##t(power, *r, q, *s, power - 0x1p-16f);                                      \
    }                                                                                              \
    VM_INLINE vector_##t expm1_##t(vector_##t x) {                                                 \
        vector_##t k, r, s;                                                                        \
        vector_##t scaled = expm1_scaled_##t(                                                      \
            clamp_##t(x, EXPM1_LEAST_##T, EXPM1_GREATEST_##T), x, &k, &r, &s);                     \
        return pick_##t(k == 0, r * s, scaled * 0x1p16f);                                          \
    }                                                                                              \
    /* Numerator and divisor are scaled alike: neither overflows before the quotient does. */      \
    VM_INLINE vector_##t exprel_##t(vector_##t x) {                                                \
        vector_##t below = not_above_##t(x, EXPM1_GREATEST_##T), k, r, s;                          \
        vector_##t scaled = expm1_scaled_##t(                                                      \
            not_below_##t(below, EXPM1_LEAST_##T), x, &k, &r, &s);                                 \
        return pick_##t(k == 0, s, scaled / (below * 0x1p-16f));                                   \
    }                                                                                              \
    /* Near 0 the series; else 1 − 2/(e^(2|x|) + 1), which is 1 to rounding from |x| = 22 on. */   \
    VM_INLINE vector_##t tanh_##t(vector_##t x) {                                                  \
        vector_##t a = abs_##t(x), z = a * a, p;                                                   \
        VM_POLYNOMIAL(p, z, tanh_p_##t, fma_##t, all_##t);                                         \
        vector_##t e = exp_within_##t(not_above_##t(2 * a, 44), NULL, 0);                          \
        vector_##t far = 1 - 2 / (e + 1), near = fma_##t(a * z, p, a);                             \
        return with_sign_##t(pick_##t(a < 0.55f, near, far), x);                                   \
    }                                                                                              \
    /* Near 0 the series; else h − 1/(4h) with h = ½·e^|x|. */                                     \
    VM_INLINE vector_##t sinh_##t(vector_##t x) {                                                  \
        vector_##t a = abs_##t(x), z = a * a, p;                                                   \
        VM_POLYNOMIAL(p, z, sinh_p_##t, fma_##t, all_##t);                                         \
        vector_##t h = exp_within_##t(not_above_##t(a, EXPM1_GREATEST_##T), NULL, -1);             \
        vector_##t far = h - 0.25f / h, near = fma_##t(a * z, p, a);                               \
        return with_sign_##t(pick_##t(a < 1, near, far), x);                                       \
    }                                                                                              \
    VM_INLINE vector_##t cosh_##t(vector_##t x) {                                                  \
        vector_##t a = abs_##t(x);                                                                 \
        vector_##t h = exp_within_##t(not_above_##t(a, EXPM1_GREATEST_##T), NULL, -1);             \
        return h + 0.25f / h;                                                                      \
    }                                                                                              \
    /* With e = e^−|x| ≤ 1: 1/(1 + e) above 0, e/(1 + e) below, both as c − c·e/(1 + e), in which  \
       the errors of the quotient are small. */                                                    \
    VM_INLINE vector_##t sigmoid_##t(vector_##t x) {                                               \
        vector_##t e = exp_within_##t(-not_above_##t(abs_##t(x), -EXP_LEAST_##T), NULL, 0);        \
        vector_##t c = pick_##t(x < 0, e, all_##t(1));                                             \
        return fma_##t(-c, e / (1 + e), c);                                                        \
    }
VM_DEFINE_EXPONENTIALS(d, D)
VM_DEFINE_EXPONENTIALS(f, F)
