import GRDB

/// Telling results.
extension StudyFile {
    /// Stores results, all of them or, when one is wrong, none; afterwards they are durable.
    ///
    /// A trial that is told again gets a further evaluation: its loss becomes the mean of them.
    /// - Throws: `StudyFileError.study` for a trial that is not there, and for another number of
    ///   losses or constraints than the study has.
    public func tell(_ results: [TrialResult]) throws(StudyFileError) {
        guard !results.isEmpty else { return }
        try write { database in try store(results, database) }
    }

    /// Stores one result.
    public func tell(_ trial: Int, _ evaluation: Evaluation) throws(StudyFileError) {
        try tell([TrialResult(trial, evaluation)])
    }

    private func store(_ results: [TrialResult], _ database: Database) throws {
        let trials = try Int.fetchOne(database, sql: "SELECT count(*) FROM trials") ?? 0
        var constraints = try Int.fetchOne(
            database,
            sql: """
                SELECT (SELECT count(*) FROM violations v WHERE v.evaluation = e.id)
                FROM evaluations e WHERE NOT e.failed ORDER BY e.id LIMIT 1
                """)
        let evaluations = try database.cachedStatement(
            sql: "INSERT INTO evaluations (trial, failed) VALUES (?, ?)")
        let losses = try database.cachedStatement(
            sql: "INSERT INTO losses (evaluation, objective, value) VALUES (?, ?, ?)")
        let violations = try database.cachedStatement(
            sql: "INSERT INTO violations (evaluation, position, value) VALUES (?, ?, ?)")
        for result in results {
            let evaluation = result.evaluation
            guard (0..<trials).contains(result.trial) else {
                throw StudyError.unknownTrial(result.trial, trials: trials)
            }
            if evaluation.isUsable {
                try evaluation.check(
                    trial: result.trial, objectives: objectives, constraints: constraints)
                constraints = evaluation.constraints.count
            }
            try evaluations.execute(arguments: [result.trial, !evaluation.isUsable])
            let id = database.lastInsertedRowID
            for (objective, value) in evaluation.losses.enumerated() {
                try losses.execute(arguments: [id, objective, value.stored])
            }
            for (position, value) in evaluation.constraints.enumerated() {
                try violations.execute(arguments: [id, position, value.stored])
            }
        }
    }
}
