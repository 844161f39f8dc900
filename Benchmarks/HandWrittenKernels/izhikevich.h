// Izhikevich 2003 in one precision, blocks of IZHIKEVICH_VECTORS vectors.

enum { NAME(izhikevich_block) = IZHIKEVICH_VECTORS * LANES };

INLINE void NAME(izhikevich_block_of)(
    REAL *v_, REAL *u_, const REAL *a_, REAL b, const REAL *c_, const REAL *d_, REAL I, REAL dt,
    ptrdiff_t steps) {
    V v[IZHIKEVICH_VECTORS], u[IZHIKEVICH_VECTORS], rate[IZHIKEVICH_VECTORS];
    V c[IZHIKEVICH_VECTORS], d[IZHIKEVICH_VECTORS];
    V constant = (V)(140 + I), step = (V)dt;
    EACH(j, IZHIKEVICH_VECTORS) {
        v[j] = NAME(load)(v_ + j * LANES);
        u[j] = NAME(load)(u_ + j * LANES);
        rate[j] = NAME(load)(a_ + j * LANES) * step;
        c[j] = NAME(load)(c_ + j * LANES);
        d[j] = NAME(load)(d_ + j * LANES);
    }
    for (ptrdiff_t s = 0; s < steps; s++) {
        EACH(j, IZHIKEVICH_VECTORS) {
            V slope = FMA(FMA(v[j], (V)(REAL)0.04, (V)5), v[j], constant - u[j]);
            V next = FMA(step, slope, v[j]);
            u[j] = FMA(rate[j], FMA((V)b, v[j], -u[j]), u[j]);
            NAME(mask) spikes = next >= 30;
            v[j] = spikes ? c[j] : next;
            u[j] = spikes ? u[j] + d[j] : u[j];
        }
    }
    EACH(j, IZHIKEVICH_VECTORS) {
        NAME(store)(v_ + j * LANES, v[j]);
        NAME(store)(u_ + j * LANES, u[j]);
    }
}

static void NAME(izhikevich)(
    REAL *v, REAL *u, const REAL *a, REAL b, const REAL *c, const REAL *d, REAL I, REAL dt,
    ptrdiff_t instances, ptrdiff_t steps) {
    enum { block = NAME(izhikevich_block) };
    ptrdiff_t i = 0;
    for (; i + block <= instances; i += block)
        NAME(izhikevich_block_of)(v + i, u + i, a + i, b, c + i, d + i, I, dt, steps);
    if (i == instances) return;
    REAL rest[5][block] = {{0}};
    REAL *rows[] = {v, u};
    const REAL *sources[] = {v, u, a, c, d};
    size_t bytes = (size_t)(instances - i) * sizeof(REAL);
    for (int row = 0; row < 5; row++) memcpy(rest[row], sources[row] + i, bytes);
    NAME(izhikevich_block_of)(rest[0], rest[1], rest[2], b, rest[3], rest[4], I, dt, steps);
    for (int row = 0; row < 2; row++) memcpy(rows[row] + i, rest[row], bytes);
}
