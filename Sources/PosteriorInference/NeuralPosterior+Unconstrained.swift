import DensityEstimation
import LinearAlgebra
import Probability
import RandomStreams
import RealModule

/// The posterior over the unconstrained coordinates z: the members mixed at their shares.
extension NeuralPosterior {
    /// Whether every member is a mixture of Gaussians, so that the whole is one as well.
    public var isMixture: Bool { members.allSatisfy { $0.head == .mixture } }

    /// log q(z | x), for the same number of rows of z for every observation.
    ///
    /// - Parameters:
    ///   - z: `[observations · n × parameters]`, the n rows of the first observation first.
    ///   - observations: `[observations × statistics]`, checked.
    ///   - precision: of the networks of autoregressive members.
    func unconstrainedLogDensity(
        _ z: Matrix<Double>, observations: Matrix<Double>, precision: DensityPrecision = .double
    ) -> [Double] {
        let each = members.map {
            $0.logDensity(parameters: z, statistics: observations, precision: precision)
        }
        guard each.count > 1 else { return each[0] }
        return mixedLogDensities(each, shares: memberShares)
    }

    /// Draws z of every observation, `[observations · count × parameters]`.
    ///
    /// A row takes its member by its own uniform number and is the next draw of that member, so
    /// that a longer draw begins with a shorter one.
    func unconstrainedSample(
        observations: Matrix<Double>, count: Int, seed: UInt64, firstObservation: Int = 0
    ) -> Matrix<Double> {
        unconstrainedSample(
            observations: observations, samples: 0..<count, seed: seed,
            firstObservation: firstObservation)
    }

    /// The same for samples of which the first is not number 0.
    func unconstrainedSample(
        observations: Matrix<Double>, samples: Range<Int>, seed: UInt64, firstObservation: Int = 0
    ) -> Matrix<Double> {
        let stream = RandomStream(seed: seed, purpose: .posteriorSampling)
        let first = UInt32(firstObservation)
        if let mixtures = mixturesOfAllMembers(observations) {
            func draws(_ row: Int) -> Matrix<Double> {
                mixtures[row].sample(
                    count: samples.count, stream: stream, firstIndex: UInt64(samples.lowerBound),
                    step: first + UInt32(row))
            }
            guard mixtures.count > 1 else { return draws(0) }
            return Matrix(
                rows: observations.rows * samples.count, columns: prior.dimension,
                elements: mixtures.indices.flatMap { draws($0).elements })
        }
        func draws(_ member: Int, _ ranges: [Range<Int>]) -> Matrix<Double> {
            members[member].sample(
                statistics: observations, ranges: ranges,
                stream: RandomStream(
                    seed: EnsembleTraining.seed(ofMember: member, seed: seed),
                    purpose: .posteriorSampling), firstStep: first)
        }
        guard members.count > 1 else {
            return draws(0, [Range<Int>](repeating: samples, count: observations.rows))
        }
        // Of every observation: the member of every sample from the first one on.
        let choices = (0..<observations.rows).map {
            memberChoices(count: samples.upperBound, seed: seed, step: first + UInt32($0))
        }
        var result = Matrix<Double>(
            rows: observations.rows * samples.count, columns: prior.dimension)
        for member in members.indices {
            let ranges = choices.map { choices in
                let before = choices[..<samples.lowerBound].count { $0 == member }
                return before..<before + choices[samples].count { $0 == member }
            }
            let draws = draws(member, ranges)
            var draw = 0
            for (observation, choices) in choices.enumerated() {
                for (place, choice) in choices[samples].enumerated() where choice == member {
                    let row = observation * samples.count + place
                    for axis in 0..<prior.dimension { result[row, axis] = draws[draw, axis] }
                    draw += 1
                }
            }
        }
        return result
    }

    /// The member of every sample of an observation.
    private func memberChoices(count: Int, seed: UInt64, step: UInt32) -> [Int] {
        let shares = memberShares
        let stream = RandomStream(seed: seed, purpose: .memberChoice)
        return stream.uniforms(count: count, step: step).map { uniform in
            var left = uniform
            var member = 0
            while member < shares.count - 1 {
                left -= shares[member]
                if left < 0 { break }
                member += 1
            }
            return member
        }
    }

    func mixturesOfAllMembers(_ observations: Matrix<Double>) -> [GaussianMixture]? {
        var all: [[GaussianMixture]] = []
        for member in members {
            guard let mixtures = member.mixtures(at: observations) else { return nil }
            all.append(mixtures)
        }
        guard all.count > 1 else { return all[0] }
        let logShares = logMemberShares
        return (0..<observations.rows).map { row in
            GaussianMixture(mixing: all.map { $0[row] }, logShares: logShares)
        }
    }
}

extension StreamPurpose {
    fileprivate static let memberChoice = StreamPurpose("member of a posterior")
}
