/// The two problems of `ThroughputProblem` as C kernels written by hand: what the simulator's
/// backends are measured against.
///
/// Priorities: speed first. State stays in vector registers over all steps, constants are folded by
/// hand, exponentials that rates have in common are computed once, and exp knows that its arguments
/// are moderate. Rounding errors only: no approximate reciprocals. The widest vector instructions
/// of the processor are chosen when the program runs (AVX-512, AVX2 with FMA3, or those that every
/// processor has).
#ifndef HAND_WRITTEN_KERNELS_H
#define HAND_WRITTEN_KERNELS_H

#include <stddef.h>

/// Izhikevich (2003) by forward Euler with input I, b common to all instances.
/// `v`, `u`: `[instances]`, state before and after. `a`, `c`, `d`: `[instances]`.
#define HAND_WRITTEN_IZHIKEVICH(T, suffix)                                                         \
    void hand_written_izhikevich_##suffix(                                                         \
        T *v, T *u, const T *a, T b, const T *c, const T *d, T I, T dt, ptrdiff_t instances,       \
        ptrdiff_t steps);
HAND_WRITTEN_IZHIKEVICH(float, f32)
HAND_WRITTEN_IZHIKEVICH(double, f64)

/// The Hodgkin–Huxley model of the catalogue (Pospischil et al. 2008, numbers as in Gonçalves et
/// al. 2020) without noise, with input I, by staggered exponential Euler in the form
/// x∞ + (x − x∞)·exp(−k·dt). Eleven exponentials a step.
/// `state`: `[5 × instances]`, rows V, m, h, n, p. `g_Na`, `g_K`: `[instances]`.
#define HAND_WRITTEN_HODGKIN_HUXLEY(T, suffix)                                                     \
    void hand_written_hodgkin_huxley_##suffix(                                                     \
        T *state, const T *g_Na, const T *g_K, T I, T dt, ptrdiff_t instances, ptrdiff_t steps);
HAND_WRITTEN_HODGKIN_HUXLEY(float, f32)
HAND_WRITTEN_HODGKIN_HUXLEY(double, f64)

#endif
