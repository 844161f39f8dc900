extension SimulationShards.Manifest {
    /// Throws what differs from the manifest that is expected.
    ///
    /// - Parameter file: where this one was found.
    func check(
        against expected: SimulationShards.Manifest, file: String
    ) throws(SimulationSetError) {
        func check<Value: Equatable>(
            _ what: String, _ key: KeyPath<SimulationShards.Manifest, Value>
        ) throws(SimulationSetError) {
            guard self[keyPath: key] == expected[keyPath: key] else {
                throw .inconsistent(
                    file: file, what: what, found: "\(self[keyPath: key])",
                    expected: "\(expected[keyPath: key])")
            }
        }
        try check("list of parameters", \.parameterNames)
        try check("list of statistics", \.statisticNames)
        try check("seed", \.seed)
        try check("prior", \.prior)
        // Whole models and configurations stand in the metadata: only what differs is shown.
        let names = Set(metadata.keys).union(expected.metadata.keys).sorted()
        for name in names where metadata[name] != expected.metadata[name] {
            let (found, wanted) = Self.firstDifference(metadata[name], expected.metadata[name])
            throw .inconsistent(
                file: file, what: "the \(name) in its metadata", found: found, expected: wanted)
        }
    }

    /// The first lines in which two texts differ; whole texts where they have one line.
    private static func firstDifference(
        _ found: String?, _ expected: String?
    ) -> (found: String, expected: String) {
        func lines(_ text: String?) -> [Substring] {
            text?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        }
        let (left, right) = (lines(found), lines(expected))
        let index = zip(left, right).prefix { $0 == $1 }.count { _ in true }
        func shown(_ lines: [Substring]) -> String {
            guard index < lines.count else { return lines.isEmpty ? "missing" : "no further line" }
            return "\"\(lines[index].prefix(200))\""
        }
        return (shown(left), shown(right))
    }
}
