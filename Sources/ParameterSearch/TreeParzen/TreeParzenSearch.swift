import RandomStreams

/// Searches by tree-structured Parzen estimators that hand over to a local search.
///
/// Several arms propose, and each trial remembers which one did:
/// 1. points of a Sobol sequence, until something is known;
/// 2. the joint and the univariate estimators, in proportion to their recent successes;
/// 3. from some trials for each parameter on, CMA-ES runs that start from the best trials, and
///    restart when they have converged;
/// 4. beside the runs changes of single parameters of the best trial, which find better basins;
/// 5. now and then the minimum of a quadratic fitted around the best trial.
///
/// Batches that leave only a few rounds are drawn around the best trials instead.
public struct TreeParzenSearch: SearchAlgorithm {
    private let settings: TreeParzenSettings
    private var startup = SobolSearch()
    private var runs = LocalRuns()

    /// Makes a search that has seen nothing yet.
    public init(settings: TreeParzenSettings = .init()) {
        self.settings = settings
    }

    public mutating func suggest(_ request: SuggestionRequest, history: TrialHistory)
        -> [Suggestion]
    {
        if history.usableCount < 2 || history.count < settings.startupTrials {
            return startup.suggest(request, history: history)
        }
        let stream = RandomStream(seed: request.seed, purpose: .search)
        let zones = FailureZones(history)
        let split = GoodAndBad(history, settings: settings)
        let run = isLocal(history) ? runs.current(history, stream: stream) : nil
        let arms = arms(request, history, split, run: run, stream: stream, zones: zones)

        // The estimators are built once for the batch, and only if they are needed.
        let jointCount = arms.count { $0.origin == .joint }
        let joint =
            jointCount == 0
            ? []
            : JointProposals(split, history: history, settings: settings).points(
                jointCount, candidates: settings.candidates, stream: stream,
                address: history.count, zones: zones)
        var jointPoints = joint.makeIterator()
        let univariate =
            arms.contains { $0.origin == .univariate }
            ? UnivariateProposals(split, history: history, settings: settings) : nil
        let coordinate = CoordinateProposals(history: history, stream: stream)
        return arms.enumerated().map { offset, arm in
            let trial = history.count + offset
            let point: [Double]? =
                switch arm {
                case .local(let run):
                    run.proposal(number: trial, stream: stream) { !zones.contains($0) }
                case .elite(let elite): elite.point(stream: stream, trial: trial, zones: zones)
                case .coordinate: coordinate.point(trial: trial, zones: zones)
                case .univariate: univariate?.point(stream: stream, trial: trial, zones: zones)
                case .joint: jointPoints.next()
                case .quadratic(let minimum): minimum
                }
            guard let point else { preconditionFailure("no proposal of \(arm.origin)") }
            return Suggestion(coordinates: point, origin: arm.origin)
        }
    }

    /// What proposes one trial.
    private enum Arm {
        case joint
        case univariate
        case coordinate
        case local(CovarianceRun)
        case elite(EliteProposals)
        case quadratic([Double])

        var origin: TrialOrigin {
            switch self {
            case .joint: .joint
            case .univariate: .univariate
            case .coordinate: .coordinate
            case .local(let run): run.origin
            case .elite: .elite
            case .quadratic: .quadratic
            }
        }
    }

    /// Chooses an arm for every trial of a batch, by random numbers at the trials' addresses.
    private func arms(
        _ request: SuggestionRequest, _ history: TrialHistory, _ split: GoodAndBad,
        run: CovarianceRun?, stream: RandomStream, zones: FailureZones
    ) -> [Arm] {
        let elite = isHurried(request, history) ? EliteProposals(history) : nil
        let univariateShare = ArmCredit(history, good: split.good).univariateShare
        let localShare = run.map { share(of: $0) } ?? 0
        var arms: [Arm] = (0..<request.count).map { offset in
            func number(_ slot: UInt32) -> Double {
                stream.uniform(
                    index: UInt64(history.count + offset), step: SearchStep.arm, slot: slot)
            }
            if let elite, number(0) < Self.eliteShare { return .elite(elite) }
            if let run, number(1) < localShare { return .local(run) }
            if run != nil && number(2) < Self.coordinateShare { return .coordinate }
            return number(3) < univariateShare ? .univariate : .joint
        }
        if let run, run.isNew, !arms.isEmpty {
            // The first trial of a run marks the table that it starts from.
            arms[0] = .local(run)
            return arms
        }
        let quadratics = QuadraticProposals(history: history)
        if settings.usesQuadratics, history.scoring == .losses, !arms.isEmpty, quadratics.isDue,
            let minimum = quadratics.point(), !zones.contains(minimum)
        {
            arms[0] = .quadratic(minimum)
        }
        return arms
    }

    /// The share of changes of single parameters in what a run leaves.
    private static let coordinateShare = 0.7
    /// The share of draws around the best trials in the last large batches.
    private static let eliteShare = 0.6

    /// The share of a run's proposals: a restart that still looks for a basin gets half.
    private func share(of run: CovarianceRun) -> Double {
        let isLooking =
            run.number > 0 && run.state.deviations.max() ?? 0 > LocalRuns.settledDeviation
        return isLooking ? Swift.min(0.5, settings.localShare) : settings.localShare
    }

    /// Whether the local search has begun. Several objectives have no single basin to search.
    private func isLocal(_ history: TrialHistory) -> Bool {
        guard let start = settings.localSearchAfter, history.scoring != .objectives else {
            return false
        }
        return Double(history.count) >= start * Double(history.columns.count)
    }

    /// Whether a large batch leaves too few rounds for a run to converge.
    private func isHurried(_ request: SuggestionRequest, _ history: TrialHistory) -> Bool {
        guard let remaining = request.remaining, isLocal(history) else { return false }
        let rounds = Double(remaining) / Double(request.count)
        return rounds <= 5 && request.count >= 8 * history.columns.count
    }
}
