import Foundation
import HDF5Storage
import Testing

@Suite("Files appear whole or not at all")
struct HDF5FileTests {
    @Test func aCommittedFileIsReadBack() throws {
        let folder = try TemporaryFolder()
        let file = try HDF5File(creating: folder.file("a.h5"))
        try file.root.write([1.5, -2, .infinity], to: "group/values")
        #expect(!FileManager.default.fileExists(atPath: folder.file("a.h5")))
        try file.commit()
        #expect(try folder.content == ["a.h5"])
        let values = try HDF5File(reading: folder.file("a.h5")).root
            .read("group/values", as: Double.self)
        #expect(values == [1.5, -2, .infinity])
    }

    @Test func aFileWithoutCommitLeavesNothing() throws {
        let folder = try TemporaryFolder()
        do {
            let file = try HDF5File(creating: folder.file("a.h5"))
            try file.root.write([1.0], to: "values")
            #expect(try folder.content.count == 1)
        }
        #expect(try folder.content.isEmpty)
    }

    @Test func anOlderFileStaysUntilCommit() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.h5")
        for value in [1.0, 2.0] {
            let file = try HDF5File(creating: path)
            try file.root.write(value, to: "value")
            if value == 2 {
                #expect(try HDF5File(reading: path).root.read("value", as: Double.self) == [1])
            }
            try file.commit()
        }
        #expect(try HDF5File(reading: path).root.read("value", as: Double.self) == [2])
    }

    @Test func aFileInAMissingFolderIsRefused() throws {
        #expect {
            try HDF5File(creating: "/no such folder/a.h5")
        } throws: { error in
            guard case .cannotWrite(let file, _, _) = error as? HDF5Error else { return false }
            return file == "/no such folder/a.h5"
        }
        #expect(throws: FileWritingError.self) {
            try AtomicFile.write("text", to: "/no such folder/a.txt")
        }
    }

    @Test func missingAndForeignFilesAreRefused() throws {
        let folder = try TemporaryFolder()
        let absent = folder.file("absent.h5")
        #expect(throws: HDF5Error.noSuchFile(file: absent)) { try HDF5File(reading: absent) }
        let text = folder.file("text.h5")
        try AtomicFile.write("no HDF5", to: text)
        #expect(throws: HDF5Error.notHDF5(file: text)) { try HDF5File(reading: text) }
        #expect(throws: HDF5Error.self) { try HDF5File(reading: folder.path) }
    }

    @Test func aTruncatedFileIsRefused() throws {
        let folder = try TemporaryFolder()
        let file = try HDF5File(creating: folder.file("a.h5"))
        try file.root.write([Double](repeating: 1, count: 1000), to: "values")
        try file.commit()
        let whole = try Data(contentsOf: URL(filePath: folder.file("a.h5")))
        for size in [9, 100, 600, whole.count - 1] {
            let path = folder.file("short.h5")
            try whole.prefix(size).write(to: URL(filePath: path))
            #expect(throws: HDF5Error.self, "\(size) bytes") {
                try HDF5File(reading: path).root.read("values", as: Double.self)
            }
        }
    }

    /// The library itself reads past a buffer where a local heap points outside of the file.
    @Test func forgedAddressesOfNamesAreRefused() throws {
        let folder = try TemporaryFolder()
        let file = try HDF5File(creating: folder.file("a.h5"))
        try file.root.write([1.0], to: "first/second/values")
        try file.commit()
        let whole = try [UInt8](Data(contentsOf: URL(filePath: folder.file("a.h5"))))
        let heaps = whole.indices.filter { whole[$0...].starts(with: Array("HEAP".utf8)) }
        #expect(heaps.count == 3)
        for heap in heaps {
            for (offset, value) in [(8, UInt64.max), (8, 1 << 40), (24, .max), (24, 1 << 40)] {
                var forged = whole
                withUnsafeBytes(of: value.littleEndian) {
                    forged.replaceSubrange(heap + offset..<heap + offset + 8, with: $0)
                }
                try Data(forged).write(to: URL(filePath: folder.file("forged.h5")))
                #expect(throws: HDF5Error.self, "heap at \(heap), \(offset): \(value)") {
                    try HDF5File(reading: folder.file("forged.h5"))
                }
            }
        }
    }

    /// The library does not ask whether the text that an element refers to is there.
    @Test func forgedReferencesToTextsAreRefused() throws {
        let folder = try TemporaryFolder()
        let file = try HDF5File(creating: folder.file("a.h5"))
        try file.root.setAttribute("name", to: "attribute text")
        try file.root.write(["dataset text"], to: "texts")
        try file.commit()
        let whole = try [UInt8](Data(contentsOf: URL(filePath: folder.file("a.h5"))))
        // An element is its length (4 bytes), the collection's address (8), the index (4).
        for text in ["attribute text", "dataset text"] {
            let pattern = [UInt8(text.utf8.count), 0, 0, 0]
            let elements = whole.indices.filter {
                whole[$0...].starts(with: pattern) && $0 % 4 == 0 && $0 + 16 <= whole.count
                    && whole[$0 + 13..<$0 + 16].allSatisfy { $0 == 0 } && whole[$0 + 12] > 0
            }
            var refusals = 0
            for element in elements {
                for (offset, value) in [(0, UInt8(1)), (7, 1), (12, 77), (15, 1)] {
                    var forged = whole
                    forged[element + offset] = value
                    try Data(forged).write(to: URL(filePath: folder.file("forged.h5")))
                    do { _ = try HDF5File(reading: folder.file("forged.h5")) } catch {
                        refusals += 1
                    }
                }
            }
            #expect(refusals >= 4, "\(text): \(elements)")
        }
    }

    @Test func manyTasksUseTheirFilesAtOnce() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                group.addTask {
                    for round in 0..<10 {
                        let name = "\(path)/\(index).h5"
                        let file = try HDF5File(creating: name)
                        let values = (0..<1000).map { Double($0 * index + round) }
                        try file.root.write(values, to: "values", compression: .gzip(level: 1))
                        try file.commit()
                        let read = try HDF5File(reading: name).root
                            .read("values", as: Double.self)
                        #expect(read == values)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

@Suite("Atomic files")
struct AtomicFileTests {
    @Test func contentAppearsAtCommitOnly() throws {
        let folder = try TemporaryFolder()
        let file = try AtomicFile(path: folder.file("a.txt"))
        try file.append(Array("ab".utf8))
        try file.append(Array("cd".utf8))
        try file.write([UInt8(ascii: "X")], at: 1)
        #expect(!FileManager.default.fileExists(atPath: folder.file("a.txt")))
        try file.commit()
        #expect(try String(contentsOfFile: folder.file("a.txt"), encoding: .utf8) == "aXcd")
        #expect(try folder.content == ["a.txt"])
    }

    @Test func withoutCommitNothingIsLeft() throws {
        let folder = try TemporaryFolder()
        do {
            let file = try AtomicFile(path: folder.file("a.txt"))
            try file.append([1, 2, 3])
        }
        #expect(try folder.content.isEmpty)
    }
}
