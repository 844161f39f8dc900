import Foundation
import LinearAlgebra
import Recordings
import Testing

/// A small generator (SplitMix64; Steele, Lea and Flood 2014), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Damages a file's bytes: a few flipped bytes, a stretch overwritten with zeros, ones or another
/// stretch, or the end cut off.
func damaged(_ bytes: [UInt8], within range: Range<Int>, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(state: seed)
    var bytes = bytes
    switch Int.random(in: 0..<6, using: &generator) {
    case 0:
        bytes.removeLast(bytes.count - Int.random(in: 0..<bytes.count, using: &generator))
    case 1:
        let start = Int.random(in: range, using: &generator)
        let length = min(Int.random(in: 1...32, using: &generator), bytes.count - start)
        let fill: UInt8 = Bool.random(using: &generator) ? 0xFF : 0
        for index in start..<(start + length) { bytes[index] = fill }
    case 2:
        let length = min(16, range.count)
        let from = Int.random(in: 0...(bytes.count - length), using: &generator)
        let to = range.lowerBound + Int.random(in: 0...(range.count - length), using: &generator)
        bytes.replaceSubrange(to..<(to + length), with: Array(bytes[from..<(from + length)]))
    default:
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            bytes[Int.random(in: range, using: &generator)] = UInt8.random(
                in: 0...255, using: &generator)
        }
    }
    return bytes
}

@Suite("Damaged files give errors or readings, never a crash")
struct FuzzTests {
    /// Reads damaged copies of a file; the number of those that were refused.
    private func refusals(
        of original: [UInt8], name: String, count: UInt64, head: Int
    ) throws -> Int {
        let folder = try TemporaryFolder()
        var refusals = 0
        for seed in 0..<count {
            // Half of the damage is done where the file begins, which is denser in structure.
            let range = seed % 2 == 0 ? 0..<min(head, original.count) : 0..<original.count
            let path = try folder.write(damaged(original, within: range, seed: seed), to: name)
            do {
                let recordings = try RecordingFile.read(path, samplingInterval: 0.1)
                #expect(recordings.allSatisfy { $0.sampleCount <= 1 << 24 }, "seed \(seed)")
            } catch {
                refusals += 1
                #expect(error.description.contains(path), "seed \(seed): \(error)")
            }
        }
        return refusals
    }

    @Test(
        .enabled(if: SharedFiles.recordings != nil, "\(SharedFiles.isAbsentMessage)"),
        arguments: AllenSweep.all)
    func damagedNWBFilesAreRefusedOrRead(_ sweep: AllenSweep) throws {
        let source = try #require(SharedFiles.recordings) + "/" + sweep.file
        let original = try [UInt8](Data(contentsOf: URL(filePath: source)))
        #expect(try refusals(of: original, name: "a.nwb", count: 100, head: 4096) > 20)
    }

    @Test(
        .enabled(if: SharedFiles.recordings != nil, "\(SharedFiles.isAbsentMessage)"),
        arguments: ["171116sh_0018.abf", "17o05028_ic_steps.abf"])
    func damagedABFFilesAreRefusedOrRead(_ name: String) throws {
        let source = try #require(SharedFiles.recordings) + "/" + name
        let original = try [UInt8](Data(contentsOf: URL(filePath: source)))
        // The header and its sections are the first 13 blocks.
        #expect(try refusals(of: original, name: "a.abf", count: 40, head: 4096) > 4)
    }

    @Test(arguments: ["steps_and_ramps", "trains", "gap_free", "events"])
    func damagedSmallABFFilesAreRefusedOrRead(_ name: String) throws {
        let original = [UInt8](try #require(ABFReferences.read().made[name]).bytes)
        #expect(try refusals(of: original, name: "a.abf", count: 250, head: 512) > 25)
    }

    @Test(arguments: ["forms_version_2.nwb", "allen_version_1.nwb"])
    func damagedNWBFilesOfOtherFormsAreRefusedOrRead(_ name: String) throws {
        let source = URL(filePath: NWBReference.path(name))
        let original = try [UInt8](Data(contentsOf: source))
        #expect(try refusals(of: original, name: "a.nwb", count: 100, head: 8192) > 20)
    }

    @Test func damagedArraysAreRefusedOrRead() throws {
        let folder = try TemporaryFolder()
        let values = Matrix<Float>(rows: 4, columns: 100) { Float($0) - Float($1) }
        try NPYFile.write(values, to: folder.file("a.npy"))
        let original = try [UInt8](Data(contentsOf: URL(filePath: folder.file("a.npy"))))
        #expect(try refusals(of: original, name: "b.npy", count: 400, head: 80) > 100)
    }

    @Test func damagedTablesAreRefusedOrRead() throws {
        let lines = (0..<50).map { "\(Double($0) / 10),\(-70 + $0 % 3),\($0 * 10)" }
        let original = Array((["t_ms,v_mV,i_pA"] + lines).joined(separator: "\n").utf8)
        #expect(try refusals(of: original, name: "a.csv", count: 400, head: 40) > 100)
    }
}
