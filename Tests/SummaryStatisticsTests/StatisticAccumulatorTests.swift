import CVectorMath
import LinearAlgebra
import RealModule
import SummaryStatistics
import Testing

/// Statistics of samples that come in pieces.
struct StatisticAccumulatorTests {
    private let traces = SpikeTrainTraces()

    /// Every statistic that can be streamed, each with some options too.
    private static func streamable() throws -> [StatisticSpecification] {
        var found: [StatisticSpecification] = []
        for statistic in StatisticCatalogue.statistics {
            let plain = StatisticSpecification(statistic.name)
            guard try StatisticSet([plain]).isStreamable else { continue }
            found.append(plain)
            if statistic.options.contains(where: { $0.name == "threshold" }) {
                found.append(
                    StatisticSpecification(statistic.name, options: ["threshold": -30.3]))
            }
        }
        return found
    }

    /// Feeds a batch in pieces of the given sizes, over and over.
    private func stream<Scalar: BLASScalar>(
        _ batch: TraceBatch<Scalar>, _ set: StatisticSet, pieces: [Int],
        into accumulator: inout StatisticAccumulator<Scalar>
    ) -> StatisticTable {
        accumulator.begin(
            instanceCount: batch.instanceCount, laneCount: batch.voltage.columns)
        batch.voltage.elements.withUnsafeBufferPointer { values in
            var (sample, turn) = (0, 0)
            while sample < batch.sampleCount {
                let end = min(sample + pieces[turn % pieces.count], batch.sampleCount)
                let lanes = batch.voltage.columns
                accumulator.append(
                    samples: sample..<end,
                    values: UnsafeBufferPointer(rebasing: values[sample * lanes..<end * lanes]))
                (sample, turn) = (end, turn + 1)
            }
        }
        return accumulator.table(spikeTimes: batch.spikeTimes)
    }

    /// Voltages that no window or piece suits: noise on oscillations of different sizes.
    private func noise<Scalar: BLASScalar>(
        _: Scalar.Type, lanes: Int, samples: Int
    ) -> TraceBatch<Scalar> {
        var state: UInt64 = 1
        let voltage = Matrix<Scalar>(rows: samples, columns: lanes) { row, lane in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Double(state >> 40) / Double(1 << 24) - 0.5
            let phase = Double(row) * 0.02 * Double(lane % 5 + 1)
            return Scalar(-40 + 45 * Double.sin(phase) + 0.5 * noise)
        }
        return TraceBatch(
            voltage: voltage, samplingInterval: 0.1, stimulusStart: 33.3, stimulusEnd: 301.7,
            stimulusAmplitude: 0.2)
    }

    @Test
    func piecesDoNotChangeABit() throws {
        let set = try StatisticSet(try Self.streamable())
        #expect(set.count > 50 && set.isStreamable)
        func check<Scalar: BLASScalar>(_ batch: TraceBatch<Scalar>) {
            let whole = set.evaluate(batch)
            var accumulator = StatisticAccumulator<Scalar>(set, frame: batch.frame)
            for pieces in [[1, 128], [1], [7, 300, 64], [batch.sampleCount], [128]] {
                // The same accumulator again: nothing of the batch before may be left.
                let found = stream(batch, set, pieces: pieces, into: &accumulator)
                #expect(found == whole, "pieces of \(pieces), \(Scalar.self)")
            }
        }
        // Lanes that fill no vector, and more than one.
        check(noise(Float.self, lanes: 21, samples: 3333))
        check(noise(Double.self, lanes: 21, samples: 3333))
        check(noise(Float.self, lanes: 1, samples: 130))
        check(traces.batch(SpikeTrainTraces.examples))
    }

    @Test
    func anAccumulatorServesBatchesOfDifferentSizes() throws {
        let set = try StatisticSet(try Self.streamable())
        let small = noise(Float.self, lanes: 3, samples: 2000)
        let large = noise(Float.self, lanes: 40, samples: 2000)
        var accumulator = StatisticAccumulator<Float>(set, frame: large.frame)
        for batch in [large, small, large] {
            #expect(
                stream(batch, set, pieces: [200], into: &accumulator) == set.evaluate(batch))
        }
    }

    /// A single trace has kernels of its own, which take several runs at a time.
    @Test(arguments: [VM_BASELINE, VM_AVX2, VM_AVX512])
    func aTraceByItselfHasTheBitsOfOneAmongOthers(_ instructions: Int32) throws {
        let best = vm_instruction_set_in_use()
        guard vm_force_instruction_set(instructions) == 1 else { return }
        defer { _ = vm_force_instruction_set(best) }
        let set = try StatisticSet(try Self.streamable())
        func check<Scalar: BLASScalar>(_ batch: TraceBatch<Scalar>) {
            let together = set.evaluate(batch)
            for instance in 0..<batch.instanceCount {
                let alone = set.evaluate(batch.instance(instance))
                let same = zip(alone.values.row(0), together.values.row(instance)).allSatisfy {
                    $0.isNaN ? $1.isNaN : $0.bitPattern == $1.bitPattern
                }
                #expect(same, "instance \(instance) of \(Scalar.self)")
            }
        }
        check(noise(Float.self, lanes: 5, samples: 9_000))
        check(noise(Double.self, lanes: 5, samples: 9_000))
        check(noise(Double.self, lanes: 3, samples: 150))
        check(traces.batch(SpikeTrainTraces.examples))
        // Zeros of either sign as extremes: the first of them counts.
        let signs = Matrix<Double>(rows: 700, columns: 3) { row, lane in
            (row + lane) % 3 == 0 ? 0 : -0.0
        }
        check(
            TraceBatch(voltage: signs, samplingInterval: 1, stimulusStart: 33, stimulusEnd: 600))
    }

    @Test
    func aStatisticIsTheSameAloneAndAmongOthers() throws {
        let batch = noise(Float.self, lanes: 5, samples: 3333)
        let specifications = try Self.streamable()
        let together = try StatisticSet(specifications).evaluate(batch)
        for (column, specification) in specifications.enumerated() {
            let alone = try StatisticSet([specification])
            var accumulator = StatisticAccumulator<Float>(alone, frame: batch.frame)
            let found = stream(batch, alone, pieces: [128], into: &accumulator)
            for instance in 0..<5 {
                #expect(
                    found.row(instance)[0] == together.row(instance)[column],
                    "\(specification.name)")
            }
        }
    }

    @Test
    func streamedFeaturesEqualThoseAmongFeaturesOfWholeTraces() throws {
        // One whole-trace feature makes the set unstreamable; the others must not change by it.
        let specifications = try Self.streamable()
        let mixed = try StatisticSet(specifications + [StatisticSpecification("AP_amplitude")])
        #expect(!mixed.isStreamable)
        let batch = traces.batch(SpikeTrainTraces.examples)
        let (found, expected) = (
            mixed.evaluate(batch), try StatisticSet(specifications).evaluate(batch)
        )
        for instance in 0..<batch.instanceCount {
            #expect(Array(found.row(instance).dropLast()) == expected.row(instance))
        }
    }

    @Test
    func shapesOfSpikesAndResampledTracesCannotBeStreamed() throws {
        #expect(try StatisticSet([StatisticSpecification("goncalves2020")]).isStreamable)
        #expect(try !StatisticSet([StatisticSpecification("AP_width")]).isStreamable)
        let spikes = [StatisticSpecification("spike_count")]
        #expect(try StatisticSet(spikes).isStreamable)
        #expect(try !StatisticSet(spikes, mode: .eFELCompatible).isStreamable)
    }

    @Test
    func declaredSpikesReplaceThoseOfTheVoltage() throws {
        let set = try StatisticSet(
            ["spike_count", "time_to_first_spike", "mean_ISI"].map { StatisticSpecification($0) })
        let silent = traces.batch([[], []])
        let batch = TraceBatch(
            voltage: silent.voltage, samplingInterval: silent.samplingInterval,
            stimulusStart: silent.stimulusStart, stimulusEnd: silent.stimulusEnd,
            spikeTimes: [[110, 150, 350], []])
        var accumulator = StatisticAccumulator<Double>(set, frame: batch.frame)
        let table = stream(batch, set, pieces: [128], into: &accumulator)
        #expect(table.row(0) == [3, 10, 120])
        #expect(table.row(1) == [0, nil, nil])
    }

    @Test
    func tracesThatEndEarlyOrAreNotFiniteHaveNoStatistics() throws {
        let set = try StatisticSet([StatisticSpecification("goncalves2020")])
        let batch = noise(Double.self, lanes: 4, samples: 3333)
        let expected = set.evaluate(batch)
        var accumulator = StatisticAccumulator<Double>(set, frame: batch.frame)
        accumulator.begin(instanceCount: 4, laneCount: 4)
        batch.voltage.elements.withUnsafeBufferPointer {
            accumulator.append(
                samples: 0..<3332, values: UnsafeBufferPointer(rebasing: $0[..<(3332 * 4)]))
        }
        let ended = accumulator.table()
        #expect((0..<4).allSatisfy { ended.row($0).allSatisfy { $0 == nil } })
        // Inside of a window of moments, in a gap between them, and in the last sample.
        for (sample, bad) in [(1500, Double.infinity), (333, .nan), (3332, -.infinity)] {
            var voltage = batch.voltage
            voltage[sample, 2] = bad
            let broken = TraceBatch(
                voltage: voltage, samplingInterval: 0.1, stimulusStart: 33.3, stimulusEnd: 301.7)
            let table = stream(broken, set, pieces: [100], into: &accumulator)
            #expect(table.row(2).allSatisfy { $0 == nil }, "sample \(sample)")
            #expect(table.row(1) == expected.row(1))
        }
    }

    @Test(arguments: [VM_BASELINE, VM_AVX2, VM_AVX512])
    func instructionSetsAgree(_ instructions: Int32) throws {
        let set = try StatisticSet(try Self.streamable())
        let batch = noise(Float.self, lanes: 21, samples: 3333)
        let expected = set.evaluate(batch)
        let best = vm_instruction_set_in_use()
        guard vm_force_instruction_set(instructions) == 1 else { return }
        defer { _ = vm_force_instruction_set(best) }
        let found = set.evaluate(batch)
        for (value, reference) in zip(found.values.elements, expected.values.elements)
        where !(value.isNaN && reference.isNaN) {
            // Fused and unfused sums of 3,333 numbers in double precision.
            #expect(abs(value - reference) <= 1e-11 * max(1, abs(reference)))
        }
    }

    @Test
    func aRunWhoseFirstSampleLiesFarOffKeepsItsMoments() throws {
        // The worst case of summing around the first sample of a run: it alone is 100 mV off, the
        // other 127 ripple by 0.01 mV. Then the ripple alone, in the run that follows.
        let ripple = (0..<384).map { 0.01 * Double(($0 * 7919) % 101) / 101 - 50 }
        var trace = ripple
        trace[1] += 100
        let batch = TraceBatch(
            voltage: Matrix(rows: 384, columns: 1, elements: trace), samplingInterval: 1,
            stimulusStart: -1, stimulusEnd: 384)
        let names = ["voltage_variance", "voltage_skewness", "voltage_kurtosis"]
        for window in [1...129.0, 129...257.0] {
            let set = try StatisticSet(
                names.map {
                    StatisticSpecification(
                        $0, options: ["start": window.lowerBound, "end": window.upperBound])
                })
            let values = trace[Int(window.lowerBound)..<Int(window.upperBound)]
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            func central(_ power: Int) -> Double {
                values.reduce(0) { $0 + .pow($1 - mean, power) } / count
            }
            let variance = central(2)
            let expected = [
                variance, central(3) / .pow(variance, 1.5), central(4) / (variance * variance),
            ]
            for (found, value) in zip(set.evaluate(batch).values.elements, expected) {
                // 2·10⁻¹² is the stated bound of a run; the two-pass sums carry 1e-16·(50/0.003)
                // of the mean's rounding on the ripple, squared away for the variance.
                #expect(abs(found - value) <= 2e-11 * max(1, abs(value)), "\(window)")
            }
        }
    }
}
