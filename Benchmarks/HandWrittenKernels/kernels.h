// Both kernels in both precisions for one instruction set. Included once by each kernels_*.c, with
// BYTES (of a vector), FUSED (whether the set fuses products and sums) and TABLE defined.

#include <stdint.h>
#include <string.h>

#include "table.h"

#define INLINE static inline __attribute__((always_inline, unused))
#define EACH(j, count) _Pragma("clang loop unroll(full)") for (int j = 0; j < (count); j++)

// Enough independent chains to fill the pipelines, and no more state than registers hold.
#define IZHIKEVICH_VECTORS 6
#define HODGKIN_HUXLEY_VECTORS 2

// Single precision. The polynomial's error is 0.06 ulp.
#define REAL float
#define BITS int32_t
#define LANES (BYTES / 4)
#define NAME(x) x##_f
#define EXP_MAGIC 0x1.8p23f
#define LN2_HIGH 0x1.62e430p-1
#define LN2_LOW -0x1.05c610p-29
#define RISE_SERIES 0x1p-9
#define EXP_POLYNOMIAL(r)                                                                          \
    FMA(FMA(FMA(FMA(FMA(FMA((V)0x1.6b73dep-10f, r, (V)0x1.12306cp-7f), r, (V)0x1.555684p-5f), r,   \
                    (V)0x1.5554a2p-3f), r, (V)0x1p-1f), r, (V)1), r, (V)1)
#if BYTES == 64
#define SCALE(p, k) (V)_mm512_scalef_ps((__m512)(p), (__m512)(k))
#else
#define SCALE(p, k) ((p) * (V)((NAME(mask))((k) + (EXP_MAGIC + 127)) << 23))
#endif
#include "vectors.h"
//
#include "hodgkin_huxley.h"
#include "izhikevich.h"
#include "undefine.h"

// Double precision. The polynomial's error is 0.06 ulp.
#define REAL double
#define BITS int64_t
#define LANES (BYTES / 8)
#define NAME(x) x##_d
#define EXP_MAGIC 0x1.8p52
#define LN2_HIGH 0x1.62e42fefa39efp-1
#define LN2_LOW 0x1.abc9e3b39803fp-56
#define RISE_SERIES 0x1p-18
#define EXP_POLYNOMIAL(r)                                                                          \
    FMA(FMA(FMA(FMA(FMA(FMA(FMA(FMA(FMA(FMA(FMA(                                                   \
        (V)0x1.ad208b5149b4dp-26, r, (V)0x1.289f8bc50734dp-22), r, (V)0x1.71df5523c4444p-19), r,   \
        (V)0x1.a019ab2b807d7p-16), r, (V)0x1.a01a011c17f12p-13), r, (V)0x1.6c16c17cc418ep-10), r,  \
        (V)0x1.11111111288f8p-7), r, (V)0x1.5555555553202p-5), r, (V)0x1.5555555555501p-3), r,     \
        (V)0x1p-1), r, (V)1), r, (V)1)
#if BYTES == 64
#define SCALE(p, k) (V)_mm512_scalef_pd((__m512d)(p), (__m512d)(k))
#else
#define SCALE(p, k) ((p) * (V)((NAME(mask))((k) + (EXP_MAGIC + 1023)) << 52))
#endif
#include "vectors.h"
//
#include "hodgkin_huxley.h"
#include "izhikevich.h"
#include "undefine.h"

const kernel_table TABLE = {izhikevich_f, izhikevich_d, hodgkin_huxley_f, hodgkin_huxley_d};
