import GRDB

/// A study whose trials are kept in a file, which several processes may work on.
///
/// ```swift
/// let space = try SearchSpace(["x": .uniform(-5, 5)])
/// var study = try StoredStudy(path: "study.sqlite", space: space, seed: 1)
/// try await study.minimize(batch: 32, until: StopRules(evaluations: 320)) { trials in
///     trials.map { .loss($0["x"]! * $0["x"]!) }
/// }
/// print(study.study.best!.parameters)
/// ```
///
/// What was asked and told is durable when the call returns. A process that was killed and started
/// again proposes what it would have proposed: its trials are pending, `minimize` evaluates them
/// first, and the next ones follow from the same trials and the same seed.
///
/// Every pending trial belongs to somebody: to this process, to another, to somebody outside who was
/// told its number, or to nobody. So two processes never evaluate the same trial.
public struct StoredStudy: Sendable {
    /// The file.
    public let file: StudyFile
    /// The trials as the file had them last.
    public private(set) var study: Study

    /// This process's row in the file.
    private let worker: Int64
    private var lastEvaluation: Int64 = 0

    /// Opens a study, or starts it where the file is not there or empty.
    ///
    /// - Parameters:
    ///   - space: must be the one that the study was started with.
    ///   - spaceSource: what the user wrote as the space, kept with a new study as it is.
    ///   - method: nil takes the one of the file, for a new study `.treeParzen()`.
    ///   - seed: nil takes the one of the file, for a new study 1.
    ///   - objectives: nil takes the number of the file, for a new study 1.
    ///   - patience: how long to wait while other processes have the file locked.
    /// - Throws: `StudyFileError`, also when the file has another space, method, seed or number of
    ///   objectives than those given.
    public init(
        path: String, space: SearchSpace, spaceSource: String? = nil,
        method: SearchMethod? = nil, seed: UInt64? = nil, objectives: Int? = nil,
        patience: Duration = .seconds(60)
    ) throws(StudyFileError) {
        precondition(objectives ?? 1 > 0, "\(objectives ?? 1) objectives, expected at least 1")
        let file = try StudyFile(
            path: path, patience: patience,
            start: StudyFile.Start(
                space: space, source: spaceSource, method: method ?? .treeParzen(),
                seed: seed ?? 1, objectives: objectives ?? 1))
        try file.checkSpace(space)
        try file.check("method", file.method, method)
        try file.check("seed", file.seed, seed)
        try file.check("number of objectives", file.objectives, objectives)
        self.file = file
        study = Study(
            space: space, method: file.method, seed: file.seed, objectives: file.objectives)
        worker = try file.write { database in
            let current = StudyWorker.current
            try database.execute(
                sql: "INSERT INTO workers (host, process, started) VALUES (?, ?, ?)",
                arguments: [current.host, current.process, current.started])
            return database.lastInsertedRowID
        }
        try refresh()
    }

    /// Takes in what other processes have asked and told meanwhile.
    ///
    /// Asking and telling do it by themselves.
    public mutating func refresh() throws(StudyFileError) {
        let file = file
        try file.read { database in try catchUp(database) }
    }

    /// Proposes trials, which are pending until they are told.
    ///
    /// - Parameters:
    ///   - count: the number of trials.
    ///   - remaining: the number of evaluations that are still possible, these included; nil when
    ///     nobody knows.
    ///   - owner: who evaluates them.
    public mutating func ask(
        _ count: Int = 1, remaining: Int? = nil, for owner: TrialOwner = .thisProcess
    ) throws(StudyFileError) -> [Trial] {
        try ask(for: owner) { _ in (count, remaining) }
    }

    /// Proposes as many trials as are wanted once the number of trials in the file is known.
    mutating func ask(
        for owner: TrialOwner, wanted: (_ trials: Int) -> (count: Int, remaining: Int?)
    ) throws(StudyFileError) -> [Trial] {
        let file = file
        do {
            return try file.write { database in
                try catchUp(database)
                let (count, remaining) = wanted(study.trials.count)
                let queued = study.queue.count
                let asked = study.ask(count, remaining: remaining)
                try insert(asked, owner: owner, database)
                try file.dropQueue(queued - study.queue.count, database)
                return asked
            }
        } catch {
            try reload(after: error)
        }
    }

    /// Stores results, all of them or, when one is wrong, none.
    public mutating func tell(_ results: [TrialResult]) throws(StudyFileError) {
        try file.tell(results)
        try refresh()
    }

    /// Stores one result.
    public mutating func tell(_ trial: Int, _ evaluation: Evaluation) throws(StudyFileError) {
        try tell([TrialResult(trial, evaluation)])
    }

    /// Puts a point before all proposals.
    public mutating func enqueue(_ point: [String: ParameterValue]) throws(StudyFileError) {
        do {
            try study.enqueue(point)
        } catch { throw .point(error) }
        let file = file
        do {
            try file.write { database in
                try file.insertQueued(point, database)
                try catchUp(database)
            }
        } catch {
            try reload(after: error)
        }
    }

    /// Takes over pending trials that nobody works on: those of processes that are gone, those
    /// given back, and, if a time is given, those that somebody has had for longer than that.
    ///
    /// A process on another machine counts as gone only after that time.
    /// - Returns: the trials, which this process should now evaluate, the oldest first.
    public mutating func claimPending(
        _ limit: Int, assignedBefore age: Duration? = nil
    ) throws(StudyFileError) -> [Trial] {
        let file = file
        return try file.write { database in
            try catchUp(database)
            let claimed = try file.unattended(database, age: age).prefix(limit)
            for number in claimed {
                try database.execute(
                    sql: """
                        UPDATE trials SET worker = ?, assigned = \(StudySchema.now)
                        WHERE number = ?
                        """,
                    arguments: [worker, number])
            }
            return claimed.map { study.trials[$0] }
        }
    }

    /// Gives all pending trials of this process back, for any process to take over.
    public func release() throws(StudyFileError) {
        try file.write { database in
            try database.execute(
                sql: """
                    UPDATE trials SET worker = NULL WHERE worker = ?
                    AND NOT EXISTS (SELECT 1 FROM evaluations e WHERE e.trial = number)
                    """, arguments: [worker])
        }
    }
}

/// Who evaluates a trial that a stored study proposed.
public enum TrialOwner: Sendable {
    /// The process that asks; when it is killed the trial is free for others.
    case thisProcess
    /// Somebody outside, who will tell in time.
    case elsewhere
}

extension StoredStudy {
    /// Adds what is new in the file to the trials in memory.
    private mutating func catchUp(_ database: Database) throws {
        do {
            for trial in try file.readTrials(database, from: study.trials.count) {
                try study.adopt(trial)
            }
            for told in try file.readEvaluations(database, after: lastEvaluation) {
                try study.tell(told.result.trial, told.result.evaluation)
                lastEvaluation = told.id
            }
        } catch let error as StudyError {
            throw StudyFileError.damaged(file: file.path, reason: error.description)
        }
        study.replaceQueue(try file.readQueue(database))
    }

    /// After a transaction that was undone the trials in memory may be ahead of the file.
    private mutating func reload(after error: StudyFileError) throws(StudyFileError) -> Never {
        study = Study(
            space: study.space, method: file.method, seed: file.seed,
            objectives: file.objectives)
        lastEvaluation = 0
        try? refresh()
        throw error
    }

    private func insert(_ trials: [Trial], owner: TrialOwner, _ database: Database) throws {
        let row = try database.cachedStatement(
            sql: "INSERT INTO trials (number, origin, worker) VALUES (?, ?, ?)")
        let parameter = try database.cachedStatement(
            sql: "INSERT INTO parameters (trial, name, value) VALUES (?, ?, ?)")
        let owner: Int64 =
            switch owner {
            case .thisProcess: worker
            case .elsewhere: 0
            }
        for trial in trials {
            try row.execute(arguments: [trial.number, trial.origin.description, owner])
            for (name, value) in trial.parameters {
                try parameter.execute(arguments: [trial.number, name, value.stored])
            }
        }
    }
}

extension StudyFile {
    /// Compares the description of a space with the file's.
    fileprivate func checkSpace(_ space: SearchSpace) throws(StudyFileError) {
        let expected = space.description
        guard spaceDescription != expected else { return }
        let ours = expected.split(separator: "\n", omittingEmptySubsequences: false)
        let theirs = spaceDescription.split(separator: "\n", omittingEmptySubsequences: false)
        let first = zip(ours, theirs).prefix { $0 == $1 }.count
        func line(_ lines: [Substring]) -> String {
            first < lines.count ? String(lines[first]) : "nothing more"
        }
        throw .otherSpace(file: path, found: line(theirs), expected: line(ours))
    }

    fileprivate func check<Setting: Equatable>(
        _ name: String, _ found: Setting, _ expected: Setting?
    ) throws(StudyFileError) {
        guard let expected, found != expected else { return }
        throw .otherSetting(file: path, name: name, found: "\(found)", expected: "\(expected)")
    }

    /// Pending trials without anybody who works on them, by number.
    fileprivate func unattended(_ database: Database, age: Duration?) throws -> [Int] {
        let here = StudyWorker.current
        var gone: Set<Int64> = []
        for row in try Row.fetchAll(
            database, sql: "SELECT id, host, process, started FROM workers WHERE id > 0")
        {
            let worker = StudyWorker(host: row[1], process: row[2], started: row[3])
            if worker.isGone(on: here) { gone.insert(row[0]) }
        }
        let seconds = age.map {
            Double($0.components.seconds) + 1e-18 * Double($0.components.attoseconds)
        }
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT number, worker, (julianday('now') - julianday(assigned)) * 86400
                FROM trials t WHERE NOT EXISTS (SELECT 1 FROM evaluations e WHERE e.trial = number)
                ORDER BY number
                """)
        return rows.compactMap { row in
            let (owner, age): (Int64?, Double?) = (row[1], row[2])
            let isFree = owner.map(gone.contains) ?? true
            let isOld = seconds.map { age ?? 0 > $0 } ?? false
            return isFree || isOld ? row[0] as Int : nil
        }
    }

    fileprivate func insertQueued(_ point: [String: ParameterValue], _ database: Database) throws {
        let last = try Int.fetchOne(database, sql: "SELECT max(point) FROM queue") ?? 0
        for (name, value) in point {
            try database.execute(
                sql: "INSERT INTO queue (point, name, value) VALUES (?, ?, ?)",
                arguments: [last + 1, name, value.stored])
        }
    }

    /// Removes the first points of the queue.
    fileprivate func dropQueue(_ count: Int, _ database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM queue WHERE point IN
                (SELECT DISTINCT point FROM queue ORDER BY point LIMIT ?)
                """, arguments: [count])
    }
}
