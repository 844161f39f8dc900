// Quantile functions, by which a uniform number becomes one of another distribution: one number at
// a time, in double precision for both types. Parameters without a distribution give NaN.

#define VM_SCALAR static __attribute__((noinline, unused))

// Not in the standard's header, but in every C library; lgamma itself writes a global variable.
extern double lgamma_r(double, int *);
static inline double log_gamma_of(double x) {
    int sign;
    return lgamma_r(x, &sign);
}

// P(a, x) − p, from whichever tail is the smaller one: the series, or Lentz's continued fraction
// (Press et al. 2007, "Numerical Recipes", section 6.2).
VM_SCALAR double gamma_excess(double a, double x, double p, double log_gamma) {
    double scale = exp(a * log(x) - x - log_gamma);
    if (x < a + 1) {
        double term = 1 / a, sum = term, n = a;
        for (int i = 0; i < 100000; i++) {
            n += 1;
            term *= x / n;
            sum += term;
            if (term <= sum * 1e-17) break;
        }
        return sum * scale - p;
    }
    double b = x + 1 - a, c = 1.7976931348623157e308, d = 1 / b, fraction = d;
    for (int i = 1; i < 100000; i++) {
        double factor = -(double)i * ((double)i - a);
        b += 2;
        d = factor * d + b;
        if (fabs(d) < 1e-300) d = 1e-300;
        c = b + factor / c;
        if (fabs(c) < 1e-300) c = 1e-300;
        d = 1 / d;
        fraction *= d * c;
        if (fabs(d * c - 1) <= 1e-16) break;
    }
    return (1 - p) - fraction * scale;
}

// Where the iteration starts: Wilson and Hilferty (1931) with the normal quantile of Abramowitz and
// Stegun (1964), 26.2.22, for shapes above 1; the behaviour near 0 below.
static inline double gamma_start(double p, double a) {
    if (a > 1) {
        double t = sqrt(-2 * log(p < 0.5 ? p : 1 - p));
        double z = (2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481)) - t;
        if (p >= 0.5) z = -z;
        double root = 1 - 1 / (9 * a) + z / (3 * sqrt(a));
        double x = a * root * root * root;
        return x > 1e-3 ? x : 1e-3;
    }
    double t = 1 - a * (0.253 + a * 0.12);
    return p < t ? pow(p / t, 1 / a) : 1 - log(1 - (p - t) / (1 - t));
}

// The x that a gamma distribution of scale 1 stays below with probability p: Halley's method.
VM_SCALAR double gamma_quantile(double p, double a) {
    if (!(a > 0 && a < INFINITY && p >= 0 && p <= 1)) return NAN;
    if (p == 0) return 0;
    if (p == 1) return INFINITY;
    double x = gamma_start(p, a), log_gamma = log_gamma_of(a);
    for (int i = 0; i < 40; i++) {
        if (!(x > 0)) return 0;
        double density = exp((a - 1) * log(x) - x - log_gamma);
        if (!(density > 0)) return x;
        double newton = gamma_excess(a, x, p, log_gamma) / density;
        double bend = newton * ((a - 1) / x - 1);
        double next = x - newton / (1 - 0.5 * (bend < 1 ? bend : 1)), last = x;
        x = next <= 0 ? 0.5 * last : next;
        if (fabs(x - last) <= 1e-15 * x) break;
    }
    return x;
}

// The smallest number of successes not exceeded with probability p at least: probabilities summed
// from 12 standard deviations below the mean, below which there is less than 1e-17 (Hoeffding 1963).
VM_SCALAR double binomial_quantile(double p, double trials, double probability) {
    if (!(trials >= 0 && trials < 0x1p53 && probability >= 0 && probability <= 1 && p >= 0 && p <= 1))
        return NAN;
    double n = trunc(trials);
    if (probability == 0 || n == 0) return 0;
    if (probability == 1) return n;
    int is_mirrored = probability > 0.5;
    double s = is_mirrored ? 1 - probability : probability, q = 1 - s;
    if (is_mirrored) p = 1 - p;
    double k = floor(n * s - 12 * sqrt(n * s * q));
    if (!(k > 0)) k = 0;
    double log_mass = n * log1p(-s);
    if (k > 0)
        log_mass = log_gamma_of(n + 1) - log_gamma_of(k + 1) - log_gamma_of(n - k + 1) + k * log(s) +
                   (n - k) * log1p(-s);
    double mass = exp(log_mass), sum = mass;
    while (sum < p && k < n && mass > 0) {
        mass *= (n - k) / (k + 1) * (s / q);
        k += 1;
        sum += mass;
    }
    return is_mirrored ? n - k : k;
}

#define VM_DEFINE_QUANTILES(t)                                                                     \
    VM_INLINE vector_##t gammaquantile_##t(vector_##t p, vector_##t a) {                           \
        for (int lane = 0; lane < lanes_##t; lane++)                                               \
            p[lane] = (number_##t)gamma_quantile(p[lane], a[lane]);                                \
        return p;                                                                                  \
    }                                                                                              \
    VM_INLINE vector_##t binomialquantile_##t(vector_##t p, vector_##t n, vector_##t s) {          \
        for (int lane = 0; lane < lanes_##t; lane++)                                               \
            p[lane] = (number_##t)binomial_quantile(p[lane], n[lane], s[lane]);                    \
        return p;                                                                                  \
    }
VM_DEFINE_QUANTILES(d)
VM_DEFINE_QUANTILES(f)
