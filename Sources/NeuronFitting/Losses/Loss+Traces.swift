import BatchSimulation
import LinearAlgebra

/// A stretch of a trace and how much it counts.
public struct TraceWindow: Sendable, Hashable {
    /// In ms since the reset; samples with start ≤ t < stop count.
    public var start: Double
    public var stop: Double
    /// Relative to that of other windows.
    public var weight: Double

    public init(_ start: Double, _ stop: Double, weight: Double = 1) {
        precondition(
            start < stop && weight > 0, "a window from \(start) to \(stop) with weight \(weight)")
        self.start = start
        self.stop = stop
        self.weight = weight
    }
}

extension Loss {
    /// The square root of the mean of the squared differences, √(Σ w (a − b)² / Σ w).
    /// - Parameters:
    ///   - variable: what is compared, sample by sample, over all periods of the chunk.
    ///   - chunk: counted from 0.
    ///   - windows: what counts and how much; all samples alike without any. A sample in several
    ///     windows counts with the sum of their weights.
    public static func rootMeanSquare(
        of variable: String, chunk: Int = 0, windows: [TraceWindow] = []
    ) -> Loss {
        let name = "rmse \(variable) \(chunk)"
        return Loss(name) { target in
            let expected = Array(try target.targetSamples(of: variable, chunk: chunk, for: name))
            return { tile in
                let squares = try SquaredDifferences(
                    tile, expected, variable: variable, chunk: chunk, windows: windows, name: name)
                return squares.sums.map { ($0 / squares.weight).squareRoot() }
            }
        }
    }

    /// The square root of the sum of the squared differences, √(Σ w (a − b)²).
    /// - Parameters: as ``rootMeanSquare(of:chunk:windows:)``.
    public static func rootSumSquare(
        of variable: String, chunk: Int = 0, windows: [TraceWindow] = []
    ) -> Loss {
        let name = "rsse \(variable) \(chunk)"
        return Loss(name) { target in
            let expected = Array(try target.targetSamples(of: variable, chunk: chunk, for: name))
            return { tile in
                try SquaredDifferences(
                    tile, expected, variable: variable, chunk: chunk, windows: windows, name: name
                ).sums.map { $0.squareRoot() }
            }
        }
    }
}

/// The weighted squared differences between the traces of a tile and the samples of a target.
private struct SquaredDifferences {
    /// `[instances]`.
    private(set) var sums: [Double]
    /// The sum of the weights.
    private(set) var weight = 0.0

    init(
        _ tile: EvaluatedTile, _ expected: [Double], variable: String, chunk: Int,
        windows: [TraceWindow], name: String
    ) throws {
        let periods = try tile.comparablePeriods(
            of: variable, chunk: chunk, sampleCount: expected.count, for: name)
        let laneCount = periods.first?.values.columns ?? tile.count
        var lanes = [Double](repeating: 0, count: laneCount)
        var position = 0
        for period in periods {
            for sample in 0..<period.values.rows {
                let own = Self.weight(period.time(ofSample: sample), windows)
                defer { position += 1 }
                guard own > 0 else { continue }
                weight += own
                let value = expected[position]
                let start = sample * laneCount
                for lane in 0..<laneCount {
                    let difference = period.values.elements[start + lane] - value
                    lanes[lane] += own * difference * difference
                }
            }
        }
        guard weight > 0 else {
            throw OptNeuronError.missingResult(
                of: name, in: "the target", reason: "no sample lies in the windows")
        }
        for instance in 0..<tile.count where tile.stoodStill(instance, in: periods) {
            lanes[instance] = .nan
        }
        sums = Array(lanes.prefix(tile.count))
    }

    private static func weight(_ time: Double, _ windows: [TraceWindow]) -> Double {
        if windows.isEmpty { return 1 }
        return windows.reduce(0) { sum, window in
            window.start <= time && time < window.stop ? sum + window.weight : sum
        }
    }
}

extension EvaluatedTile {
    /// The periods of a recording, which together have as many samples as the target.
    func comparablePeriods(
        of variable: String, chunk: Int, sampleCount: Int, for name: String
    ) throws(OptNeuronError) -> [RecordedPeriod<Double>] {
        let periods = try periods(of: variable, chunk: chunk, for: name)
        let count = periods.reduce(0) { $0 + $1.values.rows }
        guard count == sampleCount else {
            throw .sampleCount(of: name, found: count, expected: sampleCount)
        }
        return periods
    }

    /// Whether an instance stood still before the others, so that its trace is not comparable.
    func stoodStill(_ instance: Int, in periods: [RecordedPeriod<Double>]) -> Bool {
        periods.contains { $0.sampleCounts[instance] < $0.values.rows }
    }
}
