// The Hodgkin–Huxley model in one precision, blocks of HODGKIN_HUXLEY_VECTORS vectors.

// z/(eᶻ − 1) from z and eᶻ; its first terms near 0, where the difference would have no places left.
INLINE V NAME(rise)(V z, V e) {
    NAME(mask) near = (z < (REAL)RISE_SERIES) & (z > (REAL)-RISE_SERIES);
    return near ? FMA(z, (V)(REAL)-0.5, (V)1) : z / (e - 1);
}

// The step of a gate: the solution of dx/dt = a·(1 − x) − b·x.
INLINE V NAME(gate)(V x, V a, V b, REAL dt) {
    V rate = a + b, limit = a / rate;
    return FMA(x - limit, NAME(exp)(rate * -dt), limit);
}

INLINE void NAME(hodgkin_huxley_block_of)(
    REAL *state, ptrdiff_t stride, const REAL *g_Na_, const REAL *g_K_, REAL I, REAL dt,
    ptrdiff_t steps) {
    enum { vectors = HODGKIN_HUXLEY_VECTORS };
    V v[vectors], m[vectors], h[vectors], n[vectors], p[vectors], g_Na[vectors], g_K[vectors];
    EACH(j, vectors) {
        v[j] = NAME(load)(state + j * LANES);
        m[j] = NAME(load)(state + stride + j * LANES);
        h[j] = NAME(load)(state + 2 * stride + j * LANES);
        n[j] = NAME(load)(state + 3 * stride + j * LANES);
        p[j] = NAME(load)(state + 4 * stride + j * LANES);
        g_Na[j] = NAME(load)(g_Na_ + j * LANES);
        g_K[j] = NAME(load)(g_K_ + j * LANES);
    }
    const REAL leak = (REAL)0.1, g_M = (REAL)0.07, E_l = -70, E_Na = 53, E_K = -107, V_T = -60;
    const REAL tau_max = 600;
    for (ptrdiff_t s = 0; s < steps; s++) {
        EACH(j, vectors) {
            // The potential; C is 1.
            V sodium = g_Na[j] * (m[j] * m[j] * m[j]) * h[j], square = n[j] * n[j];
            V potassium = FMA(g_K[j], square * square, p[j] * g_M);
            V rate = sodium + potassium + leak;
            V drive = FMA(sodium, (V)E_Na, FMA(potassium, (V)E_K, (V)(leak * E_l + I)));
            V limit = drive / rate;
            v[j] = FMA(v[j] - limit, NAME(exp)(rate * -dt), limit);

            // Rates at the new potential; e^(u − 40)/5 serves two of them.
            V u = v[j] - V_T;
            V z_m = (u - 13) * (REAL)-0.25, y_m = (u - 40) * (REAL)0.2, z_n = (u - 15) * (REAL)-0.2;
            V e = NAME(exp)(y_m);
            V alpha_m = NAME(rise)(z_m, NAME(exp)(z_m)) * (REAL)(0.32 / 0.25);
            V beta_m = NAME(rise)(y_m, e) * (REAL)(0.28 / 0.2);
            V alpha_h = NAME(exp)((u - 17) * (REAL)(-1.0 / 18)) * (REAL)0.128;
            V beta_h = 4 * e / (e + 1);
            V alpha_n = NAME(rise)(z_n, NAME(exp)(z_n)) * (REAL)(0.032 / 0.2);
            V beta_n = NAME(exp)((u - 10) * (REAL)(-1.0 / 40)) * (REAL)0.5;
            m[j] = NAME(gate)(m[j], alpha_m, beta_m, dt);
            h[j] = NAME(gate)(h[j], alpha_h, beta_h, dt);
            n[j] = NAME(gate)(n[j], alpha_n, beta_n, dt);

            // The M current: with q = e^(V + 35)/20, p∞ = q²/(q² + 1) and 1/τ ∝ 3.3·q + 1/q.
            V q = NAME(exp)((v[j] + 35) * (REAL)0.05), q2 = q * q;
            V p_limit = q2 / (q2 + 1), p_rate = FMA(q, (V)(REAL)3.3, 1 / q);
            p[j] = FMA(p[j] - p_limit, NAME(exp)(p_rate * (-dt / tau_max)), p_limit);
        }
    }
    EACH(j, vectors) {
        NAME(store)(state + j * LANES, v[j]);
        NAME(store)(state + stride + j * LANES, m[j]);
        NAME(store)(state + 2 * stride + j * LANES, h[j]);
        NAME(store)(state + 3 * stride + j * LANES, n[j]);
        NAME(store)(state + 4 * stride + j * LANES, p[j]);
    }
}

static void NAME(hodgkin_huxley)(
    REAL *state, const REAL *g_Na, const REAL *g_K, REAL I, REAL dt, ptrdiff_t instances,
    ptrdiff_t steps) {
    enum { block = HODGKIN_HUXLEY_VECTORS * LANES };
    ptrdiff_t i = 0;
    for (; i + block <= instances; i += block)
        NAME(hodgkin_huxley_block_of)(state + i, instances, g_Na + i, g_K + i, I, dt, steps);
    if (i == instances) return;
    REAL rest[7][block] = {{0}};
    size_t bytes = (size_t)(instances - i) * sizeof(REAL);
    for (int row = 0; row < 5; row++) memcpy(rest[row], state + row * instances + i, bytes);
    memcpy(rest[5], g_Na + i, bytes);
    memcpy(rest[6], g_K + i, bytes);
    NAME(hodgkin_huxley_block_of)(rest[0], block, rest[5], rest[6], I, dt, steps);
    for (int row = 0; row < 5; row++) memcpy(state + row * instances + i, rest[row], bytes);
}
