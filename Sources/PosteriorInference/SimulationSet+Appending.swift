import LinearAlgebra

extension SimulationSet {
    /// The rows of this set, then those of another with the same parameters and statistics.
    ///
    /// Seed, prior and metadata are kept from this set.
    /// - Throws: where names differ or a global index occurs in both.
    public func appending(_ other: SimulationSet) throws(SimulationSetError) -> SimulationSet {
        guard other.parameterNames == parameterNames else {
            throw .shape(
                what: "parameters of simulations to append", found: "\(other.parameterNames)",
                expected: "\(parameterNames)")
        }
        guard other.statisticNames == statisticNames else {
            throw .shape(
                what: "statistics of simulations to append", found: "\(other.statisticNames)",
                expected: "\(statisticNames)")
        }
        return try SimulationSet(
            parameterNames: parameterNames, statisticNames: statisticNames,
            parameters: Matrix(
                rows: count + other.count, columns: parameters.columns,
                elements: parameters.elements + other.parameters.elements),
            statistics: Matrix(
                rows: count + other.count, columns: statistics.columns,
                elements: statistics.elements + other.statistics.elements),
            isValid: isValid + other.isValid, indices: indices + other.indices, seed: seed,
            prior: prior, metadata: metadata)
    }
}
