import Recordings
import Testing

@Suite("Preprocessing and the stimulus window")
struct PreprocessingTests {
    /// 100 ms at 0.1 ms: a test pulse at 5…10 ms, the main step at 20…80 ms.
    private func sweep(amplitude: Double = 0.2, testPulse: Double = -0.5) -> Recording {
        let times = (0...1000).map { Double($0) / 10 }
        return Recording(
            source: "made", sweep: "one", samplingInterval: 0.1, voltage: times,
            current: times.map {
                $0 >= 20 && $0 < 80 ? amplitude : $0 >= 5 && $0 < 10 ? testPulse : 0
            })
    }

    @Test func everyStepIsLogged() throws {
        let prepared = try sweep().correctingJunctionPotential(-14).cropped(to: 10...90)
            .starting(at: 0).withCurrentDensity(membraneArea: 1.857e-4)
        #expect(prepared.history.count == 4)
        #expect(prepared.history[0].contains("-14"))
        #expect(sweep().history.isEmpty)
    }

    @Test func croppingKeepsTheSamplesInsideAndTheirTimes() throws {
        let cut = try sweep().cropped(to: 10...90)
        #expect(cut.sampleCount == 801)
        #expect(abs(cut.startTime - 10) < 1e-12)
        // In this sweep the voltage of a sample is its time.
        #expect(cut.voltage.first == 10 && cut.voltage.last == 90)
        #expect(cut.current?.count == 801)
        let inner = try sweep().cropped(to: 10.05...89.95)
        #expect(inner.voltage.first == 10.1 && inner.voltage.last == 89.9)
        let wide = try sweep().cropped(to: -50...500)
        #expect(wide.voltage == sweep().voltage)
        #expect(throws: RecordingError.self) { try sweep().cropped(to: 200...300) }
        #expect(throws: RecordingError.self) { try sweep().cropped(to: 10.04...10.06) }
    }

    @Test func theBridgeIsBalancedAfterwards() throws {
        // In this sweep the voltage is the time; 0.2 nA over 15 MΩ are 3 mV.
        let balanced = try sweep().correctingSeriesResistance(15)
        for (sample, voltage) in balanced.voltage.enumerated() {
            let time = Double(sample) / 10
            let drop = time >= 20 && time < 80 ? 3 : time >= 5 && time < 10 ? -7.5 : 0
            // Rounding of a product and a difference around 100.
            #expect(abs(voltage - (time - drop)) < 1e-13)
        }
        // What was taken away comes back with the opposite sign.
        let back = try balanced.correctingSeriesResistance(-15)
        #expect(zip(back.voltage, sweep().voltage).allSatisfy { abs($0 - $1) < 1e-13 })
        #expect(balanced.current == sweep().current && balanced.history.count == 1)
        let density = try sweep().withCurrentDensity(membraneArea: 1e-4)
        #expect(throws: RecordingError.self) { try density.correctingSeriesResistance(15) }
        var unknown = sweep()
        unknown.current = nil
        #expect(throws: RecordingError.self) { try unknown.correctingSeriesResistance(15) }
    }

    @Test func theBaselineIsTheMeanOfItsWindow() throws {
        let moved = try sweep().withBaseline(-70, over: 0...4)
        let mean = moved.voltage[0...40].reduce(0, +) / 41
        // Rounding of a mean of numbers around 70.
        #expect(abs(mean + 70) < 1e-12)
        let differences = zip(moved.voltage, sweep().voltage).map { $0 - $1 }
        #expect(differences.allSatisfy { abs($0 - differences[0]) < 1e-12 })
        #expect(moved.startTime == 0 && moved.history.count == 1)
        #expect(throws: RecordingError.self) { try sweep().withBaseline(-70, over: 200...300) }
    }

    @Test func currentsBecomeDensities() throws {
        // 0.1539 nA over 1.539e-4 cm²: 10⁻³ µA per 1 nA, so 1 µA/cm².
        let dense = try sweep(amplitude: 0.1539).withCurrentDensity(membraneArea: 1.539e-4)
        let window = try #require(dense.stimulusWindow())
        #expect(abs(window.amplitude - 1) < 1e-12)
        #expect(dense.currentUnit == .microamperesPerSquareCentimetre)
        #expect(throws: RecordingError.self) { try dense.withCurrentDensity(membraneArea: 1e-4) }
        #expect(throws: RecordingError.self) { try sweep().withCurrentDensity(membraneArea: 0) }
        var silent = sweep()
        silent.current = nil
        #expect(throws: RecordingError.self) { try silent.withCurrentDensity(membraneArea: 1e-4) }
    }

    @Test(arguments: [0.2, -0.05])
    func theMainStepIsFoundBesideATestPulse(amplitude: Double) throws {
        let window = try #require(sweep(amplitude: amplitude).stimulusWindow())
        #expect(abs(window.start - 20) < 1e-9 && abs(window.stop - 80) < 1e-9)
        #expect(window.amplitude == amplitude && window.baseline == 0)
        let shifted = try #require(sweep(amplitude: amplitude).starting(at: 7).stimulusWindow())
        #expect(abs(shifted.start - 27) < 1e-9)
    }

    @Test func aHoldingCurrentIsTheBaseline() throws {
        var held = sweep()
        held.current = held.current?.map { $0 - 0.03 }
        let window = try #require(held.stimulusWindow())
        #expect(abs(window.baseline + 0.03) < 1e-15 && abs(window.amplitude - 0.2) < 1e-15)
    }

    @Test func adjoiningStepsAreToldApart() throws {
        var two = sweep(testPulse: 0)
        for index in 800..<900 { two.current?[index] = -0.1 }
        let window = try #require(two.stimulusWindow())
        #expect(abs(window.start - 20) < 1e-9 && abs(window.stop - 80) < 1e-9)
    }

    @Test func aNoisyMeasuredStepIsFound() throws {
        var generator = SeededGenerator(state: 1)
        var noisy = sweep(testPulse: 0)
        // Uniform noise of sd 0.0058 on a step of 0.2: neighbours differ by less than 6 sd.
        noisy.current = noisy.current?.map {
            $0 + Double.random(in: -0.01...0.01, using: &generator)
        }
        let window = try #require(noisy.stimulusWindow())
        #expect(abs(window.start - 20) < 0.11 && abs(window.stop - 80) < 0.11, "\(window)")
        // The baseline is the median of 40 uniform numbers: sd 0.01/√40 = 1.6e-3, three of them.
        #expect(abs(window.amplitude - 0.2) < 5e-3)
    }

    @Test func noStepIsFoundWhereThereIsNone() throws {
        var flat = sweep()
        flat.current = flat.current?.map { _ in 0.1 }
        #expect(flat.stimulusWindow() == nil)
        flat.current = nil
        #expect(flat.stimulusWindow() == nil)
    }
}
