import Foundation
import LinearAlgebra
import Recordings
import Testing

@Suite("Choosing sweeps and files")
struct SweepSelectionTests {
    private func sweep(_ number: Int, _ current: [Double]?) -> Recording {
        Recording(
            source: "made", sweep: "\(number)", sweepNumber: number,
            stimulusDescription: number < 3 ? "Long Square" : nil, samplingInterval: 0.1,
            voltage: [Double](repeating: -70, count: 1000), current: current)
    }

    private func current(_ value: (Int) -> Double) -> [Double] { (0..<1000).map(value) }

    @Test func stimuliAreToldApartByTheirCourse() {
        let step = { (sample: Int) in sample >= 400 && sample < 800 ? -0.2 : 0.0 }
        let cases: [(StimulusKind, Double, [Double])] = [
            (.constant, 0, current { _ in 0.03 }),
            (.step, -0.2, current(step)),
            // A test pulse before the step, and a measured current with noise of 2 %.
            (.step, -0.2, current { step($0) + ($0 >= 50 && $0 < 150 ? 0.1 : 0) }),
            (.step, -0.2, current { step($0) + 0.004 * sin(Double($0 * $0)) }),
            (.ramp, 0.5, current { $0 >= 200 && $0 <= 800 ? Double($0 - 200) / 1200 : 0 }),
            (.other, 0.1, current { $0 < 200 ? 0 : 0.1 * sin(Double($0) * .pi / 50) }),
            (.other, 0.3, current { $0 >= 200 && $0 % 100 < 20 ? 0.3 : 0 }),
        ]
        for (kind, amplitude, current) in cases {
            let found = sweep(0, current).stimulusShape()
            #expect(found?.kind == kind, "\(kind) \(amplitude): \(found as Any)")
            // The noise moves the median of the plateau by less than its own size.
            #expect(abs((found?.amplitude ?? .nan) - amplitude) < 0.005)
        }
        #expect(sweep(0, nil).stimulusShape() == nil)
    }

    @Test func sweepsAreSelectedByAllThatIsGiven() {
        let sweeps = (0..<5).map { number in
            sweep(number, current { $0 >= 400 ? Double(number) * 0.1 - 0.2 : 0 })
        }
        func numbers(_ selection: SweepSelection) -> [Int] {
            sweeps.filter(selection.contains).compactMap(\.sweepNumber)
        }
        #expect(numbers(.all) == [0, 1, 2, 3, 4])
        #expect(numbers(SweepSelection(numbers: [1, 4, 9])) == [1, 4])
        #expect(numbers(SweepSelection(stimulusDescription: "long")) == [0, 1, 2])
        #expect(numbers(SweepSelection(kinds: [.constant])) == [2])
        // 3 · 0.1 − 0.2 is not 0.1.
        #expect(numbers(SweepSelection(amplitudes: -0.1...0.1)) == [1, 2, 3])
        #expect(
            numbers(SweepSelection(numbers: [0, 1], kinds: [.step], amplitudes: -1...(-0.15)))
                == [0])
        #expect(!SweepSelection(kinds: [.step]).contains(sweep(0, nil)))
    }

    @Test func foldersAndPatternsMeanTheirFilesInOrder() throws {
        let folder = try TemporaryFolder()
        let table = Array("t_ms,v_mV,i_nA\n0,-70,0\n1,-70,0\n2,-70,0\n".utf8)
        for name in ["cell_10.csv", "cell_2.csv", "other.csv", "notes.txt", ".cell_1.csv"] {
            _ = try folder.write(table, to: name)
        }
        try NPYFile.write(Matrix<Double>([[1, 2, 3]]), to: folder.file("a.npy"))
        func names(_ pattern: String, arrays: Bool = false) throws -> [String] {
            try RecordingFile.paths(matching: folder.path + pattern, arrays: arrays).map {
                URL(filePath: $0).lastPathComponent
            }
        }
        #expect(try names("") == ["cell_2.csv", "cell_10.csv", "other.csv"])
        #expect(try names("/", arrays: true).first == "a.npy")
        #expect(try names("/cell_*.csv") == ["cell_2.csv", "cell_10.csv"])
        #expect(try names("/[op]*.csv") == ["other.csv"])
        #expect(try names("/notes.txt") == ["notes.txt"])
        #expect(try RecordingFile.read(matching: folder.path).count == 3)
        #expect(
            try RecordingFile.read(matching: folder.path, samplingInterval: 0.1).count == 4)
        for missing in ["/none_*.csv", "/none.csv"] {
            #expect(throws: RecordingError.noSuchFile(file: folder.path + missing)) {
                try RecordingFile.paths(matching: folder.path + missing)
            }
        }
        let error = #expect(throws: RecordingError.self) {
            try RecordingFile.read(
                matching: folder.path, selecting: SweepSelection(numbers: [3]))
        }
        #expect(error?.description.contains("number 3") == true)
        #expect(throws: RecordingError.self) {
            _ = try RecordingFile.paths(matching: TemporaryFolder().path)
        }
    }
}
