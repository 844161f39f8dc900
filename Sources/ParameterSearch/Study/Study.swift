/// A search in progress: proposes trials and is told what came of them.
///
/// ```swift
/// var study = Study(space: try SearchSpace(["x": .uniform(-5, 5)]), seed: 1)
/// for _ in 0..<10 {
///     for trial in study.ask(8) {
///         let x = trial["x"]!
///         try study.tell(trial.number, .loss(x * x))
///     }
/// }
/// print(study.best!.parameters)
/// ```
///
/// Any number of trials may be pending, and they may be told in any order. The state is the list
/// of trials and the seed: a study made of the same trials proposes the same next ones.
public struct Study: Sendable {
    /// What is searched.
    public let space: SearchSpace
    /// How trials are proposed.
    public let method: SearchMethod
    /// The seed of all random numbers.
    public let seed: UInt64
    /// The number of losses of every evaluation.
    public let objectives: Int
    /// All trials in the order of asking.
    public private(set) var trials: [Trial] = []
    /// Points that will be proposed before anything else, as they were given.
    public private(set) var queue: [[String: ParameterValue]] = []
    /// The same trials as columns of numbers.
    public private(set) var history: TrialHistory

    private var algorithm: any SearchAlgorithm
    private var constraints: Int?
    private var bestNumber: Int?
    /// Whether the order of preference must be found again before it is used.
    private var needsRanking = false

    /// Starts a study.
    public init(
        space: SearchSpace, method: SearchMethod = .treeParzen(), seed: UInt64 = 1,
        objectives: Int = 1
    ) {
        precondition(objectives > 0, "\(objectives) objectives, expected at least 1")
        self.space = space
        self.method = method
        self.seed = seed
        self.objectives = objectives
        history = TrialHistory(space: space)
        algorithm = method.makeAlgorithm()
    }

    /// Goes on with the trials of an earlier study, numbered from 0.
    public init(
        space: SearchSpace, method: SearchMethod = .treeParzen(), seed: UInt64 = 1,
        objectives: Int = 1, trials: [Trial], queue: [[String: ParameterValue]] = []
    ) throws(StudyError) {
        self.init(space: space, method: method, seed: seed, objectives: objectives)
        self.queue = queue
        for trial in trials { try adopt(trial) }
    }

    /// Takes over the next trial from elsewhere, with all that was told of it: a trial that another
    /// process asked for.
    public mutating func adopt(_ trial: Trial) throws(StudyError) {
        guard trial.number == trials.count else {
            throw .trialNumber(found: trial.number, expected: trials.count)
        }
        do {
            history.append(try space.coordinates(of: trial.parameters), origin: trial.origin)
        } catch {
            throw .parameters(trial: trial.number, error)
        }
        var pending = trial
        pending.evaluations = []
        trials.append(pending)
        for evaluation in trial.evaluations { try tell(trial.number, evaluation) }
    }

    /// Proposes trials, which are pending until they are told.
    ///
    /// - Parameters:
    ///   - count: the number of trials; those that can be evaluated together should be asked for
    ///     together.
    ///   - remaining: the number of evaluations that are still possible, these included; nil
    ///     when nobody knows. Few rounds left make the search more local.
    public mutating func ask(_ count: Int = 1, remaining: Int? = nil) -> [Trial] {
        precondition(count >= 0, "\(count) trials asked for")
        rankIfNeeded()
        let first = trials.count
        while !queue.isEmpty && trials.count - first < count {
            let parameters = queue.removeFirst()
            guard let values = try? space.completed(parameters) else { continue }
            append(values, origin: .enqueued)
        }
        let wanted = count - (trials.count - first)
        if wanted > 0 {
            let request = SuggestionRequest(
                count: wanted, remaining: remaining.map { max(0, $0 - (count - wanted)) },
                seed: seed)
            for suggestion in algorithm.suggest(request, history: history) {
                append(space.values(at: suggestion.coordinates), origin: suggestion.origin)
            }
        }
        return Array(trials[first...])
    }

    /// Makes a trial of proposed values.
    ///
    /// The table gets the coordinates of the values, not those proposed: a study rebuilt from
    /// stored values must have the same table to the last bit.
    private mutating func append(_ values: [String: ParameterValue], origin: TrialOrigin) {
        guard let coordinates = try? space.coordinates(of: values) else {
            preconditionFailure("a proposal is not in its own space: \(values)")
        }
        history.append(coordinates, origin: origin)
        trials.append(Trial(number: trials.count, origin: origin, parameters: values))
    }

    /// Says what one evaluation of a trial gave.
    ///
    /// Telling a trial again adds an evaluation: its loss becomes the mean of them.
    public mutating func tell(_ number: Int, _ evaluation: Evaluation) throws(StudyError) {
        guard trials.indices.contains(number) else {
            throw .unknownTrial(number, trials: trials.count)
        }
        if evaluation.isUsable {
            try evaluation.check(
                trial: number, objectives: objectives, constraints: constraints)
            constraints = evaluation.constraints.count
        }
        trials[number].evaluations.append(evaluation)
        history.setScore(trials[number].loss ?? .infinity, of: number)
        updateBest(after: number)
        if objectives > 1 || constraints ?? 0 > 0 {
            history.scoring = objectives > 1 ? .objectives : .constraints
            needsRanking = true
        }
    }

    /// Looks at all trials only when the best one itself was told again.
    private mutating func updateBest(after number: Int) {
        func precedes(_ a: Int, _ b: Int) -> Bool {
            (trials[a].loss ?? .infinity, a) < (trials[b].loss ?? .infinity, b)
        }
        if number == bestNumber {
            bestNumber = trials.best?.number
        } else if trials[number].violation == 0, bestNumber.map({ precedes(number, $0) }) ?? true {
            bestNumber = number
        }
    }

    /// Says what several evaluations gave; those before a wrong one are kept.
    public mutating func tell(_ results: [TrialResult]) throws(StudyError) {
        for result in results { try tell(result.trial, result.evaluation) }
    }

    /// Puts a point before all proposals.
    public mutating func enqueue(_ parameters: [String: ParameterValue]) throws(SearchSpaceError) {
        _ = try space.coordinates(of: parameters)
        queue.append(parameters)
    }

    /// Takes the queue of a store.
    mutating func replaceQueue(_ points: [[String: ParameterValue]]) { queue = points }

    /// Replaces the losses by places in the order of preference where one loss does not decide.
    private mutating func rankIfNeeded() {
        guard needsRanking else { return }
        needsRanking = false
        let usable = trials.filter { !$0.isPending && !$0.isFailed }
        let places = Preference.order(of: usable)
        history.setScores(
            places.enumerated().map { (trial: usable[$1].number, score: Double($0)) })
    }
}

extension Study {
    /// The number of trials that were told.
    public var toldCount: Int { trials.count - history.pending.count }

    /// The trials that were not told yet, by number.
    public var pendingTrials: [Trial] { history.pending.map { trials[$0] } }

    /// The trials that failed, by number.
    public var failedTrials: [Trial] { history.failed.map { trials[$0] } }

    /// The trial with the smallest loss of the first objective among the feasible ones, the first
    /// of equals; nil before there is one.
    public var best: Trial? { bestNumber.map { trials[$0] } }

    /// The feasible trials that no other one betters in every objective.
    public var paretoSet: [Trial] { trials.paretoSet }
}

extension Collection<Trial> {
    /// The trial with the smallest loss of the first objective among the feasible ones, the first
    /// of equals; nil before there is one.
    public var best: Trial? {
        lazy.filter { $0.violation == 0 }.min {
            ($0.loss ?? .infinity, $0.number) < ($1.loss ?? .infinity, $1.number)
        }
    }

    /// The feasible trials that no other one betters in every objective.
    public var paretoSet: [Trial] {
        let feasible = filter { $0.violation == 0 }
        let ranks = ParetoRanking.ranks(of: feasible.map { $0.losses ?? [] })
        return zip(feasible, ranks).filter { $1 == 0 }.map(\.0)
    }
}
