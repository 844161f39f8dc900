// What kernels.h and vectors.h define for one precision.
#undef REAL
#undef BITS
#undef LANES
#undef NAME
#undef V
#undef FMA
#undef EXP_MAGIC
#undef LN2_HIGH
#undef LN2_LOW
#undef RISE_SERIES
#undef EXP_POLYNOMIAL
#undef SCALE
