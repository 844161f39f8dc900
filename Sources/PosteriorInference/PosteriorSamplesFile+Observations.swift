public import HDF5Storage
public import LinearAlgebra

extension PosteriorSamplesFile {
    /// Writes the samples of several observations into one file that `arviz.from_netcdf` opens.
    ///
    /// The tables of the parameters are `[1 × draws × observations]` along the axes `chain`, `draw`
    /// and `observation`; those of the statistics in the group `observed_data` are
    /// `[observations]`.
    /// - Parameters:
    ///   - samples: `[draws × names]` of each observation, equally many draws.
    ///   - labels: names of the observations, the coordinates of their axis.
    ///   - statistics: `[observations × statistics]`.
    ///   - attributes: texts to be attached to the group `posterior`.
    public static func write(
        _ samples: [Matrix<Double>], names: [String], labels: [String], to path: String,
        statistics: Matrix<Double>, statisticNames: [String], attributes: [String: String] = [:]
    ) throws(HDF5Error) {
        let draws = samples.first?.rows ?? 0
        precondition(
            samples.count == labels.count && statistics.rows == labels.count,
            "\(samples.count) tables and \(statistics.rows) rows for \(labels.count) observations")
        precondition(
            samples.allSatisfy { $0.rows == draws && $0.columns == names.count },
            "tables of samples are not all [\(draws) × \(names.count)]")
        precondition(
            statistics.columns == statisticNames.count,
            "\(statistics.columns) columns for \(statisticNames.count) statistics")
        let file = try HDF5File(creating: path)
        let group = try posteriorGroup(of: file, attributes)
        let axes = [
            ("chain", try group.write([Int64(0)], to: "chain")),
            ("draw", try group.write((0..<draws).map { Int64($0) }, to: "draw")),
            ("observation", try group.write(labels, to: "observation")),
        ]
        for (name, axis) in axes { try axis.makeDimensionScale(named: name) }
        for (column, name) in names.enumerated() {
            var values = [Double](repeating: 0, count: draws * samples.count)
            for (observation, table) in samples.enumerated() {
                for (draw, value) in table.column(column).enumerated() {
                    values[draw * samples.count + observation] = value
                }
            }
            let table = try group.write(values, shape: [1, draws, labels.count], to: name)
            for (dimension, axis) in axes.enumerated() {
                try table.attachScale(axis.1, toDimension: dimension)
            }
        }
        let observed = try file.root.createGroup("observed_data")
        let axis = try observed.write(labels, to: "observation")
        try axis.makeDimensionScale(named: "observation")
        for (column, name) in statisticNames.enumerated() {
            let table = try observed.write(
                statistics.column(column), shape: [labels.count], to: name)
            try table.attachScale(axis, toDimension: 0)
        }
        try file.commit()
    }
}
