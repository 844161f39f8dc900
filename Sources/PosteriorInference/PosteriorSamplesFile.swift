public import HDF5Storage
public import LinearAlgebra

/// Posterior samples as HDF5 that `arviz.from_netcdf` opens as inference data.
///
/// netCDF-4 is HDF5 with dimension scales: the group `posterior` holds the axes `chain` (one) and
/// `draw`, and for each parameter a table `[1 × draws]`.
public enum PosteriorSamplesFile {
    /// Writes samples `[draws × names]`; the file appears under its name only when it is complete.
    ///
    /// - Parameters:
    ///   - observation: names and values of the statistics, for the group `observed_data`.
    ///   - attributes: texts to be attached to the group `posterior`, such as `created_at`.
    public static func write(
        _ samples: Matrix<Double>, names: [String], to path: String,
        observation: [(name: String, value: Double)] = [], attributes: [String: String] = [:]
    ) throws(HDF5Error) {
        precondition(
            samples.columns == names.count, "\(samples.columns) columns for \(names.count) names")
        let file = try HDF5File(creating: path)
        let group = try posteriorGroup(of: file, attributes)
        let chain = try group.write([Int64(0)], to: "chain")
        let draw = try group.write((0..<samples.rows).map { Int64($0) }, to: "draw")
        try chain.makeDimensionScale(named: "chain")
        try draw.makeDimensionScale(named: "draw")
        for (column, name) in names.enumerated() {
            let table = try group.write(
                samples.column(column), shape: [1, samples.rows], to: name)
            try table.attachScale(chain, toDimension: 0)
            try table.attachScale(draw, toDimension: 1)
        }
        if !observation.isEmpty {
            let observed = try file.root.createGroup("observed_data")
            for (name, value) in observation { try observed.write(value, to: name) }
        }
        try file.commit()
    }

    /// Creates the group that holds the samples.
    static func posteriorGroup(
        of file: HDF5File, _ attributes: [String: String]
    ) throws(HDF5Error) -> HDF5Group {
        let group = try file.root.createGroup("posterior")
        try group.setAttribute("inference_library", to: "NeuroSBI")
        for (name, text) in attributes.sorted(by: { $0.key < $1.key })
        where name != "inference_library" {
            try group.setAttribute(name, to: text)
        }
        return group
    }
}
