import GRDB

/// Makes the tables that `StudyFile` describes.
enum StudySchema {
    static let version = 1
    static let applicationIdentifier = 0x4E53_4249
    static let now = "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"
    /// SQLite allows 2000 columns in a view.
    private static let widestOverview = 1_900

    /// Makes the tables of a new study.
    ///
    /// - Parameter names: of all parameters that a trial can have.
    static func create(in database: Database, names: [String]) throws {
        try database.execute(
            sql: """
                PRAGMA application_id = \(applicationIdentifier);
                PRAGMA user_version = \(version);
                CREATE TABLE study (
                    id INTEGER PRIMARY KEY CHECK (id = 1), space TEXT NOT NULL, source TEXT,
                    method TEXT NOT NULL, settings TEXT NOT NULL, seed TEXT NOT NULL,
                    objectives INTEGER NOT NULL CHECK (objectives > 0),
                    created TEXT NOT NULL DEFAULT \(now)) STRICT;
                CREATE TABLE workers (
                    id INTEGER PRIMARY KEY, host TEXT NOT NULL, process INTEGER NOT NULL,
                    started TEXT NOT NULL, joined TEXT NOT NULL DEFAULT \(now)) STRICT;
                INSERT INTO workers (id, host, process, started) VALUES (0, '', 0, '');
                CREATE TABLE trials (
                    number INTEGER PRIMARY KEY, origin TEXT NOT NULL,
                    worker INTEGER REFERENCES workers, assigned TEXT NOT NULL DEFAULT \(now)) STRICT;
                CREATE TABLE parameters (
                    trial INTEGER NOT NULL REFERENCES trials, name TEXT NOT NULL, value ANY,
                    PRIMARY KEY (trial, name)) STRICT, WITHOUT ROWID;
                CREATE TABLE evaluations (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    trial INTEGER NOT NULL REFERENCES trials, failed INTEGER NOT NULL,
                    told TEXT NOT NULL DEFAULT \(now)) STRICT;
                CREATE INDEX evaluationsOfTrial ON evaluations (trial);
                CREATE TABLE losses (
                    evaluation INTEGER NOT NULL REFERENCES evaluations,
                    objective INTEGER NOT NULL, value REAL,
                    PRIMARY KEY (evaluation, objective)) STRICT, WITHOUT ROWID;
                CREATE TABLE violations (
                    evaluation INTEGER NOT NULL REFERENCES evaluations,
                    position INTEGER NOT NULL, value REAL,
                    PRIMARY KEY (evaluation, position)) STRICT, WITHOUT ROWID;
                CREATE TABLE queue (
                    point INTEGER NOT NULL, name TEXT NOT NULL, value ANY,
                    PRIMARY KEY (point, name)) STRICT, WITHOUT ROWID;
                CREATE VIEW results AS
                    SELECT t.number, t.origin,
                        CASE WHEN max(e.failed) IS NULL THEN 'pending'
                            WHEN max(e.failed) THEN 'failed' ELSE 'done' END AS state,
                        count(e.id) AS evaluations,
                        CASE WHEN max(e.failed) = 0 THEN avg(l.value) END AS loss,
                        CASE WHEN max(e.failed) = 0 THEN (
                            SELECT coalesce(sum(max(0.0, mean)), 0.0) FROM (
                                SELECT avg(v.value) AS mean
                                FROM evaluations f JOIN violations v ON v.evaluation = f.id
                                WHERE f.trial = t.number GROUP BY v.position)) END AS violation,
                        t.assigned, max(e.told) AS told
                    FROM trials t LEFT JOIN evaluations e ON e.trial = t.number
                        LEFT JOIN losses l ON l.evaluation = e.id AND l.objective = 0
                    GROUP BY t.number;
                """)
        let columns = names.prefix(widestOverview).map { name in
            """
            , (SELECT value FROM parameters p WHERE p.trial = r.number AND p.name = \(text(name)))
                AS \(identifier(name))
            """
        }
        try database.execute(
            sql: """
                CREATE VIEW overview AS
                    SELECT r.number, r.state, r.loss, r.violation \(columns.joined(separator: "\n"))
                    FROM results r
                """)
    }

    private static func text(_ name: String) -> String {
        "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            + "'"
    }

    private static func identifier(_ name: String) -> String {
        "\""
            + name.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}

extension ParameterValue {
    /// What a column holds; SQLite has no NaN, which becomes NULL.
    var stored: DatabaseValue {
        switch self {
        case .real(let value): value.stored
        case .integer(let value): value.databaseValue
        case .text(let value): value.databaseValue
        }
    }

    /// Reads a column; nil for what is never stored.
    init?(stored value: DatabaseValue) {
        switch value.storage {
        case .null: self = .real(.nan)
        case .int64(let value): self = .integer(Int(value))
        case .double(let value): self = .real(value)
        case .string(let value): self = .text(value)
        case .blob: return nil
        }
    }
}

extension Double {
    /// What a column holds; NaN becomes NULL.
    var stored: DatabaseValue { isNaN ? .null : databaseValue }
}
