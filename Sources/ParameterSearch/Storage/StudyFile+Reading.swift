import GRDB

/// Reading trials.
extension StudyFile {
    /// All trials in the order of asking, with all that was told of them.
    public func trials() throws(StudyFileError) -> [Trial] {
        try read { database in
            var trials = try readTrials(database, from: 0)
            for told in try readEvaluations(database, after: 0) {
                trials[told.result.trial].evaluations.append(told.result.evaluation)
            }
            return trials
        }
    }

    /// The trials from a number on, without evaluations.
    func readTrials(_ database: Database, from first: Int) throws -> [Trial] {
        var parameters: [[String: ParameterValue]] = []
        var origins: [TrialOrigin] = []
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT t.number, t.origin, p.name, p.value
                FROM trials t LEFT JOIN parameters p ON p.trial = t.number
                WHERE t.number >= ? ORDER BY t.number
                """, arguments: [first])
        while let row = try rows.next() {
            let number: Int = row[0]
            if number == first + parameters.count {
                let text: String = row[1]
                guard let origin = TrialOrigin(text) else {
                    throw StudyFileError.damaged(
                        file: path, reason: "trial \(number): origin \"\(text)\"")
                }
                origins.append(origin)
                parameters.append([:])
            }
            guard number == first + parameters.count - 1 else {
                throw StudyFileError.damaged(
                    file: path, reason: "trial \(first + parameters.count) is missing")
            }
            // A trial of a space with neither numbers nor options in its branch has no row.
            guard let name: String = row[2] else { continue }
            guard let value = ParameterValue(stored: row[3]) else {
                throw StudyFileError.damaged(
                    file: path, reason: "trial \(number): parameter \"\(name)\" is a blob")
            }
            parameters[number - first][name] = value
        }
        return parameters.indices.map {
            Trial(number: first + $0, origin: origins[$0], parameters: parameters[$0])
        }
    }

    /// An evaluation with its place in the order of telling.
    typealias ToldResult = (id: Int64, result: TrialResult)

    /// The evaluations told after the one of an id, in the order of telling.
    func readEvaluations(_ database: Database, after last: Int64) throws -> [ToldResult] {
        var losses = try readNumbers(database, "losses", "objective", after: last)
        var violations = try readNumbers(database, "violations", "position", after: last)
        let trials = try Int.fetchOne(database, sql: "SELECT count(*) FROM trials") ?? 0
        let rows = try Row.fetchCursor(
            database, sql: "SELECT id, trial, failed FROM evaluations WHERE id > ? ORDER BY id",
            arguments: [last])
        var told: [ToldResult] = []
        while let row = try rows.next() {
            let (id, trial): (Int64, Int) = (row[0], row[1])
            guard (0..<trials).contains(trial) else {
                throw StudyFileError.damaged(
                    file: path, reason: "an evaluation of trial \(trial), which is not there")
            }
            let evaluation = Evaluation(
                losses: losses.removeValue(forKey: id) ?? [],
                constraints: violations.removeValue(forKey: id) ?? [])
            guard evaluation.isUsable != (row[2] as Bool) else {
                throw StudyFileError.damaged(
                    file: path, reason: "the losses of trial \(trial) are not those told")
            }
            told.append((id, TrialResult(trial, evaluation)))
        }
        return told
    }

    /// The losses or violations of every evaluation after the one of an id.
    private func readNumbers(
        _ database: Database, _ table: String, _ order: String, after last: Int64
    ) throws -> [Int64: [Double]] {
        var numbers: [Int64: [Double]] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT evaluation, value FROM \(table) WHERE evaluation > ?
                ORDER BY evaluation, \(order)
                """, arguments: [last])
        while let row = try rows.next() {
            let value: Double? = row[1]
            numbers[row[0], default: []].append(value ?? .nan)
        }
        return numbers
    }

    /// The points that will be proposed before anything else.
    func readQueue(_ database: Database) throws -> [[String: ParameterValue]] {
        var points: [(id: Int64, values: [String: ParameterValue])] = []
        let rows = try Row.fetchCursor(
            database, sql: "SELECT point, name, value FROM queue ORDER BY point")
        while let row = try rows.next() {
            let (id, name): (Int64, String) = (row[0], row[1])
            if points.last?.id != id { points.append((id, [:])) }
            points[points.count - 1].values[name] = ParameterValue(stored: row[2])
        }
        return points.map(\.values)
    }
}
