import CVectorMath

/// The steps of a compiled model as C source.
///
/// The source is made of the program's instructions alone: names and text of the user never get
/// into it, and numbers come in at run time, so that models that differ in numbers share a kernel.
/// It holds the text of the vector mathematics that the interpreter runs, and fuses products and
/// sums where the interpreter does and nowhere else; hence the results are the same to the last
/// bit.
///
/// A kernel has one function. It takes a block of lanes, keeps its state in vector registers over
/// all the steps that it is asked for, then goes on to the next block.
struct NativeSource {
    /// The name of the kernel's function.
    static let functionName = "neurosbi_advance"

    let text: String

    init(_ program: BlockProgram, isDouble: Bool) {
        let vectorCount = Self.vectorsPerBlock(program)
        var lines = [Self.definitions(isDouble: isDouble)]
        lines.append(NativeBlock(program, name: "advance_block", vectorCount: vectorCount).text)
        if vectorCount > 1 {
            lines.append(NativeBlock(program, name: "advance_vector", vectorCount: 1).text)
        }
        lines.append(Self.entry(program, vectorCount: vectorCount))
        text = lines.joined(separator: "\n")
    }

    /// How many vectors a block holds: several where the arithmetic of one does not fill the
    /// pipelines, since each step waits for the one before.
    private static func vectorsPerBlock(_ program: BlockProgram) -> Int {
        switch program.step.count {
        case ...24: 4
        case ...600: 2
        default: 1
        }
    }

    /// The vector mathematics and the names of the type.
    private static func definitions(isDouble: Bool) -> String {
        let letter = isDouble ? "d" : "f"
        return """
            \(String(cString: vm_source_text()))
            typedef number_\(letter) number;
            typedef vector_\(letter) vector;
            typedef \(isDouble ? "i64v" : "i32v") mask;
            typedef struct { int32_t lane, sample; } spike_event;
            enum { width = lanes_\(letter) };
            \(NativeOperation.aliases(letter: letter))
            static inline int is_any(mask m) { return __builtin_reduce_or(m) != 0; }
            // One bit for each lane of a mask.
            static inline uint64_t lane_bits(mask m) {
                uint64_t bits = 0;
            #if defined(__clang__)
                typedef _Bool lane_flags __attribute__((ext_vector_type(width)));
                lane_flags flags = __builtin_convertvector(m, lane_flags);
                __builtin_memcpy(&bits, &flags, sizeof flags);
                return bits & (((uint64_t)1 << width) - 1);
            #else
                for (int l = 0; l < width; l++) bits |= (uint64_t)(m[l] != 0) << l;
                return bits;
            #endif
            }

            """
    }

    /// The exported function: blocks as long as there are enough lanes, then single vectors.
    private static func entry(_ program: BlockProgram, vectorCount: Int) -> String {
        """
        __attribute__((visibility("default"))) ptrdiff_t \(functionName)(
            number *restrict registers, ptrdiff_t stride, ptrdiff_t lanes, ptrdiff_t instances,
            const number *restrict scalars, const number *restrict step_scalars,
            const number *restrict streams, const number *restrict stimuli,
            ptrdiff_t stimulus_stride, number *const *recordings, const ptrdiff_t *countdowns,
            int32_t first_step, ptrdiff_t steps, spike_event *restrict spikes,
            unsigned char *restrict poisoned) {
            ptrdiff_t count = 0, lane = 0;
            for (; lane + \(vectorCount) * width <= lanes; lane += \(vectorCount) * width)
                count = advance_block(registers, stride, lanes, instances, scalars, step_scalars,
                    streams, stimuli, stimulus_stride, recordings, countdowns, first_step, steps,
                    spikes, poisoned, lane, count);
        \(vectorCount == 1 ? "" : """
                for (; lane < lanes; lane += width)
                    count = advance_vector(registers, stride, lanes, instances, scalars,
                        step_scalars, streams, stimuli, stimulus_stride, recordings, countdowns,
                        first_step, steps, spikes, poisoned, lane, count);

            """)\
            return count;
        }

        """
    }
}
