import Foundation
import GRDB

/// The file of a study: a SQLite database in which every trial that was told is durable.
///
/// This much can be done without knowing the space: reading the trials and telling results. To ask
/// for trials, open the file as a `StoredStudy`.
///
/// ```swift
/// let file = try StudyFile(opening: "study.sqlite")
/// try file.tell([TrialResult(3, .loss(0.25))])
/// print(try file.trials().best?.parameters ?? [:])
/// ```
///
/// Several processes may use one file at once; each waits for its turn. Beside the file SQLite keeps
/// a journal while something is written; a process that was killed leaves it there, and the next one
/// undoes what was written in part.
///
/// ## Tables
/// ```
/// study        id = 1, space, source, method, settings, seed, objectives, created
/// workers      id, host, process, started, joined
/// trials       number, origin, worker, assigned
/// parameters   trial, name, value
/// evaluations  id, trial, failed, told
/// losses       evaluation, objective, value
/// violations   evaluation, position, value
/// queue        point, name, value
/// results      (view) number, origin, state, evaluations, loss, violation, assigned, told
/// overview     (view) number, state, loss, violation, and a column for every parameter
/// ```
///
/// - `study` has one row. `space` is the text that `SearchSpace.description` gives, `source` what
///   the user wrote, `method` one of treeParzen, hyperoptCompatible, random, sobol and
///   covarianceAdaptation with its `settings` in JSON, `seed` a decimal number.
/// - `trials` are numbered from 0 in the order of asking. `worker` says who evaluates a pending
///   one: NULL nobody, 0 somebody outside who asked for it, otherwise the process in `workers`,
///   since `assigned`.
/// - `parameters.value` is a REAL, an INTEGER or a TEXT; NULL is NaN. A parameter that does not
///   exist in the branch of a trial has no row.
/// - `evaluations` are never changed; their ids rise in the order of telling. A trial that was told
///   more than once has the mean of its losses. A failed evaluation has `failed` = 1 and whatever
///   losses there were, NULL for NaN.
/// - The `state` of a result is pending, failed or done, its `loss` the mean of the first objective,
///   its `violation` the sum over all constraints, 0 for a feasible trial.
/// - `queue` holds the points to propose before all others, the smallest `point` first.
///
/// Times are UTC in ISO 8601. `PRAGMA application_id` is 0x4E534249 ("NSBI") and `PRAGMA
/// user_version` the version of this format. The best trials, from a shell:
///
/// ```sh
/// sqlite3 -box study.sqlite \
///     "SELECT * FROM overview WHERE violation = 0 ORDER BY loss LIMIT 10"
/// ```
public struct StudyFile: Sendable {
    /// Where the file is.
    public let path: String
    /// The text of the space that is searched, as `SearchSpace.description` gives it.
    public let spaceDescription: String
    /// What the user wrote as the space, if it was given when the study was started.
    public let spaceSource: String?
    /// How trials are proposed.
    public let method: SearchMethod
    /// The seed of all random numbers.
    public let seed: UInt64
    /// The number of losses of every evaluation.
    public let objectives: Int

    let database: DatabaseQueue
    private let patience: Duration

    /// Opens the file of a study.
    ///
    /// - Parameter patience: how long to wait while other processes have the file locked.
    public init(opening path: String, patience: Duration = .seconds(60)) throws(StudyFileError) {
        guard FileManager.default.fileExists(atPath: path) else { throw .noSuchFile(path) }
        try self.init(path: path, patience: patience, start: nil)
    }

    /// What a new study is made of.
    struct Start {
        let space: SearchSpace
        let source: String?
        let method: SearchMethod
        let seed: UInt64
        let objectives: Int
    }

    /// Opens a file, and makes a study of it if it is empty or not there and `start` is given.
    init(path: String, patience: Duration, start: Start?) throws(StudyFileError) {
        var configuration = Configuration()
        let seconds =
            Double(patience.components.seconds) + 1e-18 * Double(patience.components.attoseconds)
        configuration.busyMode = .timeout(seconds)
        let result = try Self.rethrowing(path, patience) {
            let database = try DatabaseQueue(path: path, configuration: configuration)
            if let start {
                // Another process may be making the same study: only one of them does.
                try database.write { try Self.create($0, start) }
            }
            return (database, try database.read { try Self.readStudy($0, path) })
        }
        self.path = path
        self.patience = patience
        database = result.0
        (spaceDescription, spaceSource) = (result.1.space, result.1.source)
        (method, seed, objectives) = (result.1.method, result.1.seed, result.1.objectives)
    }

    /// Runs a transaction that writes; nothing is stored when it throws.
    func write<Result>(_ body: (Database) throws -> Result) throws(StudyFileError) -> Result {
        try Self.rethrowing(path, patience) { try database.write(body) }
    }

    /// Runs a transaction that reads.
    func read<Result>(_ body: (Database) throws -> Result) throws(StudyFileError) -> Result {
        try Self.rethrowing(path, patience) { try database.read(body) }
    }

    private static func rethrowing<Result>(
        _ path: String, _ patience: Duration, _ body: () throws -> Result
    ) throws(StudyFileError) -> Result {
        do {
            return try body()
        } catch let error as StudyFileError {
            throw error
        } catch let error as StudyError {
            throw .study(error)
        } catch let error as DatabaseError {
            throw StudyFileError(error, file: path, patience: patience)
        } catch {
            throw .access(file: path, reason: "\(error)")
        }
    }
}

extension StudyFile {
    /// Makes the tables unless there are any.
    private static func create(_ database: Database, _ start: Start) throws {
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 else {
            return
        }
        let space = start.space
        try StudySchema.create(
            in: database,
            names: space.names + space.constants.map(\.name) + space.derived.map(\.name))
        let (method, settings) = try start.method.stored()
        try database.execute(
            sql: """
                INSERT INTO study (id, space, source, method, settings, seed, objectives)
                VALUES (1, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                space.description, start.source, method, settings, "\(start.seed)",
                start.objectives,
            ])
    }

    /// Checks that the file is a study and reads what it is about.
    private static func readStudy(_ database: Database, _ path: String) throws -> (
        space: String, source: String?, method: SearchMethod, seed: UInt64, objectives: Int
    ) {
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0 > 0 else {
            throw StudyFileError.notAStudy(file: path, found: "an empty database")
        }
        let identifier = try Int.fetchOne(database, sql: "PRAGMA application_id")
        guard identifier == StudySchema.applicationIdentifier else {
            throw StudyFileError.notAStudy(
                file: path, found: "a SQLite database of another program")
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= StudySchema.version else {
            throw StudyFileError.newerVersion(
                file: path, found: version, supported: StudySchema.version)
        }
        let check = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? ""
        guard check == "ok" else { throw StudyFileError.damaged(file: path, reason: check) }
        let row = try Row.fetchOne(
            database,
            sql: "SELECT space, source, method, settings, seed, objectives FROM study")
        guard let row else {
            throw StudyFileError.damaged(file: path, reason: "no row in the table study")
        }
        let (name, settings, text): (String, String, String) = (row[2], row[3], row[4])
        guard let seed = UInt64(text) else {
            throw StudyFileError.damaged(file: path, reason: "seed \"\(text)\"")
        }
        guard let method = SearchMethod(stored: name, settings: settings) else {
            throw StudyFileError.damaged(
                file: path, reason: "method \(name) with settings \(settings)")
        }
        return (row[0], row[1], method, seed, row[5])
    }
}

extension StudyFileError {
    /// What an error of SQLite means to the user.
    fileprivate init(_ error: DatabaseError, file: String, patience: Duration) {
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_NOTADB: self = .notAStudy(file: file, found: "no SQLite database")
        case .SQLITE_CORRUPT: self = .damaged(file: file, reason: reason)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(file: file, waited: patience)
        case .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
            // The statements fit the tables of the version: the tables are not what they were.
            self = .damaged(file: file, reason: reason)
        default: self = .access(file: file, reason: reason)
        }
    }
}
