import Foundation
import ParameterSearch
import Testing

/// Files that are not what they should be, and results that do not fit.
@Suite struct StudyFileTests {
    /// A study with some trials at the path "s".
    private static func makeStudy(_ folder: TemporaryFolder) throws -> StoredStudy {
        var study = try StoredStudy(path: folder.path("s"), space: branchSpace(), seed: 3)
        try study.tell(study.ask(60).map { TrialResult($0.number, .loss(branchLoss($0))) })
        return study
    }

    /// Replaces bytes of the study's file.
    private static func patch(_ folder: TemporaryFolder, at offset: Int, _ bytes: [UInt8]) throws {
        let url = folder.url.appending(path: "s")
        var data = try Data(contentsOf: url)
        data.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        try data.write(to: url)
    }

    @Test func filesThatAreNoStudiesAreNamed() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("s")
        #expect(throws: StudyFileError.noSuchFile(path)) { try StudyFile(opening: path) }
        try Data().write(to: folder.url.appending(path: "s"))
        #expect(throws: StudyFileError.notAStudy(file: path, found: "an empty database")) {
            try StudyFile(opening: path)
        }
        try Data("trial,loss\n1,2\n".utf8).write(to: folder.url.appending(path: "s"))
        for open in [
            { _ = try StudyFile(opening: path) },
            { _ = try StoredStudy(path: path, space: branchSpace()) },
        ] {
            #expect(throws: StudyFileError.notAStudy(file: path, found: "no SQLite database")) {
                try open()
            }
        }
        // The file is as it was.
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "trial,loss\n1,2\n")
        #expect {
            try StoredStudy(path: folder.path("no/folder"), space: branchSpace())
        } throws: { error in
            guard case .access(folder.path("no/folder"), _)? = error as? StudyFileError else {
                return false
            }
            return true
        }
    }

    @Test func otherDatabasesAndLaterVersionsAreNamed() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        _ = try Self.makeStudy(folder)
        let path = folder.path("s")
        // The file format of SQLite: user_version at 60, application_id at 68, big-endian.
        try Self.patch(folder, at: 60, [0, 0, 0, 2])
        #expect(throws: StudyFileError.newerVersion(file: path, found: 2, supported: 1)) {
            try StudyFile(opening: path)
        }
        try Self.patch(folder, at: 60, [0, 0, 0, 1])
        #expect(try StudyFile(opening: path).trials().count == 60)
        try Self.patch(folder, at: 68, [0, 0, 0, 0])
        #expect(
            throws: StudyFileError.notAStudy(
                file: path, found: "a SQLite database of another program")
        ) { try StoredStudy(path: path, space: branchSpace()) }
    }

    @Test func damageIsNoticedWhenTheFileIsOpened() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        _ = try Self.makeStudy(folder)
        let whole = try Data(contentsOf: folder.url.appending(path: "s"))
        let page = 4_096
        #expect(whole.count > 8 * page)
        for first in stride(from: page, to: whole.count, by: page) {
            try whole.write(to: folder.url.appending(path: "s"))
            // The header of the page of a tree: its kind, and where its cells are.
            try Self.patch(folder, at: first, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
            #expect("page \(first / page)") {
                try StudyFile(opening: folder.path("s"))
            } throws: { error in
                guard case .damaged(folder.path("s"), _)? = error as? StudyFileError else {
                    return false
                }
                return true
            }
        }
    }

    @Test func aStudyOfOtherThingsIsNotMixedUp() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        _ = try Self.makeStudy(folder)
        let path = folder.path("s")
        let other = try SearchSpace([
            "x": .uniform(-5, 5), "y": .uniform(-5, 6, step: 0.25), "kind": .choice(of: ["plain"]),
        ])
        #expect(
            throws: StudyFileError.otherSpace(
                file: path, found: "y ~ uniform(-5.0, 5.0), step 0.25",
                expected: "y ~ uniform(-5.0, 6.0), step 0.25")
        ) { try StoredStudy(path: path, space: other) }
        #expect(
            throws: StudyFileError.otherSetting(
                file: path, name: "seed", found: "3", expected: "4")
        ) { try StoredStudy(path: path, space: branchSpace(), seed: 4) }
        #expect(
            throws: StudyFileError.otherSetting(
                file: path, name: "number of objectives", found: "1", expected: "2")
        ) { try StoredStudy(path: path, space: branchSpace(), objectives: 2) }
        #expect {
            try StoredStudy(path: path, space: branchSpace(), method: .sobol)
        } throws: { error in
            guard case .otherSetting(path, "method", _, _)? = error as? StudyFileError else {
                return false
            }
            return true
        }
    }

    @Test func aBatchWithAWrongResultStoresNothing() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        var study = try Self.makeStudy(folder)
        let before = study.study.trials
        let asked = try study.ask(2)
        #expect(throws: StudyFileError.study(.unknownTrial(62, trials: 62))) {
            try study.tell([TrialResult(60, .loss(1)), TrialResult(62, .loss(1))])
        }
        #expect(
            throws: StudyFileError.study(.objectiveCount(trial: 60, found: 2, expected: 1))
        ) { try study.tell(60, .losses([1, 2])) }
        #expect(
            throws: StudyFileError.study(.constraintCount(trial: 60, found: 1, expected: 0))
        ) { try study.tell(60, .loss(1, constraints: [1])) }
        #expect(study.study.trials == before + asked)
        #expect(try study.file.trials() == before + asked)
    }

    @Test(.enabled(if: TemporaryFolder.hasShell, "needs the program sqlite3"))
    func whoWaitsTooLongLearnsWhy() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let study = try Self.makeStudy(folder)
        let path = folder.path("s")
        let file = try StudyFile(opening: path, patience: .milliseconds(20))
        let (locked, done) = (folder.path("locked"), folder.path("done"))
        // The other program keeps the lock until it is told to let go.
        async let lock = TemporaryFolder.run([
            "sqlite3", path, ".timeout 60000", "BEGIN EXCLUSIVE",
            ".shell touch \(locked); until [ -e \(done) ]; do sleep 0.05; done",
        ])
        while !FileManager.default.fileExists(atPath: locked) {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(throws: StudyFileError.busy(file: path, waited: .milliseconds(20))) {
            try file.tell(0, .loss(1))
        }
        _ = FileManager.default.createFile(atPath: done, contents: nil)
        // Who is patient gets its turn.
        try study.file.tell(1, .loss(1))
        _ = try await lock
    }
}
