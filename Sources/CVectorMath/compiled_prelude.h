// What precedes the vector mathematics in code that is compiled at run time: the instruction set,
// from the flags of the compiler, and stand-ins for builtins that it lacks.
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
#define VM_BYTES 64
#define VM_FUSED 1
#elif defined(__AVX2__)
#define VM_BYTES 32
#define VM_FUSED 1
#else
#define VM_BYTES 16
#define VM_FUSED defined(__aarch64__)
#endif

#if defined(__clang__)
#pragma clang fp contract(off)
#endif

// The one intrinsic of AVX-512 that is used, without the header that declares all the others: it
// takes longer to read than a model to compile.
#if VM_BYTES == 64
typedef double __m512d __attribute__((vector_size(64)));
typedef float __m512 __attribute__((vector_size(64)));
static inline __attribute__((always_inline)) __m512d _mm512_scalef_pd(__m512d a, __m512d b) {
    return (__m512d)__builtin_ia32_scalefpd512_mask(a, b, a, (unsigned char)-1, 4);
}
static inline __attribute__((always_inline)) __m512 _mm512_scalef_ps(__m512 a, __m512 b) {
    return (__m512)__builtin_ia32_scalefps512_mask(a, b, a, (unsigned short)-1, 4);
}
#endif

// gcc, and clang before 16: loops over the lanes, which the optimiser turns into vectors.
#if !__has_builtin(__builtin_elementwise_fma) || !__has_builtin(__builtin_elementwise_sqrt)
typedef double prelude_d __attribute__((vector_size(VM_BYTES)));
typedef float prelude_f __attribute__((vector_size(VM_BYTES)));
#define PRELUDE_EACH(x) for (unsigned j = 0; j < sizeof(x) / sizeof((x)[0]); j++)
#define PRELUDE_LANEWISE(name)                                                                     \
    static inline __attribute__((always_inline)) prelude_d prelude_##name##_d(prelude_d x) {       \
        PRELUDE_EACH(x) x[j] = __builtin_##name(x[j]);                                             \
        return x;                                                                                  \
    }                                                                                              \
    static inline __attribute__((always_inline)) prelude_f prelude_##name##_f(prelude_f x) {       \
        PRELUDE_EACH(x) x[j] = __builtin_##name##f(x[j]);                                          \
        return x;                                                                                  \
    }
PRELUDE_LANEWISE(sqrt)
PRELUDE_LANEWISE(floor)
PRELUDE_LANEWISE(ceil)
PRELUDE_LANEWISE(trunc)
static inline __attribute__((always_inline)) prelude_d prelude_fma_d(
    prelude_d a, prelude_d b, prelude_d c) {
    PRELUDE_EACH(a) a[j] = __builtin_fma(a[j], b[j], c[j]);
    return a;
}
static inline __attribute__((always_inline)) prelude_f prelude_fma_f(
    prelude_f a, prelude_f b, prelude_f c) {
    PRELUDE_EACH(a) a[j] = __builtin_fmaf(a[j], b[j], c[j]);
    return a;
}
#define PRELUDE_CHOOSE(name, x) _Generic((x), prelude_d: prelude_##name##_d, default: prelude_##name##_f)
#define __builtin_elementwise_fma(a, b, c) PRELUDE_CHOOSE(fma, a)(a, b, c)
#define __builtin_elementwise_sqrt(x) PRELUDE_CHOOSE(sqrt, x)(x)
#define __builtin_elementwise_floor(x) PRELUDE_CHOOSE(floor, x)(x)
#define __builtin_elementwise_ceil(x) PRELUDE_CHOOSE(ceil, x)(x)
#define __builtin_elementwise_trunc(x) PRELUDE_CHOOSE(trunc, x)(x)
#endif
#if !__has_builtin(__builtin_reduce_or)
#define __builtin_reduce_or(m)                                                                     \
    ({                                                                                             \
        int64_t words[VM_BYTES / 8], any = 0;                                                      \
        __typeof__(m) mask = (m);                                                                  \
        memcpy(words, &mask, sizeof words);                                                        \
        for (int j = 0; j < VM_BYTES / 8; j++) any |= words[j];                                    \
        any;                                                                                       \
    })
#endif
