// Logarithms. x = 2ᵏ·m with m in [√½, √2), f = m − 1, s = f/(2 + f):
// ln m = 2 artanh s = 2s + s·z·P(z), z = s². P was interpolated at Chebyshev nodes with 60 digits,
// relative error 0.02 ulp of the result.

// Positive finite x = 2ᵏ·m that is not subnormal: returns m − 1.
VM_INLINE f64v split_normal_d(f64v x, f64v *k) {
    // The exponent plus 1024, so that a logical shift does for negative ones too.
    u64v bits = (u64v)x - 0x3fe6a09e667f3bcdull;
    u64v exponent = (bits + (1024ull << 52)) >> 52;
    *k = (f64v)(exponent | 0x4330000000000000ull) - (0x1p52 + 1024);
    return (f64v)((bits & 0x000fffffffffffffull) + 0x3fe6a09e667f3bcdull) - 1;
}
// The same with subnormal x too.
VM_INLINE f64v split_log_d(f64v x, f64v *k) {
    i64v small = x < 0x1p-1022;
    f64v f = split_normal_d(pick_d(small, x * 0x1p54, x), k);
    *k = pick_d(small, *k - 54, *k);
    return f;
}
// Whether any lane is not a positive, finite, normal number.
VM_INLINE int any_unusual_d(f64v x) {
    return any_lane_d((u64v)x - 0x0010000000000000ull >= 0x7fe0000000000000ull);
}
VM_INLINE int any_unusual_f(f32v x) {
    return __builtin_reduce_or((u32v)x - 0x00800000u >= 0x7f000000u) != 0;
}

static const double log_p_d[] = {
    0x1.5555555555558p-1, 0x1.99999999952d7p-2, 0x1.2492492df281ap-2, 0x1.c71c62e3f11e6p-3,
    0x1.7462b51cb66b1p-3, 0x1.39fe51a7c18f9p-3, 0x1.2b5900de53b32p-3};

// What every logarithm is outside the positive finite numbers.
VM_INLINE f64v finish_log_d(f64v x, f64v result) {
    result = pick_d((x == x) & (x < INFINITY), result, x);
    result = pick_d(x < 0, all_d(NAN), result);
    return pick_d(x == 0, all_d(-INFINITY), result);
}

// ln(1 + f) + k·ln 2 + extra. The order of the sum is that of Sun's fdlibm (1993): the half square
// of f is subtracted from f last, which keeps the error below 1 ulp.
#define VM_DEFINE_LOG_PARTS(name, fma_)                                                            \
    VM_INLINE f64v name(f64v f, f64v k, f64v extra) {                                              \
        f64v s = f / (2 + f), z = s * s, p;                                                        \
        VM_POLYNOMIAL(p, z, log_p_d, fma_, all_d);                                                 \
        f64v half = 0.5 * f * f;                                                                   \
        f64v low = fma_(s, fma_(z, p, half), fma_(k, all_d(0x1.473de6af278edp-34), extra));        \
        return fma_(k, all_d(0x1.62e42fefp-1), -((half - low) - f));                               \
    }
VM_DEFINE_LOG_PARTS(log_parts_d, fma_d)

// The steps for unusual numbers give the same bits for the others.
VM_INLINE f64v log_d(f64v x) {
    f64v k, f;
    if (__builtin_expect(any_unusual_d(x), 0)) {
        f = split_log_d(x, &k);
        return finish_log_d(x, log_parts_d(f, k, all_d(0)));
    }
    f = split_normal_d(x, &k);
    return log_parts_d(f, k, all_d(0));
}

// Below this ln(1 + x) is x to rounding.
#define TINY_D 0x1p-54

// ln(1 + x): of the rounded sum, with the rounding error relative to it added.
VM_INLINE f64v log1p_d(f64v x) {
    f64v sum = 1 + x, part = sum - 1;
    f64v error = (1 - (sum - part)) + (x - part);
    f64v k, f = split_log_d(sum, &k);
    i64v near = k == 0;
    f64v extra = pick_d(near, all_d(0), error / sum);
    f64v result = finish_log_d(sum, log_parts_d(pick_d(near, x, f), k, extra));
    return pick_d(abs_d(x) < TINY_D, x, result);
}

// ln x in two parts, high + *low, to about 2⁻⁶⁵ of itself: s and the first two terms of the series
// are carried with their rounding errors. For positive finite x.
static const double log_r_d[] = {
    0x1.999999999999ep-2, 0x1.249249248e532p-2, 0x1.c71c71d7e7fc3p-3, 0x1.745d09f06d811p-3,
    0x1.3b18b8ee7a308p-3, 0x1.1018ae366a914p-3, 0x1.08788c3e01713p-3};
VM_INLINE f64v log_two_parts_d(f64v x, f64v *low) {
    f64v k, f = split_log_d(x, &k);
    f64v y = 2 + f, y_low = f - (y - 2);
    f64v s = f / y, sy = s * y;
    f64v s_low = (((f - sy) - product_error_d(s, y, sy)) - s * y_low) / y;
    f64v z = s * s, z_low = product_error_d(s, s, z) + 2 * s * s_low, r;
    VM_POLYNOMIAL(r, z, log_r_d, fma_d, all_d);
    // c = 2/3 + z·r, then t = z·c and u = s·t, each with its error.
    f64v zr = z * r, c = zr + 0x1.5555555555555p-1;
    f64v c_low = (zr - (c - 0x1.5555555555555p-1)) + 0x1.5555555555555p-55;
    f64v t = z * c, t_low = product_error_d(z, c, t) + (z * c_low + z_low * c);
    f64v u = s * t, u_low = product_error_d(s, t, u) + (s * t_low + s_low * t);
    // k·ln 2 (33 bits, exact) + 2s + u.
    f64v head = k * 0x1.62e42fefp-1, two = 2 * s;
    f64v a = head + two, pa = a - head, a_low = (head - (a - pa)) + (two - pa);
    f64v b = a + u, pb = b - a, b_low = (a - (b - pb)) + (u - pb);
    f64v rest = b_low + (a_low + (fma_d(k, all_d(0x1.473de6af278edp-34), 2 * s_low + u_low)));
    f64v high = b + rest;
    *low = rest - (high - b);
    return high;
}

VM_INLINE f64v log10_d(f64v x) {
    f64v low, high = log_two_parts_d(x, &low);
    f64v p = high * 0x1.bcb7b1526e50ep-2;
    f64v p_low = product_error_d(high, all_d(0x1.bcb7b1526e50ep-2), p);
    f64v result = p + (p_low + (high * 0x1.95355baaafad3p-57 + low * 0x1.bcb7b1526e50ep-2));
    return finish_log_d(x, result);
}

// Single precision: ln(1 + f) = f + f²·H(f) without a division. H is a near-minimax polynomial made
// like those of exponential.h, error 0.1 ulp of the result.
static const float log_h_f[] = {
    -0x1p-1f, 0x1.555554p-2f, -0x1.000228p-2f, 0x1.99a022p-3f, -0x1.54721ap-3f, 0x1.22d864p-3f,
    -0x1.0d8532p-3f, 0x1.056502p-3f, -0x1.38cadap-4f};
VM_INLINE f32v split_normal_f(f32v x, f32v *k) {
    u32v bits = (u32v)x - 0x3f3504f3u;
    *k = __builtin_convertvector((i32v)bits >> 23, f32v);
    return (f32v)((bits & 0x007fffffu) + 0x3f3504f3u) - 1;
}
VM_INLINE f32v log_parts_f(f32v f, f32v k) {
    f32v h;
    VM_POLYNOMIAL(h, f, log_h_f, fma_f, all_f);
    f32v low = fma_f(f * f, h, k * 0x1.0bfbe8p-15f);
    // k·(12 bits of ln 2) is exact; what its sum with f loses is put back.
    f32v head = k * 0x1.62ep-1f, sum = head + f, lost = (head - sum) + f;
    return sum + (lost + low);
}
VM_INLINE f32v log_f(f32v x) {
    f32v k, f;
    if (__builtin_expect(!any_unusual_f(x), 1)) {
        f = split_normal_f(x, &k);
        return log_parts_f(f, k);
    }
    i32v small = x < 0x1p-126f;
    f = split_normal_f(pick_f(small, x * 0x1p25f, x), &k);
    f32v result = log_parts_f(f, pick_f(small, k - 25, k));
    result = pick_f((x == x) & (x < (float)INFINITY), result, x);
    result = pick_f(x < 0, all_f(NAN), result);
    return pick_f(x == 0, all_f(-(float)INFINITY), result);
}
