/// The command of one output, sweep by sweep, rebuilt from its epoch table.
///
/// A sweep of N samples holds its first level for ⌊N/64⌋ samples, then runs through the epochs, and
/// stays at the holding level to its end (or, where the protocol says so, at the last epoch's).
/// Source: S. W. Harden, pyABF 2.3, waveform; agreement is tested there and here.
struct ABFStimulus {
    private let output: ABFOutput
    private let epochs: [ABFEpoch]

    /// - Throws: for an epoch of a kind that is not known.
    init(
        _ output: ABFOutput, epochs: [ABFEpoch], file: String
    ) throws(RecordingError) {
        self.output = output
        self.epochs = epochs.filter { $0.output == output.number && $0.kind != 0 }
        for (index, epoch) in self.epochs.enumerated() where epoch.shape == nil {
            throw .unsupported(
                file: file, location: "epoch \(index) of output \(output.number)",
                found: "an epoch of kind \(epoch.kind)",
                expected: "a step, ramp, pulse, triangle, cosine or biphasic train (1 to 5 or 7)")
        }
    }

    /// The command in the unit of the output, one number per sample.
    /// - Parameter sweep: counted from 0.
    func command(inSweep sweep: Int, sampleCount: Int) -> [Double] {
        guard output.source == .epochTable else {
            return [Double](repeating: output.holdingLevel, count: sampleCount)
        }
        var level = levelBefore(sweep)
        var command = [Double](repeating: level, count: sampleCount)
        var start = sampleCount / 64
        for epoch in epochs {
            guard let shape = epoch.shape else { continue }
            let (before, duration) = (level, epoch.duration(inSweep: sweep))
            level = epoch.level(inSweep: sweep)
            for sample in start..<max(start, min(start + duration, sampleCount)) {
                command[sample] = epoch.command(
                    shape, atSample: sample - start, duration: duration, from: before, to: level)
            }
            start = min(start + duration, sampleCount)
        }
        let rest = levelAfter(sweep)
        for sample in start..<sampleCount { command[sample] = rest }
        return command
    }

    private func levelBefore(_ sweep: Int) -> Double {
        sweep == 0 ? output.holdingLevel : levelAfter(sweep - 1)
    }

    private func levelAfter(_ sweep: Int) -> Double {
        guard output.keepsLastLevel, let last = epochs.last else { return output.holdingLevel }
        return last.level(inSweep: sweep)
    }
}
