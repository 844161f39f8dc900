// The functions of one instruction set as a table, filled by kernels.h and read by dispatch.c.
#ifndef VM_TABLE_H
#define VM_TABLE_H

#include "include/vector_math.h"

#define VM_UNARY_FIELDS(name)                                                                      \
    void (*name##_f32)(float *, const float *, ptrdiff_t);                                         \
    void (*name##_f64)(double *, const double *, ptrdiff_t);
#define VM_BINARY_FIELDS_OF(name, T, s)                                                            \
    void (*name##_##s)(T *, const T *, const T *, ptrdiff_t);                                      \
    void (*name##_scalar_##s)(T *, const T *, T, ptrdiff_t);                                       \
    void (*scalar_##name##_##s)(T *, T, const T *, ptrdiff_t);
#define VM_BINARY_FIELDS(name)                                                                     \
    VM_BINARY_FIELDS_OF(name, float, f32) VM_BINARY_FIELDS_OF(name, double, f64)
#define VM_OTHER_FIELDS(T, s)                                                                      \
    void (*fma_##s)(T *, const T *, const T *, const T *, ptrdiff_t);                              \
    void (*fma_scalar_##s)(T *, const T *, T, const T *, ptrdiff_t);                               \
    void (*fma_addend_##s)(T *, const T *, const T *, T, ptrdiff_t);                               \
    void (*fma_scalars_##s)(T *, const T *, T, T, ptrdiff_t);                                      \
    void (*powi_##s)(T *, const T *, int, ptrdiff_t);                                              \
    void (*select_##s)(T *, const T *, const T *, const T *, ptrdiff_t);                           \
    void (*select_scalar_##s)(T *, const T *, const T *, T, ptrdiff_t);                            \
    void (*scalar_select_##s)(T *, const T *, T, const T *, ptrdiff_t);                            \
    void (*select_scalars_##s)(T *, const T *, T, T, ptrdiff_t);                                   \
    void (*binomialquantile_##s)(                                                                  \
        T *, const T *, ptrdiff_t, const T *, ptrdiff_t, const T *, ptrdiff_t, ptrdiff_t);         \
    void (*fill_##s)(T *, T, ptrdiff_t);                                                           \
    int (*any_##s)(const T *, ptrdiff_t);                                                          \
    ptrdiff_t (*fma_chains_##s)(T *, T, T, ptrdiff_t);                                             \
    void (*uniform_##s)(T *, uint64_t, ptrdiff_t, uint32_t, uint32_t, uint64_t);                   \
    void (*normal_##s)(T *, uint64_t, ptrdiff_t, uint32_t, uint32_t, uint64_t);                    \
    void (*uniform_gathered_##s)(                                                                  \
        T *, const uint64_t *, ptrdiff_t, uint32_t, uint32_t, uint64_t);                           \
    void (*normal_gathered_##s)(T *, const uint64_t *, ptrdiff_t, uint32_t, uint32_t, uint64_t);

typedef struct {
    VM_EACH_UNARY(VM_UNARY_FIELDS)
    VM_EACH_BINARY(VM_BINARY_FIELDS)
    VM_OTHER_FIELDS(float, f32)
    VM_OTHER_FIELDS(double, f64)
} vm_table;

extern const vm_table vm_table_baseline;
#if defined(__x86_64__)
extern const vm_table vm_table_avx2;
extern const vm_table vm_table_avx512;
#endif

#endif
