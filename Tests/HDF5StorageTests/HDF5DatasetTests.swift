import Foundation
import HDF5Storage
import Testing

@Suite("Datasets are read as they were written")
struct HDF5DatasetTests {
    /// Writes through `write`, commits, and gives the root of the file opened for reading.
    private func roundTrip(
        _ folder: TemporaryFolder, _ write: (HDF5Group) throws -> Void
    ) throws -> HDF5Group {
        let file = try HDF5File(creating: folder.file("a.h5"))
        try write(file.root)
        try file.commit()
        return try HDF5File(reading: folder.file("a.h5")).root
    }

    private func checkNumbers<Element: HDF5Number & Equatable>(_ values: [Element]) throws {
        let folder = try TemporaryFolder()
        for compression in [HDF5Compression.none, .gzip(level: 4)] {
            let root = try roundTrip(folder) {
                try $0.write(values, to: "values", compression: compression)
            }
            #expect(try root.read("values", as: Element.self) == values)
        }
    }

    @Test func numbersOfEveryTypeKeepTheirExtremes() throws {
        try checkNumbers([Int8.min, 0, Int8.max])
        try checkNumbers([Int16.min, 0, Int16.max])
        try checkNumbers([Int32.min, 0, Int32.max])
        try checkNumbers([Int64.min, 0, Int64.max])
        try checkNumbers([Int.min, 0, Int.max])
        try checkNumbers([UInt8.min, UInt8.max])
        try checkNumbers([UInt16.min, UInt16.max])
        try checkNumbers([UInt32.min, UInt32.max])
        try checkNumbers([UInt64.min, UInt64.max])
        try checkNumbers([Float.leastNonzeroMagnitude, -.greatestFiniteMagnitude, -.infinity])
        try checkNumbers([Double.leastNonzeroMagnitude, .pi, -.greatestFiniteMagnitude, .infinity])
    }

    @Test func shapesOfUpToThreeDimensionsAreKept() throws {
        let folder = try TemporaryFolder()
        for shape in [[], [24], [4, 6], [2, 3, 4], [0, 5]] {
            let values = (0..<shape.reduce(1, *)).map { Float($0) }
            let root = try roundTrip(folder) {
                try $0.write(values, shape: shape, to: "values", compression: .gzip(level: 1))
            }
            let dataset = try root.dataset("values")
            #expect(dataset.shape == shape)
            #expect(try dataset.read(as: Float.self) == values)
        }
    }

    @Test func rowsAreReadAndWrittenInStretches() throws {
        let folder = try TemporaryFolder()
        let values = (0..<3000).map { Int32($0) }
        let root = try roundTrip(folder) {
            let dataset = try $0.createDataset(
                "values", shape: [1000, 3], of: Int32.self, compression: .gzip(level: 1))
            for first in [600, 0] {
                let last = first == 0 ? 600 : 1000
                try dataset.writeRows(Array(values[first * 3..<last * 3]), at: first)
            }
        }
        let dataset = try root.dataset("values")
        for rows in [0..<1000, 10..<20, 599..<601, 1000..<1000] {
            let expected = Array(values[rows.lowerBound * 3..<rows.upperBound * 3])
            #expect(try dataset.readRows(rows, as: Int32.self) == expected, "rows \(rows)")
        }
    }

    @Test func numbersAreConvertedButNeverClipped() throws {
        let folder = try TemporaryFolder()
        let root = try roundTrip(folder) {
            try $0.write([Int16(-3), 7], to: "short")
            try $0.write([300, 5], to: "long")
            try $0.write([1.5, 1e300, .infinity, .nan], to: "real")
        }
        #expect(try root.read("short", as: Double.self) == [-3, 7])
        #expect(try root.read("long", as: Int16.self) == [300, 5])
        #expect(throws: HDF5Error.self) { try root.read("long", as: UInt8.self) }
        #expect(throws: HDF5Error.self) { try root.read("short", as: UInt64.self) }
        #expect(throws: HDF5Error.self) { try root.read("real", as: Int.self) }
        let reals = try root.read("real", as: Float.self)
        #expect(reals[0] == 1.5 && reals[2] == .infinity && reals[3].isNaN)
    }

    @Test func textsOfAnyLengthAreKept() throws {
        let folder = try TemporaryFolder()
        let texts = ["", "a", "τ in ms, µA/cm²", String(repeating: "long ", count: 5000)]
        let root = try roundTrip(folder) {
            try $0.write(texts, to: "texts")
            try $0.write("one", to: "one")
            try $0.write([String](), to: "none")
        }
        #expect(try root.dataset("texts").readStrings() == texts)
        #expect(try root.readString("one") == "one")
        #expect(try root.dataset("one").shape == [])
        #expect(try root.dataset("none").readStrings() == [])
        #expect(throws: HDF5Error.self) { try root.readString("texts") }
        #expect(throws: HDF5Error.self) { try root.read("texts", as: Double.self) }
    }

    @Test func attributesAreKept() throws {
        let folder = try TemporaryFolder()
        let root = try roundTrip(folder) {
            let dataset = try $0.write([1.0], to: "values")
            for object in [$0, dataset] {
                try object.setAttribute("text", to: "naïve")
                try object.setAttribute("empty", to: "")
                try object.setAttribute("texts", to: ["a", "bc", ""])
                try object.setAttribute("none", to: [String]())
                try object.setAttribute("number", to: 0.1)
                try object.setAttribute("numbers", to: [Float(1), 2])
                try object.setAttribute("integer", to: UInt32.max)
                try object.setAttribute("integers", to: [Int64.min, 1])
                try object.setAttribute("huge", to: UInt64.max)
            }
        }
        for object in [root, try root.dataset("values")] {
            #expect(try object.stringAttribute("text") == "naïve")
            #expect(try object.stringAttribute("empty") == "")
            #expect(try object.stringsAttribute("texts") == ["a", "bc", ""])
            #expect(try object.stringsAttribute("none") == [])
            #expect(try object.doubleAttribute("number") == 0.1)
            #expect(try object.doublesAttribute("numbers") == [1, 2])
            #expect(try object.integerAttribute("integer") == Int(UInt32.max))
            #expect(try object.doubleAttribute("integer") == Double(UInt32.max))
            #expect(try object.integersAttribute("integers") == [Int.min, 1])
            #expect(throws: HDF5Error.self) { try object.integerAttribute("huge") }
            #expect(throws: HDF5Error.self) { try object.integerAttribute("number") }
            #expect(throws: HDF5Error.self) { try object.stringAttribute("texts") }
            #expect(try !object.hasAttribute("absent"))
            #expect {
                try object.stringAttribute("absent")
            } throws: { error in
                guard case .missing(_, let name, let available) = error as? HDF5Error else {
                    return false
                }
                return name.hasSuffix("@absent") && available.contains("numbers")
            }
        }
    }
}
