import DensityEstimation
import LinearAlgebra
import Probability
import RandomStreams
import RealModule
import Testing

@Suite struct TrainingTests {
    /// The posterior has precision I + AᵀA/σ² and mean Σ·Aᵀx/σ².
    @Test(arguments: [true, false])
    func recoversTheLinearGaussianPosterior(usesLinearPart: Bool) throws {
        let (theta, x) = Fixture.linearGaussian(24_000)
        let (trained, fresh) = (0..<20_000, 20_000..<24_000)
        var settings = Fixture.quick
        settings.usesLinearPart = usesLinearPart
        let estimator = try MixtureDensityEstimator.train(
            parameters: theta.selectingRows(trained), statistics: x.selectingRows(trained),
            settings: settings, seed: 1)
        var precision = Matrix<Double>.identity(2)
        precision.accumulateProduct(
            of: Fixture.mixing, Fixture.mixing, transposingFirst: true, scale: 4)
        let cholesky = try Cholesky(precision)
        let covariance = cholesky.inverse()

        // The mean of log p − log q over fresh pairs is the Kullback–Leibler divergence; its
        // standard error with 4,000 pairs is near 0.003. In theory it falls as the number of free
        // parameters over twice the simulations: 0.0003 for the linear part.
        let densities = estimator.logDensity(
            parameters: theta.selectingRows(fresh), statistics: x.selectingRows(fresh))
        var divergence = 0.0
        for (row, density) in zip(fresh, densities) {
            let mean = posteriorMean(cholesky, x.row(row))
            let offset = Matrix(rows: 1, columns: 2) { theta[row, $1] - mean[$1] }
            let square = offset.times(precision).times(offset, transposingOther: true)[0, 0]
            let exact = 0.5 * (cholesky.logDeterminant - square) - .log(2 * .pi)
            divergence += (exact - density) / Double(fresh.count)
        }
        #expect(divergence < (usesLinearPart ? 0.015 : 0.04))
        #expect(divergence > -0.015)

        guard usesLinearPart else { return }
        for row in 0..<5 {
            let mean = posteriorMean(cholesky, x.row(row))
            let found = estimator.mixture(at: Array(x.row(row)))
            let foundCovariance = found.covariance
            for axis in 0..<2 {
                let deviation = covariance[axis, axis].squareRoot()
                // 20,000 simulations determine regression lines to 1 %; the network on top of
                // them adds some per cent.
                #expect(abs(found.mean[axis] - mean[axis]) < 0.08 * deviation)
                #expect(abs(foundCovariance[axis, axis] / covariance[axis, axis] - 1) < 0.08)
            }
            let correlation = { (c: Matrix<Double>) in c[0, 1] / (c[0, 0] * c[1, 1]).squareRoot() }
            #expect(abs(correlation(foundCovariance) - correlation(covariance)) < 0.08)
        }
    }

    private func posteriorMean(_ precision: Cholesky<Double>, _ x: ArraySlice<Double>) -> [Double] {
        precision.solve(Fixture.mixing.times(x.map { 4 * $0 }, transposingSelf: true))
    }

    @Test func findsBothModesWithTheirMasses() throws {
        let (theta, x) = Fixture.bimodal(10_000)
        let estimator = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: Fixture.quick, seed: 2)
        for observation in [0.7, 1.2] {
            let mixture = estimator.mixture(at: [observation])
            let step = 0.005
            let grid = Matrix(rows: 1600, columns: 1) { row, _ in -4 + (Double(row) + 0.5) * step }
            let density = mixture.logDensity(grid).map { Double.exp($0) }
            // A rectangle rule far finer than the narrowest mode.
            #expect(abs(density.reduce(0, +) * step - 1) < 1e-3)
            let positive = density[800...].reduce(0, +) * step
            #expect(abs(positive - 0.5) < 0.1)
            // The posterior of |θ|: prior times likelihood, N(x/1.01, 0.1/√1.01), either sign.
            let mean = zip(density, grid.elements).reduce(0) { $0 + $1.0 * abs($1.1) } * step
            #expect(abs(mean - observation / 1.01) < 0.03)
            let square =
                zip(density, grid.elements).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } * step
            #expect(abs((square - mean * mean).squareRoot() - 0.0995) < 0.03)
        }
    }

    @Test func theSameSeedGivesTheSameBits() throws {
        let (theta, x) = Fixture.linearGaussian(500)
        func train(_ seed: UInt64) throws -> MixtureDensityEstimator {
            try .train(parameters: theta, statistics: x, settings: Fixture.quick, seed: seed)
        }
        let (first, second, other) = (try train(3), try train(3), try train(4))
        #expect(first.weights == second.weights)
        #expect(first.history.map(\.validationLoss) == second.history.map(\.validationLoss))
        #expect(first.weights != other.weights)
    }

    @Test func theBestWeightsAreRestored() throws {
        // Few simulations and a large network overfit, so that the last epoch is not the best.
        let (theta, x) = Fixture.linearGaussian(300)
        var settings = TrainingSettings()
        // Not a multiple of the plateau patience, after which training goes back to the best weights.
        settings.stoppingPatience = 10
        settings.minimumPatienceSteps = 1
        settings.minimumEpochSteps = 1
        // Every better epoch keeps the training going, however little it is better.
        settings.stoppingGain = 0
        var reports: [EpochReport] = []
        let seed: UInt64 = 6
        let estimator = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: settings, seed: seed,
            progress: { reports.append($0) })
        #expect(reports == estimator.history)
        let best = try #require(reports.last { $0.isBest })
        #expect(best.epoch == reports.count - 10)
        #expect(best.validationLoss == reports.map(\.validationLoss).min())
        #expect(reports.allSatisfy { $0.bestValidationLoss <= $0.validationLoss })
        // The rate falls after each six epochs without a better loss.
        #expect(reports[best.epoch + 5].learningRate == best.learningRate)
        #expect(abs(reports[best.epoch + 6].learningRate / best.learningRate - 0.3) < 1e-12)
        // The returned weights have the best loss on the rows that were held out.
        let order = RandomStream(seed: seed, purpose: .validationSplit).permutation(
            count: 300, index: 0)
        let held = order[..<30]
        let densities = estimator.logDensity(
            parameters: theta.selectingRows(held), statistics: x.selectingRows(held))
        let loss = -densities.reduce(0, +) / 30
        // Single against double precision.
        #expect(abs(loss - best.validationLoss) < 1e-5 * (1 + abs(loss)))
        #expect(abs(loss - reports.last!.validationLoss) > 1e-4)
        #expect(estimator.validationLoss == best.validationLoss)
    }

    /// Rows, and by hand the batch and the patiences that they have.
    @Test(arguments: [
        // 45 steps of 100 and more; 6 epochs of 90 steps are 540.
        (90_000, 100, 6, 20), (9_000, 100, 6, 20),
        // 45 steps of 40 or of 100: twice as many epochs.
        (1_800, 40, 12, 40), (4_500, 100, 12, 40),
        // 23 steps of 20, of which 540 are 23.5 epochs, 3.9 times as many.
        (450, 20, 24, 79), (10, 20, 540, 1_800),
    ])
    func fewSimulationsTakeSmallerAndMoreSteps(
        _ rows: Int, _ batch: Int, _ plateau: Int, _ stopping: Int
    ) {
        let settings = TrainingSettings().suited(toTrainingRows: rows)
        #expect(settings.batchSize == batch && settings.plateauPatience == plateau)
        #expect(settings.stoppingPatience == stopping)
        var given = TrainingSettings()
        given.minimumEpochSteps = 1
        given.minimumPatienceSteps = 1
        #expect(given.suited(toTrainingRows: max(100, rows)) == given)
        given = TrainingSettings()
        given.batchSize = 7
        #expect(given.suited(toTrainingRows: rows).batchSize == 7)
    }

    @Test func fewStepsFollowACosine() throws {
        let (theta, x) = Fixture.linearGaussian(300)
        var settings = TrainingSettings()
        // 270 training rows are three steps an epoch.
        settings.minimumEpochSteps = 1
        settings.maximumSteps = 32
        let few = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: settings, seed: 1)
        #expect(few.history.count == 10)
        for report in few.history {
            let share = (Double(report.epoch) / 10 - 0.05) / 0.95
            let expected = 0.5 * (1 + Double.cos(.pi * share)) * settings.learningRate
            // Some roundings of numbers near one.
            #expect(abs(report.learningRate - expected) < 1e-14)
        }
        #expect(few.history[9].validationLoss < few.history[0].validationLoss)
        // A hundred epochs are enough for plateaus, on which nothing falls at first.
        settings.maximumSteps = 300
        let many = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: settings, seed: 1)
        #expect(many.history[1].learningRate == settings.learningRate)
        settings.schedule = .cosine(epochs: 4)
        let asked = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: settings, seed: 1)
        #expect(asked.history.count == 4 && asked.history[3].learningRate == 0)
    }

    @Test func theLastShorterBatchIsTrainedOn() throws {
        // 270 training rows in batches of 269: only the last batch holds the one row left over.
        let (theta, x) = Fixture.linearGaussian(300)
        var settings = Fixture.quick
        settings.maximumEpochs = 1
        settings.minimumEpochSteps = 1
        settings.batchSize = 270
        let whole = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: settings, seed: 1)
        settings.batchSize = 269
        let split = try MixtureDensityEstimator.train(
            parameters: theta, statistics: x, settings: settings, seed: 1)
        // The loss is a mean over all rows; the second step moved weights once by 4e-3.
        #expect(abs(whole.history[0].trainingLoss - split.history[0].trainingLoss) < 0.05)
        #expect(whole.weights != split.weights)
    }

    @Test func userMistakesAreNamed() {
        let (theta, x) = Fixture.linearGaussian(100)
        func failure(
            _ theta: Matrix<Double>, _ x: Matrix<Double>,
            _ change: (inout TrainingSettings) -> Void = { _ in }
        ) -> TrainingError? {
            var settings = Fixture.quick
            settings.maximumEpochs = 2
            change(&settings)
            do throws(TrainingError) {
                _ = try MixtureDensityEstimator.train(
                    parameters: theta, statistics: x, settings: settings, seed: 1)
                return nil
            } catch {
                return error
            }
        }
        var constant = theta
        for row in 0..<100 { constant[row, 1] = 3.25 }
        #expect(failure(constant, x) == .constantParameter(column: 1))
        var broken = x
        broken[7, 2] = .infinity
        #expect(failure(theta, broken) == .notFinite(table: .statistics, row: 7, column: 2))
        broken = theta
        broken[9, 0] = .infinity
        #expect(failure(broken, x) == .notFinite(table: .parameters, row: 9, column: 0))
        #expect(
            failure(theta, Matrix(rows: 100, columns: 3, repeating: 0.1)) == .noVaryingStatistic)
        let few = (0..<19).map { $0 }
        #expect(
            failure(theta.selectingRows(few), x.selectingRows(few))
                == .tooFewSimulations(found: 19, needed: 20))
        #expect(
            failure(theta, x) { $0.validationFraction = 1 }
                == .invalidSetting(
                    name: "validationFraction", found: "1.0", expected: "between 0 and 1"))
        // Halved five times it is still far too large.
        let hopeless = failure(theta, x) {
            $0.learningRate = 1e38
            $0.maximumEpochs = 20
        }
        #expect(hopeless == .diverged(epoch: 6))
        #expect(failure(theta, x) == nil)
    }
}
