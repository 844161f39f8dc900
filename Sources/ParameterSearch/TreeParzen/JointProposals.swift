import LinearAlgebra
import RandomStreams
import RealModule

/// Proposals of the joint estimators: of many draws from the good trials' mixture those with the
/// largest ratio of good to bad density.
struct JointProposals {
    private let space: SearchSpace
    private let features: ParzenFeatures
    private let good: ParzenEstimator
    private let bad: ParzenEstimator
    /// The widths of the kernels at points chosen before in the same batch.
    private let chosenWidths: [Double]

    /// Builds the two mixtures, once for a batch.
    init(_ split: GoodAndBad, history: TrialHistory, settings: TreeParzenSettings) {
        space = history.space
        features = ParzenFeatures(history.space)
        let goodKernels = ParzenKernels(
            split.good, weights: split.weights,
            widths: KernelWidths.gaps(split.good, history: history, scale: settings.goodWidth),
            priorWeight: settings.priorWeight, history: history)
        let badKernels = ParzenKernels(
            split.bad, weights: [Double](repeating: 1, count: split.bad.count),
            widths: KernelWidths.gaps(split.bad, history: history, scale: 1),
            priorWeight: settings.priorWeight + Double(split.left), history: history)
        good = ParzenEstimator(goodKernels, space: space, features: features)
        bad = ParzenEstimator(badKernels, space: space, features: features)
        chosenWidths = KernelWidths.common(split.bad, history: history)
    }

    /// Chooses points one after the other; each counts as bad for those after it, which keeps the
    /// points of a batch apart.
    ///
    /// - Parameters:
    ///   - candidates: draws for a single point; a batch shares four for each of its points.
    ///   - address: the trial whose number addresses the draws.
    func points(
        _ count: Int, candidates: Int, stream: RandomStream, address: Int, zones: FailureZones
    ) -> [[Double]] {
        guard count > 0 else { return [] }
        let drawn = Swift.max(candidates, 4 * count)
        let points = good.samples(
            drawn,
            numbers: stream.uniforms(
                count: drawn * (space.columns.count + 1), step: SearchStep.joint,
                slot: UInt32(address)))
        let matrix = features.matrix(points)
        let goodLogs = good.logDensities(matrix)
        var badLogs = bad.logDensities(matrix)
        var isOpen = points.map { !zones.contains($0) }
        if isOpen.count(where: { $0 }) < count { isOpen = points.map { _ in true } }
        var chosen: [[Double]] = []
        while true {
            var best: (score: Double, index: Int)?
            for index in points.indices where isOpen[index] {
                let score = goodLogs[index] - badLogs[index]
                if best == nil || score > best!.score { best = (score, index) }
            }
            guard let best else { return chosen }
            isOpen[best.index] = false
            chosen.append(points[best.index])
            if chosen.count == count { return chosen }
            addBad(points[best.index], to: &badLogs, at: matrix)
        }
    }

    /// Adds a kernel at a point to the bad density at the candidates, by a log-add over all of
    /// them. The weights' new total is a common factor and left out.
    private func addBad(_ point: [Double], to logs: inout [Double], at matrix: Matrix<Double>) {
        let kernel = ParzenKernels(at: point, widths: chosenWidths)
        let coefficients = features.coefficients(kernel, space: space)
        var added = matrix.times(coefficients.elements)
        let logWeight = -Double.log(bad.totalWeight)
        // log(eᵃ + eᵇ) = max + log(1 + e^(−|a − b|)), with whole arrays of exp and log.
        let peaks = zip(logs, added).map { Swift.max($0, $1 + logWeight) }
        for index in added.indices { added[index] = -abs(logs[index] - added[index] - logWeight) }
        let count = added.count
        added.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            Double._vector(.exp, base, base, count)
            for index in 0..<count { buffer[index] += 1 }
            Double._vector(.log, base, base, count)
        }
        for index in logs.indices { logs[index] = peaks[index] + added[index] }
    }
}

extension ParzenKernels {
    /// A single kernel at a point.
    fileprivate init(at point: [Double], widths: [Double]) {
        self.init(centres: point, deviations: widths, weights: [1], columns: point.count)
    }
}

/// The steps that address the random numbers of different parts of a search at one trial.
enum SearchStep {
    static let arm: UInt32 = 3
    static let coordinate: UInt32 = 5
    static let restart: UInt32 = 6
    static let joint: UInt32 = 7
    static let univariate: UInt32 = 8
    static let elite: UInt32 = 9
}
