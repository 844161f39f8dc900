import ArgumentParser
import NeuroSBI

/// Which sweeps of recordings are taken, and how files without times are read.
struct SweepOptions: ParsableArguments {
    @Option(help: "Numbers of the sweeps to take, such as 3 or 3,5,7 (default: all).")
    var sweep: String?

    @Option(
        help: "Only sweeps whose stimulus is a step, ramp, constant or other.",
        transform: EnumerationArgument.parse)
    var stimulus: StimulusKind?

    @Option(
        help: "LO,HI: only sweeps with a stimulus of such an amplitude in nA.",
        transform: RangeArgument.parse)
    var amplitude: ClosedRange<Double>?

    @Option(help: "Milliseconds between samples, for NPY files, which do not say.")
    var samplingInterval: Double?

    func validate() throws { _ = try numbers() }

    private func numbers() throws -> Set<Int>? {
        guard let sweep else { return nil }
        let texts = sweep.split(separator: ",")
        let numbers = texts.compactMap { Int($0.filter { !$0.isWhitespace }) }
        guard !texts.isEmpty, numbers.count == texts.count else {
            throw ValidationError("found --sweep \(sweep), expected numbers such as 3 or 3,5,7")
        }
        return Set(numbers)
    }

    /// Reads files, folders and patterns.
    ///
    /// Files without a wanted sweep are passed over as long as another one has some.
    func read(_ patterns: [String]) throws -> [Recording] {
        let selection = SweepSelection(
            numbers: try numbers(), kinds: stimulus.map { [$0] }, amplitudes: amplitude)
        var recordings: [Recording] = []
        var nothingSelected: RecordingError?
        for pattern in patterns {
            do {
                recordings += try RecordingFile.read(
                    matching: pattern, samplingInterval: samplingInterval, selecting: selection)
            } catch {
                switch error {
                case .noSelectedSweeps: nothingSelected = error
                case .noSuchFile(let file):
                    throw MissingInput(path: file, meaning: "a recording, a folder or a pattern")
                default: throw error
                }
            }
        }
        if recordings.isEmpty, let nothingSelected { throw nothingSelected }
        return recordings
    }
}

/// Two numbers in their order, separated by a comma.
enum RangeArgument {
    static func parse(_ text: String) throws -> ClosedRange<Double> {
        let bounds = text.split(separator: ",").compactMap { Double($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else {
            throw ValidationError("found \"\(text)\", expected LO,HI with LO ≤ HI")
        }
        return bounds[0]...bounds[1]
    }
}
