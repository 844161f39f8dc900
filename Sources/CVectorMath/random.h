// Philox4x32-10 in vectors, and the uniform and normal numbers made of it. Every number has the
// same bits on every instruction set: integers are exact, and the floating-point part uses plain_d
// and plain_f, additions, products, quotients and roots, which are rounded alike everywhere.

// Four words of W64 blocks, each word in the low half of a 64-bit lane; the upper halves hold
// whatever the last product left there, which no step reads.
typedef struct { u64v w0, w1, w2, w3; } philox_blocks;

VM_INLINE philox_blocks philox(
    u64v block, uint32_t step, uint32_t slot, uint64_t key) {
    u64v c0 = block, c1 = block >> 32, c2 = (u64v){0} + step, c3 = (u64v){0} + slot;
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    _Pragma("clang loop unroll(full)") for (int round = 0; round < 10; round++) {
        u64v p0 = (c0 & 0xFFFFFFFFull) * 0xD2511F53ull;
        u64v p1 = (c2 & 0xFFFFFFFFull) * 0xCD9E8D57ull;
        c0 = (p1 >> 32) ^ c1 ^ (uint64_t)k0;
        c2 = (p0 >> 32) ^ c3 ^ (uint64_t)k1;
        c1 = p1;
        c3 = p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return (philox_blocks){c0, c1, c2, c3};
}

// The words of blocks that stand in the even and odd 32-bit lanes.
VM_INLINE u32v interleave(u64v even, u64v odd) {
    return (u32v)((even & 0xFFFFFFFFull) | (odd << 32));
}
VM_INLINE u64v join(u64v low, u64v high) { return (low & 0xFFFFFFFFull) | (high << 32); }

// MARK: - Words to numbers

// Odd multiples of 2⁻²⁴ and 2⁻⁵³: the leading bits become the fraction of a number in [1, 2).
VM_INLINE f32v uniform_from(u32v word) {
    return (f32v)((word >> 9) | 0x3F800000u) - 0x1.fffffep-1f;
}
VM_INLINE f64v uniform_from_bits(u64v bits) {
    return (f64v)((bits >> 12) | 0x3FF0000000000000ull) - 0x1.fffffffffffffp-1;
}

// cos and sin of q·π/2 + t·π/4, |t| ≤ 1. Interpolated at Chebyshev nodes with 60 digits.
static const float sin_turn_f[] = {
    0x1.921fb6p-1f, -0x1.4abbbap-4f, 0x1.465ec4p-9f, -0x1.2d9b40p-15f};
static const float cos_turn_f[] = {
    -0x1.3bd3ccp-2f, 0x1.03c1eap-6f, -0x1.55cb98p-12f, 0x1.db6492p-19f};
static const double sin_turn_d[] = {
    0x1.921fb54442d18p-1, -0x1.4abbce625be41p-4, 0x1.466bc677587f8p-9, -0x1.32d2cce2e5b19p-15,
    0x1.50782fda12d96p-22, -0x1.e30071afc3e59p-30, 0x1.e3f38399551bfp-38};
static const double cos_turn_d[] = {
    -0x1.3bd3cc9be45dep-2, 0x1.03c1f081b5ac0p-6, -0x1.55d3c7e3cb241p-12, 0x1.e1f5068688d5bp-19,
    -0x1.a6d1eef479be1p-26, 0x1.f9ce245cada0bp-34, -0x1.b2f3eb054afcdp-42};

// (ln(1 + f) − f + f²/2)/f³. Kept apart from the coefficients of log_f, so that a better logarithm
// there does not change the numbers here.
static const float log_g_f[] = {
    0x1.555554p-2f, -0x1.fffffcp-3f, 0x1.999d5cp-3f, -0x1.555b50p-3f, 0x1.23d1d6p-3f,
    -0x1.fcf30ep-4f, 0x1.dea656p-4f, -0x1.d6453cp-4f, 0x1.1d9828p-4f};

// Box and Muller 1958: √(−2 ln u)·(cos, sin)(2πv), u = (first + ½)/2³², v = (second + ½)/2³². The
// quadrant is taken from the integer, so the angle needs no reduction.
VM_INLINE f32v normal_pair_f(u32v first, u32v second, f32v *sine) {
    f32v u = (__builtin_convertvector(first, f32v) + 0.5f) * 0x1p-32f;
    u32v bits = (u32v)u - 0x3f3504f3u;
    f32v k = __builtin_convertvector((i32v)bits >> 23, f32v), g;
    f32v f = (f32v)((bits & 0x007fffffu) + 0x3f3504f3u) - 1;
    VM_POLYNOMIAL(g, f, log_g_f, plain_f, all_f);
    f32v square = f * f;
    f32v low = plain_f(k, all_f(0x1.0bfbe8p-15f), plain_f(f * square, g, -0.5f * square));
    f32v radius = __builtin_elementwise_sqrt(-2 * plain_f(k, all_f(0x1.62ep-1f), f + low));

    u32v q = (second + 0x20000000u) >> 30;
    f32v t = (__builtin_convertvector((i32v)(second - (q << 30)), f32v) + 0.5f) * 0x1p-29f;
    f32v z = t * t, s, c;
    VM_POLYNOMIAL(s, z, sin_turn_f, plain_f, all_f);
    VM_POLYNOMIAL(c, z, cos_turn_f, plain_f, all_f);
    s = t * s;
    c = plain_f(z, c, all_f(1));
    i32v odd = (i32v)(q << 31) >> 31;
    *sine = radius * (f32v)((u32v)pick_f(odd, c, s) ^ ((q & 2) << 30));
    return radius * (f32v)((u32v)pick_f(odd, s, c) ^ (((q + 1) & 2) << 30));
}

VM_DEFINE_LOG_PARTS(log_parts_plain_d, plain_d)

VM_INLINE f64v normal_pair_d(u64v first, u64v second, f64v *sine) {
    f64v k, f = split_normal_d(uniform_from_bits(first), &k);
    f64v radius = __builtin_elementwise_sqrt(-2 * log_parts_plain_d(f, k, all_d(0)));

    // Four times a multiple of 2⁻⁵³ and its nearest integer: all exact.
    f64v quarters = uniform_from_bits(second) * 4, shifted = quarters + MAGIC_D;
    u64v q = (u64v)shifted;
    f64v t = (quarters - (shifted - MAGIC_D)) * 2, z = t * t, s, c;
    VM_POLYNOMIAL(s, z, sin_turn_d, plain_d, all_d);
    VM_POLYNOMIAL(c, z, cos_turn_d, plain_d, all_d);
    s = t * s;
    c = plain_d(z, c, all_d(1));
    i64v odd = (q & 1) != 0;
    *sine = radius * (f64v)((u64v)pick_d(odd, c, s) ^ ((q & 2) << 62));
    return radius * (f64v)((u64v)pick_d(odd, s, c) ^ (((q + 1) & 2) << 62));
}

// MARK: - Groups of 16 blocks: 64 numbers of single, 32 of double precision

enum { group_f = 64, group_d = 32 };

// Block numbers start + stride·lane.
VM_INLINE u64v block_numbers(uint64_t start, uint64_t stride) {
    u64v lane;
    for (int i = 0; i < W64; i++) lane[i] = stride * (uint64_t)i;
    return lane + start;
}

#define VM_DEFINE_GROUP_F(name, convert)                                                           \
    VM_INLINE void name##_group_f(                                                                 \
        float *result, uint64_t group, uint32_t step, uint32_t slot, uint64_t key) {               \
        for (int at = 0; at < 16; at += W32) {                                                     \
            uint64_t start = 16 * group + (uint64_t)at;                                            \
            philox_blocks e = philox(block_numbers(start, 2), step, slot, key);                    \
            philox_blocks o = philox(block_numbers(start + 1, 2), step, slot, key);                \
            u32v w0 = interleave(e.w0, o.w0), w1 = interleave(e.w1, o.w1);                         \
            u32v w2 = interleave(e.w2, o.w2), w3 = interleave(e.w3, o.w3);                         \
            f32v a, b;                                                                             \
            convert(w0, w1, a, b);                                                                 \
            store_f(result + at, a);                                                               \
            store_f(result + 16 + at, b);                                                          \
            convert(w2, w3, a, b);                                                                 \
            store_f(result + 32 + at, a);                                                          \
            store_f(result + 48 + at, b);                                                          \
        }                                                                                          \
    }
#define VM_UNIFORM_F(w, v, a, b) (a = uniform_from(w), b = uniform_from(v))
#define VM_NORMAL_F(w, v, a, b) (a = normal_pair_f(w, v, &b))
VM_DEFINE_GROUP_F(uniform, VM_UNIFORM_F)
VM_DEFINE_GROUP_F(normal, VM_NORMAL_F)

#define VM_DEFINE_GROUP_D(name, convert)                                                           \
    VM_INLINE void name##_group_d(                                                                 \
        double *result, uint64_t group, uint32_t step, uint32_t slot, uint64_t key) {              \
        for (int at = 0; at < 16; at += W64) {                                                     \
            uint64_t start = 16 * group + (uint64_t)at;                                            \
            philox_blocks w = philox(block_numbers(start, 1), step, slot, key);                    \
            f64v a, b;                                                                             \
            convert(join(w.w0, w.w1), join(w.w2, w.w3), a, b);                                     \
            store_d(result + at, a);                                                               \
            store_d(result + 16 + at, b);                                                          \
        }                                                                                          \
    }
#define VM_UNIFORM_D(w, v, a, b) (a = uniform_from_bits(w), b = uniform_from_bits(v))
#define VM_NORMAL_D(w, v, a, b) (a = normal_pair_d(w, v, &b))
VM_DEFINE_GROUP_D(uniform, VM_UNIFORM_D)
VM_DEFINE_GROUP_D(normal, VM_NORMAL_D)

// Whole groups go straight to the result, the two ends through a buffer.
#define VM_DEFINE_CONSECUTIVE(name, t, suffix)                                                     \
    static void name##_##suffix(                                                                   \
        number_##t *result, uint64_t first_index, ptrdiff_t count, uint32_t step, uint32_t slot,   \
        uint64_t key) {                                                                            \
        ptrdiff_t i = 0;                                                                           \
        while (i < count) {                                                                        \
            uint64_t index = first_index + (uint64_t)i, group = index / group_##t;                 \
            ptrdiff_t offset = (ptrdiff_t)(index % group_##t);                                     \
            if (offset == 0 && count - i >= group_##t) {                                           \
                name##_group_##t(result + i, group, step, slot, key);                              \
                i += group_##t;                                                                    \
                continue;                                                                          \
            }                                                                                      \
            number_##t whole[group_##t];                                                           \
            name##_group_##t(whole, group, step, slot, key);                                       \
            ptrdiff_t wanted = group_##t - offset < count - i ? group_##t - offset : count - i;    \
            memcpy(result + i, whole + offset, (size_t)wanted * sizeof(number_##t));               \
            i += wanted;                                                                           \
        }                                                                                          \
    }
VM_DEFINE_CONSECUTIVE(uniform, d, f64)
VM_DEFINE_CONSECUTIVE(normal, d, f64)
VM_DEFINE_CONSECUTIVE(uniform, f, f32)
VM_DEFINE_CONSECUTIVE(normal, f, f32)

// MARK: - Any indices: a block for each number

#define VM_DEFINE_GATHERED_D(name, convert)                                                        \
    static void name##_gathered_f64(                                                               \
        double *result, const uint64_t *indices, ptrdiff_t count, uint32_t step, uint32_t slot,    \
        uint64_t key) {                                                                            \
        for (ptrdiff_t i = 0; i < count; i += W64) {                                               \
            ptrdiff_t n = count - i < W64 ? count - i : W64;                                       \
            u64v index = {0};                                                                      \
            if (n == W64) memcpy(&index, indices + i, sizeof index);                               \
            else memcpy(&index, indices + i, (size_t)n * sizeof(uint64_t));                        \
            u64v block = ((index >> 5) << 4) | (index & 15);                                       \
            philox_blocks w = philox(block, step, slot, key);                                      \
            f64v a, b;                                                                             \
            convert(join(w.w0, w.w1), join(w.w2, w.w3), a, b);                                     \
            a = pick_d((index & 16) != 0, b, a);                                                   \
            if (n == W64) store_d(result + i, a);                                                  \
            else store_part_d(result + i, a, n);                                                   \
        }                                                                                          \
    }
VM_DEFINE_GATHERED_D(uniform, VM_UNIFORM_D)
VM_DEFINE_GATHERED_D(normal, VM_NORMAL_D)

#define VM_DEFINE_GATHERED_F(name, convert)                                                        \
    static void name##_gathered_f32(                                                               \
        float *result, const uint64_t *indices, ptrdiff_t count, uint32_t step, uint32_t slot,     \
        uint64_t key) {                                                                            \
        for (ptrdiff_t i = 0; i < count; i += W32) {                                               \
            ptrdiff_t n = count - i < W32 ? count - i : W32;                                       \
            u64v even, odd;                                                                        \
            if (n == W32) {                                                                        \
                load_even_odd(indices + i, &even, &odd);                                           \
            } else {                                                                               \
                uint64_t padded[W32] = {0};                                                        \
                memcpy(padded, indices + i, (size_t)n * sizeof(uint64_t));                         \
                load_even_odd(padded, &even, &odd);                                                \
            }                                                                                      \
            philox_blocks e = philox(((even >> 6) << 4) | (even & 15), step, slot, key);           \
            philox_blocks o = philox(((odd >> 6) << 4) | (odd & 15), step, slot, key);             \
            u32v index = interleave(even, odd);                                                    \
            i32v later = (index & 32) != 0;                                                        \
            f32v first = pick_f(                                                                   \
                later, (f32v)interleave(e.w2, o.w2), (f32v)interleave(e.w0, o.w0));                \
            f32v second = pick_f(                                                                  \
                later, (f32v)interleave(e.w3, o.w3), (f32v)interleave(e.w1, o.w1));                \
            f32v a, b;                                                                             \
            convert((u32v)first, (u32v)second, a, b);                                              \
            a = pick_f((index & 16) != 0, b, a);                                                   \
            if (n == W32) store_f(result + i, a);                                                  \
            else store_part_f(result + i, a, n);                                                   \
        }                                                                                          \
    }
VM_DEFINE_GATHERED_F(uniform, VM_UNIFORM_F)
VM_DEFINE_GATHERED_F(normal, VM_NORMAL_F)
