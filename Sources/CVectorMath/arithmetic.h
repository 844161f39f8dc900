// Arithmetic, comparisons and masks, the same for both types (t is d or f).

#define VM_DEFINE_ARITHMETIC(t, integers, fraction_below_half)                                     \
    VM_INLINE vector_##t sqrt_##t(vector_##t x) { return __builtin_elementwise_sqrt(x); }          \
    VM_INLINE vector_##t neg_##t(vector_##t x) { return -x; }                                      \
    VM_INLINE vector_##t floor_##t(vector_##t x) { return __builtin_elementwise_floor(x); }        \
    VM_INLINE vector_##t ceil_##t(vector_##t x) { return __builtin_elementwise_ceil(x); }          \
    VM_INLINE vector_##t trunc_##t(vector_##t x) { return __builtin_elementwise_trunc(x); }        \
    /* Adding the largest number below ½ sends halves away from zero and nothing else wrong. */    \
    VM_INLINE vector_##t round_##t(vector_##t x) {                                                 \
        return __builtin_elementwise_trunc(x + with_sign_##t(all_##t(fraction_below_half), x));    \
    }                                                                                              \
    VM_INLINE vector_##t mask_##t(integers m) { return pick_##t(m, all_##t(1), all_##t(0)); }      \
    VM_INLINE vector_##t sign_##t(vector_##t x) {                                                  \
        return pick_##t(x > 0, all_##t(1), pick_##t(x < 0, all_##t(-1), x));                       \
    }                                                                                              \
    VM_INLINE vector_##t not_##t(vector_##t x) { return mask_##t(x == 0); }                        \
    VM_INLINE vector_##t isfinite_##t(vector_##t x) {                                              \
        return mask_##t(abs_##t(x) < (number_##t)INFINITY);                                        \
    }                                                                                              \
    VM_INLINE vector_##t add_##t(vector_##t a, vector_##t b) { return a + b; }                     \
    VM_INLINE vector_##t sub_##t(vector_##t a, vector_##t b) { return a - b; }                     \
    VM_INLINE vector_##t mul_##t(vector_##t a, vector_##t b) { return a * b; }                     \
    VM_INLINE vector_##t div_##t(vector_##t a, vector_##t b) { return a / b; }                     \
    VM_INLINE vector_##t min_##t(vector_##t a, vector_##t b) {                                     \
        return pick_##t(a == a, pick_##t(a < b, a, b), a);                                         \
    }                                                                                              \
    VM_INLINE vector_##t max_##t(vector_##t a, vector_##t b) {                                     \
        return pick_##t(a == a, pick_##t(a > b, a, b), a);                                         \
    }                                                                                              \
    VM_INLINE vector_##t less_##t(vector_##t a, vector_##t b) { return mask_##t(a < b); }          \
    VM_INLINE vector_##t lessequal_##t(vector_##t a, vector_##t b) { return mask_##t(a <= b); }    \
    VM_INLINE vector_##t greater_##t(vector_##t a, vector_##t b) { return mask_##t(a > b); }       \
    VM_INLINE vector_##t greaterequal_##t(vector_##t a, vector_##t b) { return mask_##t(a >= b); } \
    VM_INLINE vector_##t equal_##t(vector_##t a, vector_##t b) { return mask_##t(a == b); }        \
    VM_INLINE vector_##t notequal_##t(vector_##t a, vector_##t b) { return mask_##t(a != b); }     \
    VM_INLINE vector_##t and_##t(vector_##t a, vector_##t b) {                                     \
        return mask_##t((a != 0) & (b != 0));                                                      \
    }                                                                                              \
    VM_INLINE vector_##t or_##t(vector_##t a, vector_##t b) {                                      \
        return mask_##t((a != 0) | (b != 0));                                                      \
    }
VM_DEFINE_ARITHMETIC(d, i64v, 0x1.fffffffffffffp-2)
VM_DEFINE_ARITHMETIC(f, i32v, 0x1.fffffep-2f)

// Single-precision functions that go through double precision: half an ulp, at about half of the
// speed that own polynomials would have.
#define VM_DEFINE_THROUGH_DOUBLE(name)                                                             \
    VM_INLINE f32v name##_f(f32v x) {                                                              \
        f64v lower, upper;                                                                         \
        widen(x, &lower, &upper);                                                                  \
        return narrow(name##_d(lower), name##_d(upper));                                           \
    }
VM_DEFINE_THROUGH_DOUBLE(log1p)
VM_DEFINE_THROUGH_DOUBLE(log10)
VM_DEFINE_THROUGH_DOUBLE(sin)
VM_DEFINE_THROUGH_DOUBLE(cos)
VM_DEFINE_THROUGH_DOUBLE(tan)
VM_DEFINE_THROUGH_DOUBLE(asin)
VM_DEFINE_THROUGH_DOUBLE(acos)
VM_DEFINE_THROUGH_DOUBLE(atan)
