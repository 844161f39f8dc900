public import BatchSimulation
import LinearAlgebra

/// How far results are from a target: one number or several that are added up.
///
/// ```swift
/// let loss =
///     Loss.rootMeanSquare(of: "v", chunk: 0) + 0.1 * .spikeFeatures(chunk: 1)
///     + .custom("onset") { results, target in abs(results.data["onset"]! - 10) }
/// ```
///
/// Losses of this module are evaluated for a whole tile of parameter sets at once, after what they
/// need of the target was taken from it once. A loss that is not finite marks its parameter set as
/// failed.
public struct Loss: Sendable {
    /// Gives the losses of all instances of a tile, `[instances]`.
    typealias Evaluator = @Sendable (EvaluatedTile) throws -> [Double]

    /// One of the numbers that are added up.
    struct Term: Sendable {
        /// How results call it.
        var name: String
        var weight = 1.0
        /// Takes what it needs from the target.
        var prepare: @Sendable (_ target: ExperimentResults) throws -> Evaluator
    }

    private(set) var terms: [Term]

    init(terms: [Term]) { self.terms = terms }

    /// A loss of whole tiles.
    init(
        _ name: String,
        prepare: @escaping @Sendable (_ target: ExperimentResults) throws -> Evaluator
    ) {
        terms = [Term(name: name, prepare: prepare)]
    }

    /// A loss of one's own, called with the results of one parameter set and the target.
    public static func custom(
        _ name: String,
        _ loss:
            @escaping @Sendable (
                _ results: ExperimentResults, _ target: ExperimentResults
            ) throws -> Double
    ) -> Loss {
        Loss(name) { target in
            { tile in try tile.results.map { try loss($0, target) } }
        }
    }

    /// The names of the single losses.
    public var names: [String] { terms.map(\.name) }

    /// The single losses with other names, such as what they stand for.
    public func named(_ names: String...) -> Loss {
        precondition(names.count == terms.count, "\(names.count) names for \(terms.count) losses")
        var loss = self
        for (index, name) in names.enumerated() { loss.terms[index].name = name }
        return loss
    }

    /// Adds the single losses of two.
    public static func + (left: Loss, right: Loss) -> Loss { Loss(terms: left.terms + right.terms) }

    /// Weighs every single loss.
    public static func * (weight: Double, loss: Loss) -> Loss {
        var weighted = loss
        for index in loss.terms.indices { weighted.terms[index].weight *= weight }
        return weighted
    }

    /// The same losses against another target than that of the fit.
    func against(_ target: ExperimentResults) -> Loss {
        Loss(
            terms: terms.map { term in
                var own = term
                own.prepare = { _ in try term.prepare(target) }
                return own
            })
    }

    /// The single losses of results, weighted, in the order of ``names``.
    /// - Throws: what a loss throws, ``OptNeuronError`` where something is missing.
    public func evaluate(
        _ results: ExperimentResults, target: ExperimentResults
    ) throws -> [Double] {
        Array(try prepared(for: target).evaluate(EvaluatedTile(results)).row(0))
    }

    /// The loss against one target, to be evaluated for many tiles.
    /// - Throws: ``OptNeuronError`` where the target lacks what the loss looks at.
    func prepared(for target: ExperimentResults) throws -> PreparedLoss {
        PreparedLoss(
            terms: try terms.map { term in
                (name: term.name, weight: term.weight, evaluate: try term.prepare(target))
            })
    }
}

/// A loss that has taken from its target what it needs.
struct PreparedLoss: Sendable {
    let terms: [(name: String, weight: Double, evaluate: Loss.Evaluator)]

    /// The single losses of all instances, weighted.
    /// - Returns: `[instances × losses]`.
    func evaluate(_ tile: EvaluatedTile) throws -> Matrix<Double> {
        var result = Matrix<Double>(rows: tile.count, columns: terms.count, repeating: 0)
        for (column, term) in terms.enumerated() {
            let values = try term.evaluate(tile)
            guard values.count == tile.count else {
                throw OptNeuronError.valueCount(
                    of: term.name, found: values.count, expected: tile.count)
            }
            for (row, value) in values.enumerated() { result[row, column] = term.weight * value }
        }
        return result
    }
}

/// A tile of instances whose results are compared with a target.
struct EvaluatedTile: Sendable {
    let tile: PopulationTile<Double>
    let data: ExperimentData

    init(tile: PopulationTile<Double>, data: ExperimentData) {
        self.tile = tile
        self.data = data
    }

    /// A tile of one instance, whose results were measured or simulated before.
    init(_ results: ExperimentResults) {
        self.init(tile: results.tile, data: results.data.mapValues { .all($0) })
    }

    var count: Int { tile.rows.count }

    /// The results of each instance, as views.
    var results: [ExperimentResults] {
        (0..<count).map { ExperimentResults(tile, instance: $0, data: data) }
    }

    /// A chunk of the tile.
    func chunk(_ position: Int, of name: String) throws(OptNeuronError) -> RecordedChunk<Double> {
        guard tile.chunks.indices.contains(position) else {
            throw .missingResult(
                of: name, in: "the results of the model",
                reason: "there is no chunk \(position), found \(tile.chunks.count) counted from 0")
        }
        return tile.chunks[position]
    }

    /// The periods of a recording in a chunk of the tile.
    func periods(
        of variable: String, chunk position: Int, for name: String
    ) throws(OptNeuronError) -> [RecordedPeriod<Double>] {
        let chunk = try chunk(position, of: name)
        guard let periods = chunk.periods(of: variable) else {
            throw .missingResult(
                of: name, in: "the results of the model",
                reason: "'\(variable)' is not recorded, found "
                    + (chunk.names.isEmpty ? "nothing" : chunk.names.joined(separator: ", ")))
        }
        return periods
    }
}

extension ExperimentResults {
    /// A chunk of the target.
    func targetChunk(_ position: Int, for name: String) throws(OptNeuronError) -> InstanceChunk {
        guard chunks.indices.contains(position) else {
            throw .missingResult(
                of: name, in: "the target",
                reason: "there is no chunk \(position), found \(chunks.count) counted from 0")
        }
        return chunks[position]
    }

    /// The samples of a recording of the target.
    func targetSamples(
        of variable: String, chunk position: Int, for name: String
    ) throws(OptNeuronError) -> InstanceSamples {
        do {
            return try targetChunk(position, for: name).samples(of: variable)
        } catch let error as OptNeuronError {
            throw error
        } catch {
            throw .missingResult(of: name, in: "the target", reason: "\(error)")
        }
    }
}
