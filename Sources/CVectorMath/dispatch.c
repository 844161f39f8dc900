// The public functions: each calls its kernel in the table of the instruction set in use.

#include <string.h>

#include "table.h"

#if defined(__x86_64__)
static int is_supported(int set) {
    // Both also ask whether the operating system saves the registers.
    if (set == VM_BASELINE) return 1;
    if (set == VM_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    return set == VM_AVX512 && is_supported(VM_AVX2) && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl");
}
static const vm_table *const tables[] = {&vm_table_baseline, &vm_table_avx2, &vm_table_avx512};
#else
static int is_supported(int set) { return set == VM_BASELINE; }
static const vm_table *const tables[] = {&vm_table_baseline};
#endif

// −1 until the thread's first call. One for each thread, so that a test or a measurement that
// forces a set disturbs nobody else.
static _Thread_local int set_in_use = -1;

int vm_instruction_set(void) {
    return is_supported(VM_AVX512) ? VM_AVX512 : is_supported(VM_AVX2) ? VM_AVX2 : VM_BASELINE;
}

int vm_instruction_set_in_use(void) {
    if (set_in_use < 0) set_in_use = vm_instruction_set();
    return set_in_use;
}

int vm_force_instruction_set(int set) {
    if (set < VM_BASELINE || set > VM_AVX512 || !is_supported(set)) return 0;
    set_in_use = set;
    return 1;
}

static inline const vm_table *table(void) { return tables[vm_instruction_set_in_use()]; }

#define VM_UNARY_OF(name, T, s)                                                                    \
    void vm_##name##_##s(T *result, const T *x, ptrdiff_t count) {                                 \
        table()->name##_##s(result, x, count);                                                     \
    }
#define VM_UNARY(name) VM_UNARY_OF(name, float, f32) VM_UNARY_OF(name, double, f64)
VM_EACH_UNARY(VM_UNARY)

#define VM_BINARY_OF(name, T, s)                                                                   \
    void vm_##name##_##s(T *result, const T *a, const T *b, ptrdiff_t count) {                     \
        table()->name##_##s(result, a, b, count);                                                  \
    }                                                                                              \
    void vm_##name##_scalar_##s(T *result, const T *a, T b, ptrdiff_t count) {                     \
        table()->name##_scalar_##s(result, a, b, count);                                           \
    }                                                                                              \
    void vm_scalar_##name##_##s(T *result, T a, const T *b, ptrdiff_t count) {                     \
        table()->scalar_##name##_##s(result, a, b, count);                                         \
    }
#define VM_BINARY(name) VM_BINARY_OF(name, float, f32) VM_BINARY_OF(name, double, f64)
VM_EACH_BINARY(VM_BINARY)

#define VM_OTHERS(T, s)                                                                            \
    void vm_fma_##s(T *result, const T *a, const T *b, const T *c, ptrdiff_t count) {              \
        table()->fma_##s(result, a, b, c, count);                                                  \
    }                                                                                              \
    void vm_fma_scalar_##s(T *result, const T *a, T factor, const T *c, ptrdiff_t count) {         \
        table()->fma_scalar_##s(result, a, factor, c, count);                                      \
    }                                                                                              \
    void vm_fma_addend_##s(T *result, const T *a, const T *b, T addend, ptrdiff_t count) {         \
        table()->fma_addend_##s(result, a, b, addend, count);                                      \
    }                                                                                              \
    void vm_fma_scalars_##s(T *result, const T *a, T factor, T addend, ptrdiff_t count) {          \
        table()->fma_scalars_##s(result, a, factor, addend, count);                                \
    }                                                                                              \
    void vm_powi_##s(T *result, const T *x, int n, ptrdiff_t count) {                              \
        table()->powi_##s(result, x, n, count);                                                    \
    }                                                                                              \
    void vm_select_##s(T *result, const T *mask, const T *a, const T *b, ptrdiff_t count) {        \
        table()->select_##s(result, mask, a, b, count);                                            \
    }                                                                                              \
    void vm_select_scalar_##s(T *result, const T *mask, const T *a, T other, ptrdiff_t count) {    \
        table()->select_scalar_##s(result, mask, a, other, count);                                 \
    }                                                                                              \
    void vm_scalar_select_##s(T *result, const T *mask, T chosen, const T *b, ptrdiff_t count) {   \
        table()->scalar_select_##s(result, mask, chosen, b, count);                                \
    }                                                                                              \
    void vm_select_scalars_##s(T *result, const T *mask, T chosen, T other, ptrdiff_t count) {     \
        table()->select_scalars_##s(result, mask, chosen, other, count);                           \
    }                                                                                              \
    void vm_binomialquantile_##s(                                                                  \
        T *result, const T *p, ptrdiff_t p_step, const T *n, ptrdiff_t n_step, const T *q,         \
        ptrdiff_t q_step, ptrdiff_t count) {                                                       \
        table()->binomialquantile_##s(result, p, p_step, n, n_step, q, q_step, count);             \
    }                                                                                              \
    void vm_fill_##s(T *result, T value, ptrdiff_t count) {                                        \
        table()->fill_##s(result, value, count);                                                   \
    }                                                                                              \
    void vm_copy_##s(T *result, const T *x, ptrdiff_t count) {                                     \
        if (count > 0) memmove(result, x, (size_t)count * sizeof(T));                              \
    }                                                                                              \
    int vm_any_##s(const T *x, ptrdiff_t count) { return table()->any_##s(x, count); }             \
    ptrdiff_t vm_fma_chains_##s(T *result, T factor, T addend, ptrdiff_t rounds) {                 \
        return table()->fma_chains_##s(result, factor, addend, rounds);                            \
    }                                                                                              \
    void vm_uniform_##s(                                                                           \
        T *result, uint64_t first_index, ptrdiff_t count, uint32_t step, uint32_t slot,            \
        uint64_t key) {                                                                            \
        table()->uniform_##s(result, first_index, count, step, slot, key);                         \
    }                                                                                              \
    void vm_normal_##s(                                                                            \
        T *result, uint64_t first_index, ptrdiff_t count, uint32_t step, uint32_t slot,            \
        uint64_t key) {                                                                            \
        table()->normal_##s(result, first_index, count, step, slot, key);                          \
    }                                                                                              \
    void vm_uniform_gathered_##s(                                                                  \
        T *result, const uint64_t *indices, ptrdiff_t count, uint32_t step, uint32_t slot,         \
        uint64_t key) {                                                                            \
        table()->uniform_gathered_##s(result, indices, count, step, slot, key);                    \
    }                                                                                              \
    void vm_normal_gathered_##s(                                                                   \
        T *result, const uint64_t *indices, ptrdiff_t count, uint32_t step, uint32_t slot,         \
        uint64_t key) {                                                                            \
        table()->normal_gathered_##s(result, indices, count, step, slot, key);                     \
    }
VM_OTHERS(float, f32)
VM_OTHERS(double, f64)

void vm_philox4x32(uint32_t *words, const uint32_t *counter, uint64_t key) {
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    words[0] = c0;
    words[1] = c1;
    words[2] = c2;
    words[3] = c3;
}
