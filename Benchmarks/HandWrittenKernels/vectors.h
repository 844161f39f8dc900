// Vectors of VM bytes in one precision. Included by kernels.h, once for each precision, with REAL,
// BITS (an integer of the same size), LANES, NAME(x) and FUSED defined.

typedef REAL NAME(vector) __attribute__((ext_vector_type(LANES)));
typedef BITS NAME(mask) __attribute__((ext_vector_type(LANES)));
#define V NAME(vector)

INLINE V NAME(load)(const REAL *x) { V v; memcpy(&v, x, sizeof v); return v; }
INLINE void NAME(store)(REAL *x, V v) { memcpy(x, &v, sizeof v); }
#if FUSED
INLINE V NAME(fma)(V a, V b, V c) { return __builtin_elementwise_fma(a, b, c); }
#else
INLINE V NAME(fma)(V a, V b, V c) { return a * b + c; }
#endif
#define FMA NAME(fma)

// eˣ for |x| below 80: x = k·ln 2 + r, a polynomial of r (near-minimax, below 1 ulp of error), 2ᵏ in
// the exponent.
INLINE V NAME(exp)(V x) {
    V k = FMA(x, (V)(REAL)0x1.71547652b82fep+0, (V)EXP_MAGIC) - EXP_MAGIC;
    V r = FMA(k, (V)(REAL)-LN2_HIGH, x);
    r = FMA(k, (V)(REAL)-LN2_LOW, r);
    V p = EXP_POLYNOMIAL(r);
    return SCALE(p, k);
}
