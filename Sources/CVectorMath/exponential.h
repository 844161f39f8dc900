// exp and what is made of it. Coefficients: interpolation at Chebyshev nodes with 60 digits, for
// (eʳ − 1 − r)/r² on |r| ≤ ½ ln 2; the error of the polynomial is below 0.08 ulp of the result.

// x = k·ln 2 + r: returns r, whose rounding error is in *low.
VM_INLINE f64v reduce_exp_d(f64v x, f64v *k, f64v *low) {
    *k = (fma_d(x, all_d(0x1.71547652b82fep+0), all_d(MAGIC_D))) - MAGIC_D;
    // The first part of ln 2 has 33 bits, so that the product and the difference are exact.
    f64v first = x - *k * 0x1.62e42fefp-1;
    f64v second = *k * 0x1.473de6af278edp-34;
    f64v r = first - second;
    *low = (first - r) - second;
    return r;
}
VM_INLINE f32v reduce_exp_f(f32v x, f32v *k, f32v *low) {
    *k = (fma_f(x, all_f(0x1.715476p+0f), all_f(MAGIC_F))) - MAGIC_F;
    f32v first = x - *k * 0x1.62ep-1f;
    f32v second = *k * 0x1.0bfbe8p-15f;
    f32v r = first - second;
    *low = (first - r) - second;
    return r;
}

static const double exp_q_d[] = {
    0x1.0000000000001p-1, 0x1.5555555555556p-3, 0x1.5555555553d63p-5, 0x1.11111111109b3p-7,
    0x1.6c16c1788bd90p-10, 0x1.a01a01a7c41d5p-13, 0x1.a019b90d2ae7ap-16, 0x1.71de0dae63bb3p-19,
    0x1.289185613a3d6p-22, 0x1.af38a9b0ec855p-26};
static const float exp_q_f[] = {
    0.5f, 0x1.555556p-3f, 0x1.5554eap-5f, 0x1.1110e0p-7f, 0x1.6d4324p-10f, 0x1.a124f2p-13f};

VM_INLINE f64v exp_reduced_d(f64v r, f64v low, f64v k) {
    f64v q;
    VM_POLYNOMIAL(q, r, exp_q_d, fma_d, all_d);
    return scale_d(1 + (r + fma_d(r * r, q, low)), k);
}
VM_INLINE f64v exp_d(f64v x) {
    f64v k, low, r = reduce_exp_d(clamp_d(x, -1000, 1000), &k, &low);
    return exp_reduced_d(r, low, k);
}
// e^(x + extra) for an extra that is small beside 1.
VM_INLINE f64v exp_sum_d(f64v x, f64v extra) {
    f64v k, low, first = reduce_exp_d(clamp_d(x, -1000, 1000), &k, &low);
    f64v second = low + extra, r = first + second;
    return exp_reduced_d(r, (first - r) + second, k);
}
VM_INLINE f32v exp_f(f32v x) {
    f32v k, low, q;
    x = clamp_f(x, -150, 130);
    f32v r = reduce_exp_f(x, &k, &low);
    VM_POLYNOMIAL(q, r, exp_q_f, fma_f, all_f);
    return scale_f(1 + (r + fma_f(r * r, q, low)), k);
}

// (eˣ − 1)·2⁻¹⁶ in two parts, high + *low, for x up to the limit below (there the unscaled value
// overflows). With s = 2^(k−16) and eʳ − 1 = m: s·m + (s − 2⁻¹⁶), summed with its error.
#define SCALE_EXPM1 0x1p16
VM_INLINE f64v expm1_scaled_d(f64v x, f64v *low) {
    f64v k, residue, q;
    f64v limited = clamp_d(x, -200, 720);
    f64v r = reduce_exp_d(limited, &k, &residue);
    VM_POLYNOMIAL(q, r, exp_q_d, fma_d, all_d);
    f64v t = fma_d(r * r, q, residue);
    f64v m = r + t, m_low = t - (m - r);
    f64v s = power_of_two_d(k - 16), a = s * m, b = s - 0x1p-16;
    f64v sum = a + b, part = sum - a;
    f64v error = (a - (sum - part)) + (b - part);
    *low = error + s * m_low;
    return sum;
}
VM_INLINE f32v expm1_scaled_f(f32v x, f32v *low) {
    f32v k, residue, q;
    f32v limited = clamp_f(x, -30, 95);
    f32v r = reduce_exp_f(limited, &k, &residue);
    VM_POLYNOMIAL(q, r, exp_q_f, fma_f, all_f);
    f32v t = fma_f(r * r, q, residue);
    f32v m = r + t, m_low = t - (m - r);
    f32v s = power_of_two_f(k - 16), a = s * m, b = s - 0x1p-16f;
    f32v sum = a + b, part = sum - a;
    f32v error = (a - (sum - part)) + (b - part);
    *low = error + s * m_low;
    return sum;
}

// Below these the functions equal their first term to rounding, and scaled parts would underflow.
#define TINY_D 0x1p-54
#define TINY_F 0x1p-25f

VM_INLINE f64v expm1_d(f64v x) {
    f64v low, high = expm1_scaled_d(x, &low);
    return pick_d(abs_d(x) < TINY_D, x, (high + low) * SCALE_EXPM1);
}
VM_INLINE f32v expm1_f(f32v x) {
    f32v low, high = expm1_scaled_f(x, &low);
    return pick_f(abs_f(x) < TINY_F, x, (high + low) * 0x1p16f);
}

// (eˣ − 1)/x. The scale goes to the numerator below 0 (where the quotient may become subnormal)
// and is multiplied in afterwards above 0 (where the numerator may overflow).
VM_INLINE f64v exprel_d(f64v x) {
    f64v low, high = expm1_scaled_d(x, &low);
    i64v negative = x < 0;
    f64v before = pick_d(negative, all_d(SCALE_EXPM1), all_d(1));
    f64v after = pick_d(negative, all_d(1), all_d(SCALE_EXPM1));
    f64v divisor = pick_d(all_d(720) < x, all_d(720), x);
    return pick_d(abs_d(x) < TINY_D, all_d(1), (high + low) * before / divisor * after);
}
VM_INLINE f32v exprel_f(f32v x) {
    f32v low, high = expm1_scaled_f(x, &low);
    i32v negative = x < 0;
    f32v before = pick_f(negative, all_f(0x1p16f), all_f(1));
    f32v after = pick_f(negative, all_f(1), all_f(0x1p16f));
    f32v divisor = pick_f(all_f(95) < x, all_f(95), x);
    return pick_f(abs_f(x) < TINY_F, all_f(1), (high + low) * before / divisor * after);
}

// With M = e^|x| − 1: sinh |x| = (M + M/(M + 1))/2, cosh x = (M + 1 + 1/(M + 1))/2, and
// tanh |x| = N/(N + 2) with N = e^(2|x|) − 1; nothing cancels.
VM_INLINE f64v sinh_d(f64v x) {
    f64v a = abs_d(x), low, m = expm1_scaled_d(a, &low);
    f64v quotient = m / (m + 0x1p-16) * 0x1p-16;
    f64v result = (m + (low + quotient)) * (SCALE_EXPM1 / 2);
    result = pick_d(a < 0x1p-28, a, result);
    return pick_d(x == x, with_sign_d(result, x), x);
}
VM_INLINE f64v cosh_d(f64v x) {
    f64v low, m = expm1_scaled_d(abs_d(x), &low);
    f64v e = m + 0x1p-16;
    return (e + (low + 0x1p-32 / e)) * (SCALE_EXPM1 / 2);
}
VM_INLINE f64v tanh_d(f64v x) {
    f64v a = abs_d(x), low, m = expm1_scaled_d(clamp_d(a, 0, 30) * 2, &low);
    f64v divisor = m + 0x1p-15, larger = pick_d(m < 0x1p-15, all_d(0x1p-15), m);
    f64v smaller = pick_d(m < 0x1p-15, m, all_d(0x1p-15));
    f64v lost = (larger - divisor) + smaller;
    f64v result = pick_d(a < 0x1p-28, a, quotient_d(m, low, divisor, lost + low));
    return pick_d(x == x, with_sign_d(result, x), x);
}
VM_INLINE f32v tanh_f(f32v x) {
    f32v a = abs_f(x), low, m = expm1_scaled_f(clamp_f(a, 0, 15) * 2, &low);
    f32v divisor = m + 0x1p-15f, larger = pick_f(m < 0x1p-15f, all_f(0x1p-15f), m);
    f32v smaller = pick_f(m < 0x1p-15f, m, all_f(0x1p-15f));
    f32v lost = (larger - divisor) + smaller;
    f32v result = pick_f(a < 0x1p-13f, a, quotient_f(m, low, divisor, lost + low));
    return pick_f(x == x, with_sign_f(result, x), x);
}

// With e = e^−|x| ≤ 1: 1/(1 + e) above 0, e/(1 + e) below.
VM_INLINE f64v sigmoid_d(f64v x) {
    f64v e = exp_d(-abs_d(x));
    f64v divisor = 1 + e, lost = (1 - divisor) + e;
    return quotient_d(pick_d(x < 0, e, all_d(1)), all_d(0), divisor, lost);
}
VM_INLINE f32v sigmoid_f(f32v x) {
    f32v e = exp_f(-abs_f(x));
    f32v divisor = 1 + e, lost = (1 - divisor) + e;
    return quotient_f(pick_f(x < 0, e, all_f(1)), all_f(0), divisor, lost);
}
