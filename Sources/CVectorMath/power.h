// Powers and remainders.

// xʸ = sign · e^(y·ln |x|) with the logarithm and the product in two parts each. The special cases
// of C come out of the infinities of the logarithm, except those picked at the end.
VM_INLINE f64v pow_d(f64v x, f64v y) {
    f64v a = abs_d(x), low, high = log_two_parts_d(a, &low);
    i64v ordinary = (a > 0) & (a < INFINITY);
    high = pick_d(ordinary, high, pick_d(a == 0, all_d(-INFINITY), a));
    low = pick_d(ordinary, low, all_d(0));
    // Beyond 2⁶⁴ any base but 1 overflows or underflows already; so infinite exponents are covered.
    f64v limited = clamp_d(y, -0x1p64, 0x1p64);
    f64v p = limited * high;
    i64v moderate = abs_d(p) < 1000;
    f64v rest = product_error_d(limited, high, p) + limited * low;
    f64v result = exp_sum_d(p, pick_d(moderate, rest, all_d(0)));
    f64v half = limited * 0.5;
    i64v whole = __builtin_elementwise_floor(limited) == limited;
    i64v odd = whole & (__builtin_elementwise_floor(half) != half);
    i64v minus = ((i64v)x < 0) & odd;
    result = pick_d(minus, -result, result);
    result = pick_d((x < 0) & (x > -INFINITY) & ~whole & (y == y), all_d(NAN), result);
    return pick_d((x == 1) | (y == 0), all_d(1), result);
}
// In double precision the logarithm need not be in two parts.
VM_INLINE f64v pow_short_d(f64v x, f64v y) {
    f64v a = abs_d(x);
    f64v limited = clamp_d(y, -0x1p64, 0x1p64);
    f64v result = exp_d(limited * log_d(a));
    f64v half = limited * 0.5;
    i64v whole = __builtin_elementwise_floor(limited) == limited;
    i64v odd = whole & (__builtin_elementwise_floor(half) != half);
    i64v minus = ((i64v)x < 0) & odd;
    result = pick_d(minus, -result, result);
    result = pick_d((x < 0) & (x > -INFINITY) & ~whole & (y == y), all_d(NAN), result);
    return pick_d((x == 1) | (y == 0), all_d(1), result);
}
VM_INLINE f32v pow_f(f32v x, f32v y) {
    f64v x0, x1, y0, y1;
    widen(x, &x0, &x1);
    widen(y, &y0, &y1);
    return narrow(pow_short_d(x0, y0), pow_short_d(x1, y1));
}

// Binary powers from the low bit up; a negative power is the inverse of the positive one.
#define VM_DEFINE_POWI(t)                                                                          \
    VM_INLINE vector_##t powi_##t(vector_##t x, int n) {                                           \
        vector_##t result = all_##t(1);                                                            \
        for (unsigned rest = n < 0 ? 0u - (unsigned)n : (unsigned)n; rest != 0; rest >>= 1) {      \
            if (rest & 1) result = result * x;                                                     \
            x = x * x;                                                                             \
        }                                                                                          \
        return n < 0 ? 1 / result : result;                                                        \
    }
VM_DEFINE_POWI(d)
VM_DEFINE_POWI(f)

static inline double mod_library(double a, double b) {
    double r = fmod(a, b);
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

// a − b·⌊a/b⌋, the product exact. The rounded quotient may reach the next integer, but rounding is
// monotonic, so the integer part is never too small. Elements whose quotient has no exact integer
// part go to the C library.
VM_INLINE f64v mod_d(f64v a, f64v b) {
    f64v q = __builtin_elementwise_floor(a / b), p = q * b;
    f64v r = (a - p) - product_error_d(q, b, p);
    i64v opposite = (r != 0) & ((r < 0) != (b < 0));
    r = pick_d(opposite, r + b, r);
    i64v exact = (abs_d(q) < 0x1p50) & (abs_d(b) < 0x1p900) & (abs_d(b) > 0x1p-900);
    if (__builtin_expect(any_lane_d(~exact), 0)) {
        for (int lane = 0; lane < W64; lane++)
            if (!exact[lane]) r[lane] = mod_library(a[lane], b[lane]);
    }
    return r;
}
VM_INLINE f32v mod_f(f32v a, f32v b) {
    f64v a0, a1, b0, b1;
    widen(a, &a0, &a1);
    widen(b, &b0, &b1);
    return narrow(mod_d(a0, b0), mod_d(a1, b1));
}
