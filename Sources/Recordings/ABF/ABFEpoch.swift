import Foundation

/// One row of an output's epoch table: a piece of the stimulus that may change from sweep to sweep.
struct ABFEpoch {
    /// The course of the command within the piece, from the level before it to its own.
    enum Shape: Int16 {
        case step = 1
        case ramp = 2
        case pulses = 3
        case triangles = 4
        case cosines = 5
        case biphasicPulses = 7
    }

    /// The output that it belongs to.
    let output: Int
    /// Kind of piece as the file numbers it; 0 is a row that is not used.
    let kind: Int16
    /// Level in the first sweep, and what each sweep adds.
    let level: Double
    let levelIncrement: Double
    /// Samples in the first sweep, and what each sweep adds.
    let duration: Int
    let durationIncrement: Int
    /// Samples from one pulse of a train to the next, and samples of each.
    let pulsePeriod: Int
    let pulseWidth: Int

    /// Nil for a kind that is not known.
    var shape: Shape? { Shape(rawValue: kind) }

    init(_ bytes: ABFBytes, at place: Int) throws(RecordingError) {
        output = Int(try bytes.integer(Int16.self, at: place + 2))
        kind = try bytes.integer(Int16.self, at: place + 4)
        level = try bytes.finiteNumber(at: place + 6, "level of an epoch")
        levelIncrement = try bytes.finiteNumber(at: place + 10, "level increment of an epoch")
        duration = Int(try bytes.integer(Int32.self, at: place + 14))
        durationIncrement = Int(try bytes.integer(Int32.self, at: place + 18))
        pulsePeriod = Int(try bytes.integer(Int32.self, at: place + 22))
        pulseWidth = Int(try bytes.integer(Int32.self, at: place + 26))
    }

    /// Samples in a sweep; an epoch that shrinks below nothing is not there.
    func duration(inSweep sweep: Int) -> Int { max(0, duration + durationIncrement * sweep) }

    /// Level in a sweep.
    func level(inSweep sweep: Int) -> Double { level + levelIncrement * Double(sweep) }

    /// The command at a sample of the piece.
    /// - Parameters:
    ///   - sample: counted from the begin of the piece.
    ///   - duration: samples of the piece.
    ///   - before: level of the piece before.
    ///   - level: level of this piece.
    func command(
        _ shape: Shape, atSample sample: Int, duration: Int, from before: Double, to level: Double
    ) -> Double {
        let trainCount = pulsePeriod > 0 ? duration / pulsePeriod : 0
        let pulse = pulsePeriod > 0 ? sample / pulsePeriod : 0
        let phase = pulsePeriod > 0 ? sample % pulsePeriod : 0
        let isInTrain = pulse < trainCount
        switch shape {
        case .step:
            return level
        case .ramp:
            return Self.line(sample, of: duration, from: before, to: level)
        case .pulses:
            return isInTrain && phase < pulseWidth ? level : before
        case .triangles:
            guard isInTrain else { return before }
            return phase < pulseWidth
                ? Self.line(phase, of: pulseWidth, from: before, to: level)
                : Self.line(
                    phase - pulseWidth, of: pulsePeriod - pulseWidth, from: level, to: before)
        case .cosines:
            let angle = Self.line(sample, of: duration, from: 0, to: 2 * .pi * Double(trainCount))
            return before + (level - before) * (1 - cos(angle)) / 2
        case .biphasicPulses:
            guard isInTrain, phase < pulseWidth else { return before }
            return phase < pulseWidth / 2 ? level : 2 * before - level
        }
    }

    /// Sample of a line that begins at one level and is at the other in its last sample.
    private static func line(
        _ sample: Int, of count: Int, from start: Double, to end: Double
    ) -> Double {
        count > 1 ? start + (end - start) * Double(sample) / Double(count - 1) : start
    }
}
