// Sine, cosine, tangent and their inverses. Coefficients: interpolation at Chebyshev nodes with 60
// digits, relative error below 0.1 ulp.

// From here on the reduction below would lose bits; those elements go to the C library.
#define LARGEST_ANGLE 0x1p20

// x = q·π/2 + r + *low with |r| ≤ π/4 (Cody and Waite 1980). π/2 in three parts of 33 bits and a
// rest: the products with q (at most 20 bits) are exact. Returns r, q in the low bits of *quadrant.
VM_INLINE f64v reduce_angle_d(f64v x, u64v *quadrant, f64v *low) {
    f64v t = fma_d(x, all_d(0x1.45f306dc9c883p-1), all_d(MAGIC_D));
    *quadrant = (u64v)t;
    f64v q = t - MAGIC_D;
    f64v a = x - q * 0x1.921fb544p+0;
    f64v w = q * 0x1.0b4611a6p-34, b = a - w, b_low = (a - b) - w;
    f64v v = q * 0x1.3198a2ep-69, c = b - v, c_low = (b - c) - v;
    f64v rest = b_low + c_low - q * 0x1.b839a252049c1p-104;
    f64v r = c + rest;
    *low = (c - r) + rest;
    return r;
}

static const double sin_d_c[] = {
    -0x1.5555555555555p-3, 0x1.1111111110babp-7, -0x1.a01a019e820aep-13, 0x1.71de37946ed6dp-19,
    -0x1.ae6008d114485p-26, 0x1.5e0a4fc16be59p-33};
static const double cos_d_c[] = {
    0x1.5555555555555p-5, -0x1.6c16c16c16963p-10, 0x1.a01a019f4ddfdp-16, -0x1.27e4fa16cc2d1p-22,
    0x1.1eeb67d026ec6p-29, -0x1.907cd8ff5ede7p-37};

// sin(r + low) = r + (r³·S(r²) + low·cos r), with cos r ≈ 1 − r²/2.
// Both functions come in two parts, so that their quotient is a good tangent.
VM_INLINE f64v sin_near_d(f64v r, f64v low, f64v *result_low) {
    f64v z = r * r, s;
    VM_POLYNOMIAL(s, z, sin_d_c, fma_d, all_d);
    f64v rest = fma_d(r * z, s, low - 0.5 * z * low), result = r + rest;
    *result_low = (r - result) + rest;
    return result;
}
// cos(r + low) = 1 − r²/2 + (r⁴·C(r²) − r·low), the rounding error of 1 − r²/2 added.
VM_INLINE f64v cos_near_d(f64v r, f64v low, f64v *result_low) {
    f64v z = r * r, half = 0.5 * z, w = 1 - half, c;
    VM_POLYNOMIAL(c, z, cos_d_c, fma_d, all_d);
    f64v rest = ((1 - w) - half) + fma_d(z * z, c, -(r * low)), result = w + rest;
    *result_low = (w - result) + rest;
    return result;
}

// Replaces the elements whose angle is too large for the reduction.
VM_INLINE f64v finish_angle_d(f64v x, f64v result, double (*library)(double)) {
    i64v large = ~(abs_d(x) < LARGEST_ANGLE);
    if (__builtin_expect(any_lane_d(large), 0)) {
        for (int lane = 0; lane < W64; lane++)
            if (large[lane]) result[lane] = library(x[lane]);
    }
    return result;
}

// sin(x + turns·π/2), turns 0 or 1.
VM_INLINE f64v sine_d(f64v x, uint64_t turns) {
    u64v q;
    f64v low, r = reduce_angle_d(x, &q, &low);
    q = q + turns;
    f64v unused, c = cos_near_d(r, low, &unused), s = sin_near_d(r, low, &unused);
    f64v result = pick_d((q & 1) != 0, c, s);
    return (f64v)((u64v)result ^ ((q & 2) << 62));
}
VM_INLINE f64v sin_d(f64v x) {
    f64v result = finish_angle_d(x, sine_d(x, 0), sin);
    return pick_d(x == 0, x, result);
}
VM_INLINE f64v cos_d(f64v x) { return finish_angle_d(x, sine_d(x, 1), cos); }
VM_INLINE f64v tan_d(f64v x) {
    u64v q;
    f64v low, r = reduce_angle_d(x, &q, &low);
    f64v s_low, c_low, s = sin_near_d(r, low, &s_low), c = cos_near_d(r, low, &c_low);
    i64v odd = (q & 1) != 0;
    f64v ratio = quotient_d(pick_d(odd, -c, s), pick_d(odd, -c_low, s_low), pick_d(odd, s, c),
                            pick_d(odd, s_low, c_low));
    f64v result = finish_angle_d(x, ratio, tan);
    return pick_d(x == 0, x, result);
}

static const double atan_d_c[] = {
    -0x1.5555555555555p-2, 0x1.999999999933dp-3, -0x1.24924924355d5p-3, 0x1.c71c7184c32bfp-4,
    -0x1.745d0b153ffadp-4, 0x1.3b126143b5cbcp-4, -0x1.10fa5ee9ab25cp-4, 0x1.dfe49b2919c4ep-5,
    -0x1.a090d1950d2b4p-5, 0x1.41495cefb6c73p-5, -0x1.39f38ad451ea6p-6};

// atan a = offset + atan t with |t| ≤ tan π/8: t = a, (a − 1)/(a + 1) or −1/a. The rounding errors
// of the quotient and of its parts are put back into t, as they would reach the last place.
VM_INLINE f64v atan_d(f64v x) {
    f64v a = pick_d(abs_d(x) < 0x1p64, abs_d(x), all_d(0x1p64)), p;
    i64v middle = a > 0x1.a827999fcef32p-2, upper = a > 0x1.3504f333f9de6p+1;
    f64v numerator = pick_d(upper, all_d(-1), pick_d(middle, a - 1, a));
    f64v divisor = pick_d(upper, a, pick_d(middle, a + 1, all_d(1)));
    f64v lost = pick_d(middle & ~upper, a - (divisor - 1), all_d(0));
    f64v offset = pick_d(upper, all_d(0x1.921fb54442d18p+0),
                         pick_d(middle, all_d(0x1.921fb54442d18p-1), all_d(0)));
    f64v offset_low = offset * (0x1.1a62633145c07p-54 / 0x1.921fb54442d18p+0);
    f64v t = numerator / divisor, product = t * divisor;
    f64v residue = (numerator - product) - product_error_d(t, divisor, product);
    f64v t_low = pick_d(middle, (residue - t * lost) / divisor, all_d(0));
    f64v z = t * t;
    VM_POLYNOMIAL(p, z, atan_d_c, fma_d, all_d);
    f64v sum = offset + t, part = (offset - sum) + t;
    part = pick_d(middle, part, all_d(0));
    f64v result = sum + (part + fma_d(t * z, p, t_low + offset_low));
    return pick_d(x == x, with_sign_d(pick_d(a < 0x1p-28, a, result), x), x);
}

static const double asin_d_c[] = {
    0x1.5555555555556p-3, 0x1.3333333332ec4p-4, 0x1.6db6db6e3292ep-5, 0x1.f1c71c1d4aa0dp-6,
    0x1.6e8bb1d89492bp-6, 0x1.1c4d343fa57f6p-6, 0x1.c9cf3759fd8ffp-7, 0x1.78246f32d075cp-7,
    0x1.524ea8b3aad31p-7, 0x1.653a8f8cfd43cp-8, 0x1.1d661531b222ep-6, -0x1.e7a24f548c99fp-7,
    0x1.d78189767524ep-6};

// For |x| ≤ ½: asin x = x + x³·R(x²). Above, with z = (1 − |x|)/2 (exact) and s = √z:
// acos |x| = 2·asin s; the rounding error of the root is put back.
VM_INLINE f64v asin_term_d(f64v a, f64v *base, f64v *base_low) {
    i64v outer = a > 0.5;
    f64v z = pick_d(outer, 0.5 - 0.5 * a, a * a), r;
    f64v root = __builtin_elementwise_sqrt(z), square = root * root;
    f64v root_low = ((z - square) - product_error_d(root, root, square)) / (2 * root);
    *base = pick_d(outer, root, a);
    *base_low = pick_d(outer & (z > 0), root_low, all_d(0));
    VM_POLYNOMIAL(r, z, asin_d_c, fma_d, all_d);
    return *base * z * r;
}
VM_INLINE f64v asin_d(f64v x) {
    f64v a = abs_d(x), s, s_low, term = asin_term_d(a, &s, &s_low);
    f64v head = 0x1.921fb54442d18p+0 - 2 * s;
    f64v lost = (0x1.921fb54442d18p+0 - head) - 2 * s;
    f64v outer = head + (lost + (0x1.1a62633145c07p-54 - 2 * (term + s_low)));
    f64v result = pick_d(a > 0.5, outer, s + term);
    result = pick_d(a < 0x1p-28, a, result);
    return pick_d(x == x, with_sign_d(pick_d(a > 1, all_d(NAN), result), x), x);
}
VM_INLINE f64v acos_d(f64v x) {
    f64v a = abs_d(x), s, s_low, term = asin_term_d(a, &s, &s_low);
    f64v right = 2 * (s + (term + s_low));
    f64v far = 0x1.921fb54442d18p+1 - 2 * s, far_lost = (0x1.921fb54442d18p+1 - far) - 2 * s;
    f64v left = far + (far_lost + (0x1.1a62633145c07p-53 - 2 * (term + s_low)));
    f64v signed_s = with_sign_d(s, x), signed_term = (f64v)((u64v)term ^ sign_bit_d(x));
    f64v near = 0x1.921fb54442d18p+0 - signed_s;
    f64v near_lost = (0x1.921fb54442d18p+0 - near) - signed_s;
    f64v inner = near + (near_lost + (0x1.1a62633145c07p-54 - signed_term));
    f64v result = pick_d(a > 0.5, pick_d(x < 0, left, right), inner);
    return pick_d(x == x, pick_d(a > 1, all_d(NAN), result), x);
}
