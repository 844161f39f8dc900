/// The roof over a simulation's speed: how many exponentials, and how many products with a sum,
/// this machine computes per second when it does nothing else.
///
/// ```swift
/// let rates = await MachineRates.measure(in: Float.self, threads: 2)
/// print(rates.exponentials, rates.fusedMultiplyAdds)
/// ```
public struct MachineRates: Sendable, Equatable {
    /// "single" or "double".
    public var precision: String
    public var threads: Int
    /// Exponentials per second, of arrays in the first cache.
    public var exponentials: Double
    /// Multiplications with an addition per second, in registers.
    public var fusedMultiplyAdds: Double

    /// Measures the rates; each thread's fastest slices of about a millisecond count, because other
    /// programs on the machine can only slow a slice down.
    /// - Parameters:
    ///   - scalar: the precision, `Float` or `Double`.
    ///   - threads: how many work at the same time; their rates are added.
    ///   - seconds: how long to measure each of the two.
    public static func measure<Scalar: SimulationScalar>(
        in scalar: Scalar.Type, threads: Int = 1, seconds: Double = 0.1
    ) async -> MachineRates {
        precondition(threads > 0, "\(threads) threads")
        let exponentials = await sum(over: threads) { exponentialRate(scalar, seconds) }
        let fusedMultiplyAdds = await sum(over: threads) { multiplyAddRate(scalar, seconds) }
        return MachineRates(
            precision: Scalar._kernels.precision, threads: threads, exponentials: exponentials,
            fusedMultiplyAdds: fusedMultiplyAdds)
    }

    private static func sum(
        over threads: Int, _ rate: @escaping @Sendable () -> Double
    ) async -> Double {
        await withTaskGroup(of: Double.self) { group in
            for _ in 0..<threads { group.addTask { rate() } }
            return await group.reduce(0, +)
        }
    }

    private static func exponentialRate<Scalar: SimulationScalar>(
        _: Scalar.Type, _ seconds: Double
    ) -> Double {
        let count = 1_024
        let instruction = [Instruction(opcode: .unary(.exp), result: 1)]
        var registers = (0..<2 * count).map { Scalar(-8) + Scalar($0) / 64 }
        return registers.withUnsafeMutableBufferPointer { registers in
            instruction.withUnsafeBufferPointer { instruction in
                let lanes = Lanes(
                    registers: registers.baseAddress!, scalars: registers.baseAddress!,
                    stride: count, count: count)
                return fastestSlice(seconds) {
                    for _ in 0..<2_048 { Scalar._kernels.execute(instruction, lanes) }
                    return 2_048 * count
                }
            }
        }
    }

    private static func multiplyAddRate<Scalar: SimulationScalar>(
        _: Scalar.Type, _ seconds: Double
    ) -> Double {
        var chains = [Scalar](repeating: 0, count: 16)
        return chains.withUnsafeMutableBufferPointer { chains in
            fastestSlice(seconds) {
                Scalar._kernels.multiplyAddChains(chains.baseAddress!, 25_000)
            }
        }
    }

    /// Repeats a slice of work and returns its best rate; the slice returns how much it did.
    private static func fastestSlice(_ seconds: Double, _ slice: () -> Int) -> Double {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var best = 0.0
        repeat {
            let start = clock.now
            let amount = slice()
            best = max(best, Double(amount) / ((clock.now - start) / .seconds(1)))
        } while clock.now < end
        return best
    }
}
