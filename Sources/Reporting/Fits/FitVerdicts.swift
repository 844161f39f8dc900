import LinearAlgebra

/// What the numbers of a fit say, in words.
///
/// Every sentence names what was compared; nothing is called good that was not checked.
extension FitReport {
    /// The verdicts, the worst first.
    var verdicts: [HTMLReport.SummaryLine] {
        let single = [
            distributionVerdict, invalidVerdict, calibrationVerdict, informationVerdict,
        ]
        let lines =
            single.compactMap { $0 } + statisticVerdicts + limitVerdicts
            + warnings.map { HTMLReport.SummaryLine(.warning, $0) }
        let order: [Verdict] = [.failure, .warning, .good]
        return order.flatMap { verdict in lines.filter { $0.verdict == verdict } }
    }

    private var distributionVerdict: HTMLReport.SummaryLine? {
        guard let distribution else { return nil }
        guard !distribution.isInside else {
            return .init(
                .good,
                sentence(
                    "The observation lies inside the distribution of the simulations.",
                    distribution.explanation))
        }
        let names = Self.list(distribution.offendingStatistics)
        let reason = names.isEmpty ? "" : " It stands out by \(names)."
        return .init(
            .failure,
            sentence(
                """
                The observation lies outside the distribution of the simulations: the posterior is \
                an extrapolation and must not be trusted.\(reason)
                """, distribution.explanation))
    }

    private var invalidVerdict: HTMLReport.SummaryLine? {
        guard let simulations, simulations.total > 0 else { return nil }
        let share = Double(simulations.invalid) / Double(simulations.total)
        let text = """
            \(NumberText.count(simulations.invalid)) of \(NumberText.count(simulations.total)) \
            simulations (\(NumberText.percent(share))) were invalid and are excluded from training.
            """
        return .init(share > 0.5 ? .failure : share > 0.1 ? .warning : .good, text)
    }

    private var statisticVerdicts: [HTMLReport.SummaryLine] {
        let percent = NumberText.percent(predictiveMass)
        let checked = statistics.filter { $0.isInside != nil }
        var lines = [HTMLReport.SummaryLine]()
        for statistic in statistics where statistic.isInside == false {
            lines.append(
                .init(
                    .warning,
                    """
                    The observed \(Self.readable(statistic.name)) \(Self.value(statistic.observed, statistic.unit)) lies \
                    outside the \(percent) predictive interval \
                    \(Self.interval(statistic.predictedInterval)).
                    """))
        }
        for statistic in statistics where statistic.isInside == nil {
            let what =
                statistic.observed.map(\.isFinite) == true
                ? "exists in the recording, but in too few predictions for an interval"
                : "does not exist in the recording"
            lines.append(.init(.warning, "The statistic \(Self.readable(statistic.name)) \(what)."))
        }
        guard !checked.isEmpty else { return lines }
        let inside = checked.count { $0.isInside == true }
        // Independent statistics of a perfect model leave the intervals by chance, too.
        let expected = NumberText.short(
            (1 - predictiveMass) * Double(checked.count), significantDigits: 2)
        let isGood = inside == checked.count
        lines.append(
            .init(
                isGood ? .good : inside * 2 < checked.count ? .failure : .warning,
                """
                \(inside) of \(checked.count) observed statistics lie inside their \(percent) \
                predictive intervals (chance alone would leave about \(expected) outside).
                """))
        return lines
    }

    /// Posteriors that pile up at a limit of the prior: the prior may exclude better values.
    private var limitVerdicts: [HTMLReport.SummaryLine] {
        parameters.enumerated().compactMap { index, parameter in
            let range = parameter.priorRange
            let margin = 0.02 * (range.upperBound - range.lowerBound)
            let samples = posteriorSamples.column(index)
            guard margin > 0, !samples.isEmpty else { return nil }
            let low =
                Double(samples.count { $0 < range.lowerBound + margin }) / Double(samples.count)
            let high =
                Double(samples.count { $0 > range.upperBound - margin }) / Double(samples.count)
            // A uniform posterior has 2 per cent of its mass in each margin.
            guard max(low, high) > 0.2 else { return nil }
            let side = low > high ? "lower" : "upper"
            return .init(
                .warning,
                """
                The posterior of \(parameter.name) is piled up at the \(side) limit of its prior \
                (\(NumberText.percent(max(low, high))) of the mass in the outermost 2 %): \
                the prior may exclude better values.
                """)
        }
    }

    private var calibrationVerdict: HTMLReport.SummaryLine? {
        guard let calibration, !calibration.pValues.isEmpty else { return nil }
        // Bonferroni's correction keeps the chance of any false alarm at one per cent.
        let limit = 0.01 / Double(calibration.pValues.count)
        let failing = zip(calibration.parameterNames, calibration.pValues).filter { $0.1 < limit }
        let count = NumberText.count(calibration.ranks.first?.count ?? 0)
        guard !failing.isEmpty else {
            return .init(
                .good,
                """
                Calibration: the ranks of the true parameters in \(count) simulations do not differ \
                from uniform ones (1 % level).
                """)
        }
        return .init(
            .failure,
            """
            Calibration: the ranks of \(Self.list(failing.map(\.0), readable: false)) in \(count) simulations are not \
            uniform (1 % level): these posteriors are biased or have the wrong width.
            """)
    }

    private var informationVerdict: HTMLReport.SummaryLine? {
        guard let information else { return nil }
        let count = NumberText.count(information.simulations)
        let error = NumberText.short(information.standardError, significantDigits: 2)
        let gain = "\(NumberText.short(information.gain)) ± \(error) nats"
        guard information.gain > 2 * information.standardError else {
            return .init(
                .failure,
                """
                The posterior knows no more about the parameters of \(count) held-out simulations than \
                the prior (\(gain)): the statistics say nothing, or the training failed.
                """)
        }
        return .init(
            .good,
            """
            The statistics of \(count) held-out simulations told \(gain) about their parameters: by so \
            much the posterior is more likely there than the prior of its training.
            """)
    }

    private func sentence(_ text: String, _ addition: String) -> String {
        addition.isEmpty ? text : text + " " + addition
    }

    /// `spike_count` as a reader would say it.
    static func readable(_ name: String) -> String {
        name.contains("_") && name.first?.isLowercase == true && name.count > 5
            ? name.replacing("_", with: " ") : name
    }

    static func value(_ value: Double?, _ unit: String?) -> String {
        guard let value else { return "–" }
        let unit = UnitText.readable(unit).map { $0.isEmpty ? "" : " " + $0 } ?? ""
        return NumberText.short(value) + unit
    }

    static func interval(_ interval: ClosedRange<Double>?) -> String {
        guard let interval else { return "–" }
        return
            "[\(NumberText.short(interval.lowerBound)), \(NumberText.short(interval.upperBound))]"
    }

    /// Names in a row; those of parameters stay as they are written in the model.
    private static func list(_ names: [String], readable isReadable: Bool = true) -> String {
        let names = isReadable ? names.map(readable) : names
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
