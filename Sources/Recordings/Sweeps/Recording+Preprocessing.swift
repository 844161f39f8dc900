// Each step returns a new recording whose `history` says what was done, so that every result can
// tell how its data were prepared.
extension Recording {
    /// Adds the liquid junction potential to the voltage.
    ///
    /// - Parameter junctionPotential: millivolts to add; −14 for the Allen Cell Types recordings as
    ///   Gonçalves et al. (2020) used them.
    public consuming func correctingJunctionPotential(_ junctionPotential: Double) -> Recording {
        precondition(junctionPotential.isFinite, "junction potential of \(junctionPotential) mV")
        var corrected = self
        corrected.voltage.replaceEach { $0 + junctionPotential }
        corrected.history.append("junction potential: \(junctionPotential) mV added to the voltage")
        return corrected
    }

    /// Takes away the voltage that the injected current drops over the series resistance, where the
    /// amplifier's bridge was not balanced: V − I·R.
    /// - Parameter seriesResistance: megaohms that were left uncompensated; nA · MΩ is mV.
    /// - Throws: where there is no current in nA.
    public func correctingSeriesResistance(
        _ seriesResistance: Double
    ) throws(RecordingError) -> Recording {
        precondition(seriesResistance.isFinite, "series resistance of \(seriesResistance) MΩ")
        guard let current, currentUnit == .nanoamperes else {
            throw .preprocessing(
                sweep: "\(source), \(sweep)",
                step: "series resistance of \(seriesResistance) MΩ",
                found: current == nil ? "no current" : "a current in \(currentUnit.rawValue)",
                expected: "a current in nA")
        }
        var corrected = self
        corrected.voltage = zip(voltage, current).map { $0 - $1 * seriesResistance }
        corrected.history.append(
            "series resistance: current times \(seriesResistance) MΩ taken from the voltage")
        return corrected
    }

    /// Moves the voltage so that its mean over a window is a given one, to compare sweeps of a cell
    /// that drifts.
    /// - Parameters:
    ///   - baseline: millivolts.
    ///   - window: milliseconds on the sweep's own axis, before the stimulus.
    /// - Throws: where no sample lies in the window.
    public func withBaseline(
        _ baseline: Double, over window: ClosedRange<Double>
    ) throws(RecordingError) -> Recording {
        precondition(baseline.isFinite, "baseline of \(baseline) mV")
        let before = try cropped(to: window).voltage
        let shift = baseline - before.reduce(0, +) / Double(before.count)
        var moved = self
        moved.voltage = voltage.map { $0 + shift }
        moved.history.append(
            "baseline: \(shift) mV added, for a mean of \(baseline) mV over "
                + "\(window.lowerBound)…\(window.upperBound) ms")
        return moved
    }

    /// Cuts the sweep to the samples within the window, both ends included.
    ///
    /// The time axis stays: `startTime` becomes the time of the first sample kept.
    /// - Parameter window: milliseconds on the sweep's own axis.
    /// - Throws: where no sample lies in the window.
    public func cropped(to window: ClosedRange<Double>) throws(RecordingError) -> Recording {
        // Times are multiples of the interval only to rounding, so a sample within a millionth of
        // an interval of the end still counts as on it.
        let slack = 1e-6
        let first = max(
            0, ((window.lowerBound - startTime) / samplingInterval - slack).rounded(.up))
        let last = min(
            Double(sampleCount - 1),
            ((window.upperBound - startTime) / samplingInterval + slack).rounded(.down))
        guard first <= last else {
            throw .preprocessing(
                sweep: "\(source), \(sweep)",
                step: "cut to \(window.lowerBound)…\(window.upperBound) ms",
                found: "samples from \(startTime) to \(startTime + duration) ms",
                expected: "samples inside of the window")
        }
        let kept = Int(first)...Int(last)
        var cut = self
        cut.voltage = Array(voltage[kept])
        cut.current = current.map { Array($0[kept]) }
        cut.startTime = time(ofSample: kept.lowerBound)
        cut.sessionTime = sessionTime.map { $0 + Double(kept.lowerBound) * samplingInterval }
        cut.history.append(
            "cut to \(window.lowerBound)…\(window.upperBound) ms: samples \(kept.lowerBound) to "
                + "\(kept.upperBound) of \(sampleCount)")
        return cut
    }

    /// Gives sample 0 another time; stimulus windows are to be given on the new axis.
    /// - Parameter time: milliseconds.
    public func starting(at time: Double) -> Recording {
        precondition(time.isFinite, "start time of \(time) ms")
        var moved = self
        moved.startTime = time
        moved.history.append("time axis: sample 0 moved from \(startTime) to \(time) ms")
        return moved
    }

    /// Divides the current by the area of the membrane.
    ///
    /// 1 nA over 1 cm² is 10⁻³ µA/cm². The area follows from a passive cell's time constant τ and
    /// input resistance R at 1 µF/cm²: A [cm²] = τ [s] / R [MΩ].
    /// - Parameter membraneArea: square centimetres, positive.
    /// - Throws: where there is no current or it is a density already.
    public consuming func withCurrentDensity(
        membraneArea: Double
    ) throws(RecordingError) -> Recording {
        let step = "current density over \(membraneArea) cm²"
        guard membraneArea > 0, membraneArea.isFinite else {
            throw .preprocessing(
                sweep: "\(source), \(sweep)", step: step, found: "an area of \(membraneArea) cm²",
                expected: "a positive area")
        }
        guard current != nil else {
            throw .preprocessing(
                sweep: "\(source), \(sweep)", step: step, found: "no current",
                expected: "a recorded current in nA")
        }
        guard currentUnit == .nanoamperes else {
            throw .preprocessing(
                sweep: "\(source), \(sweep)", step: step,
                found: "a current in \(currentUnit.rawValue)", expected: "a current in nA")
        }
        var converted = self
        converted.current?.replaceEach { $0 * 1e-3 / membraneArea }
        converted.currentUnit = .microamperesPerSquareCentimetre
        converted.history.append(
            "current: divided by the membrane area of \(membraneArea) cm², nA to µA/cm²")
        return converted
    }
}

extension [Double] {
    /// Replaces every number in place, where nobody else holds the array.
    @inline(__always)
    fileprivate mutating func replaceEach(_ change: (Double) -> Double) {
        withUnsafeMutableBufferPointer { numbers in
            for index in numbers.indices { numbers[index] = change(numbers[index]) }
        }
    }
}
