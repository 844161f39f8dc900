import CVectorMath
import RandomStreams

/// One training of one network: epochs, validation, learning rate and the best weights.
struct TrainingRun<Scalar: NetworkScalar>: ~Copyable {
    private let table: [Scalar]
    private let validationRows: [Int32]
    private let settings: TrainingSettings
    /// The epoch that training reaches at most.
    private let lastEpoch: Int
    private let schedule: LearningRateSchedule
    /// Added to losses to state them in the coordinates of the parameters as given.
    private let lossShift: Double
    private let shuffling: RandomStream
    /// Whether the first weights are those of an earlier training.
    private let isContinuing: Bool
    private let network: MixtureDensityNetwork<Scalar>
    private var optimiser: AdamOptimiser<Scalar>
    /// The training rows in the order of the current epoch.
    private var order: [Int32]
    private var epoch = 0
    private var learningRate: Double
    private let average: AlignedBuffer<Scalar>
    private let best: AlignedBuffer<Scalar>

    init(
        architecture: MixtureArchitecture, embedding: EmbeddingArchitecture? = nil,
        table: [Scalar], split: TrainingSplit, settings: TrainingSettings, lossShift: Double,
        seed: UInt64,
        continuingFrom start: [Float]? = nil
    ) {
        self.table = table
        validationRows = split.validationRows.map { Int32($0) }
        let settings = settings.suited(toTrainingRows: split.trainingRows.count)
        self.settings = settings
        self.lossShift = lossShift
        let steps = (split.trainingRows.count + settings.batchSize - 1) / settings.batchSize
        let affordable = max(1, settings.maximumSteps / max(1, steps))
        schedule = settings.schedule.within(epochs: affordable)
        lastEpoch = min(settings.maximumEpochs, schedule.epochs ?? affordable)
        order = split.trainingRows.map { Int32($0) }
        isContinuing = start != nil
        // A network that has settled is past the first reduction.
        learningRate =
            settings.learningRate * (isContinuing ? settings.plateauFactor : 1)
        shuffling = RandomStream(seed: seed, purpose: .shuffle)
        network = MixtureDensityNetwork(
            architecture, embedding: embedding,
            capacity: max(Self.validationBlock, settings.batchSize))
        let stream = RandomStream(seed: seed, purpose: .weights)
        let initial =
            start
            ?? architecture.initialWeights(stream: stream)
            + (embedding?.initialWeights(stream: stream, firstIndex: architecture.weightCount)
                ?? [])
        network.setWeights(initial.map { Scalar($0) })
        optimiser = AdamOptimiser(count: network.weightCount)
        best = AlignedBuffer(count: network.weightCount)
        best.assign(network.weightValues)
        average = AlignedBuffer(count: network.weightCount)
        average.assign(network.weightValues)
    }

    /// Trains until the validation loss has stopped falling.
    ///
    /// - Returns: the weights of the best epoch and the report of every epoch.
    mutating func train(progress: (EpochReport) -> Void) throws(TrainingError)
        -> (weights: [Float], history: [EpochReport])
    {
        let floatingPointState = vm_begin_flushing_subnormals()
        defer { vm_end_flushing_subnormals(floatingPointState) }
        var history: [EpochReport] = []
        var lowest = Double.infinity
        // The loss at the last epoch that kept the training going.
        var milestone = Double.infinity
        var (sinceMilestone, sinceReduction, recoveries) = (0, 0, 0)
        let clock = ContinuousClock()
        if isContinuing {
            let start = clock.now
            let (training, validation) = (loss(of: order), validationLoss())
            if validation.isFinite { (lowest, milestone) = (validation, validation) }
            history.append(
                EpochReport(
                    epoch: 0, trainingLoss: training, validationLoss: validation,
                    bestValidationLoss: lowest, isBest: true,
                    seconds: (clock.now - start) / .seconds(1), learningRate: 0, gradientNorm: 0))
        }
        while epoch < lastEpoch
            && (schedule != .plateau || sinceMilestone < settings.stoppingPatience)
        {
            let start = clock.now
            epoch += 1
            let (trainingLoss, gradientNorm) = runEpoch()
            let validationLoss = trainingLoss.isFinite ? self.validationLoss() : .nan
            guard validationLoss.isFinite else {
                recoveries += 1
                guard recoveries <= Self.maximumRecoveries else { throw .diverged(epoch: epoch) }
                restart(learningRate: learningRate / 2)
                continue
            }
            let isBest = validationLoss < lowest
            if isBest {
                lowest = validationLoss
                sinceReduction = 0
                best.start.update(from: average.start, count: best.count)
            } else {
                sinceReduction += 1
            }
            if validationLoss < milestone - settings.stoppingGain {
                milestone = validationLoss
                sinceMilestone = 0
            } else {
                sinceMilestone += 1
            }
            let report = EpochReport(
                epoch: epoch, trainingLoss: trainingLoss, validationLoss: validationLoss,
                bestValidationLoss: lowest, isBest: isBest,
                seconds: (clock.now - start) / .seconds(1),
                learningRate: learningRate * schedule.share(after: Double(epoch)),
                gradientNorm: gradientNorm)
            history.append(report)
            progress(report)
            if schedule == .plateau && sinceReduction >= settings.plateauPatience {
                sinceReduction = 0
                restart(learningRate: learningRate * settings.plateauFactor)
            }
        }
        guard lowest.isFinite else { throw .diverged(epoch: epoch) }
        return (best.values.map { Float($0) }, history)
    }

    /// One pass over all training rows in a new order.
    ///
    /// - Returns: the mean loss per row and the mean gradient norm; not finite when it was given up.
    mutating func runEpoch() -> (loss: Double, gradientNorm: Double) {
        shuffling.shuffle(&order, index: UInt64(epoch))
        var (sum, norms, steps) = (0.0, 0.0, 0)
        let batch = settings.batchSize
        for first in stride(from: 0, to: order.count, by: batch) {
            let range = first..<min(first + batch, order.count)
            let logDensity = table.withUnsafeBufferPointer { table in
                order.withUnsafeBufferPointer { order in
                    network.lossGradient(
                        table: table.baseAddress!, rows: UnsafeBufferPointer(rebasing: order[range])
                    )
                }
            }
            let norm = optimiser.step(
                weights: network.weights, gradient: network.gradient, average: average,
                learningRate: learningRate
                    * schedule.share(after: Double(epoch - 1) + Double(first) / Double(order.count)),
                settings: settings)
            guard logDensity.isFinite && norm.isFinite else { return (.nan, .nan) }
            sum += logDensity
            norms += norm
            steps += 1
        }
        return (lossShift - sum / Double(order.count), norms / Double(steps))
    }

    /// The mean loss of all validation rows.
    func validationLoss() -> Double { loss(of: validationRows) }

    /// The mean loss of some rows with the averaged weights.
    private func loss(of rows: [Int32]) -> Double {
        let current = network.weightValues
        network.weights.start.update(from: average.start, count: average.count)
        defer { network.setWeights(current) }
        var sum = 0.0
        table.withUnsafeBufferPointer { table in
            rows.withUnsafeBufferPointer { rows in
                for first in stride(from: 0, to: rows.count, by: Self.validationBlock) {
                    let range = first..<min(first + Self.validationBlock, rows.count)
                    sum += network.logDensity(
                        table: table.baseAddress!, rows: UnsafeBufferPointer(rebasing: rows[range]))
                }
            }
        }
        return lossShift - sum / Double(rows.count)
    }

    private mutating func restart(learningRate: Double) {
        network.weights.start.update(from: best.start, count: best.count)
        average.start.update(from: best.start, count: best.count)
        optimiser.reset()
        self.learningRate = learningRate
    }

    /// Rows of one block of the validation set; the block, not the batch, decides the rounding.
    private static var validationBlock: Int { 240 }
    private static var maximumRecoveries: Int { 5 }
}
