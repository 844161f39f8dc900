// Chains of multiplications with addition that never leave the registers.

// Latency times the instructions that start in a cycle is at most ten on processors of today, and
// ten chains with their factor and addend fit into sixteen registers.
enum { chain_count = 10, chain_steps = 16 };

#define VM_DEFINE_CHAINS(t, s)                                                                     \
    static ptrdiff_t fma_chains_##s(                                                               \
        number_##t *result, number_##t factor, number_##t addend, ptrdiff_t rounds) {              \
        vector_##t x[chain_count], f = all_##t(factor), a = all_##t(addend), sum = all_##t(0);     \
        for (int j = 0; j < chain_count; j++) x[j] = load_##t(result) + (number_##t)j;             \
        for (ptrdiff_t round = 0; round < rounds; round++) {                                       \
            _Pragma("clang loop unroll(full)") for (int k = 0; k < chain_steps; k++) {             \
                _Pragma("clang loop unroll(full)") for (int j = 0; j < chain_count; j++)           \
                    x[j] = fma_##t(x[j], f, a);                                                    \
            }                                                                                      \
        }                                                                                          \
        for (int j = 0; j < chain_count; j++) sum = sum + x[j];                                    \
        store_##t(result, sum);                                                                    \
        return rounds * chain_steps * chain_count * lanes_##t;                                     \
    }
VM_DEFINE_CHAINS(f, f32)
VM_DEFINE_CHAINS(d, f64)
