import RealModule

extension CalibrationCheck {
    /// The finding in words and numbers, at the 1 % level after Bonferroni.
    public var verdict: String {
        let tests = uniformity + [densityUniformity]
        let limit = 0.01 / Double(tests.count)
        let labels = parameterNames.map { "\"\($0)\"" } + ["all parameters together"]
        let failures = zip(zip(labels, ranks + [densityRanks]), tests).filter {
            $1.pValue < limit
        }
        let basis = "\(simulationCount) held-out simulations, \(sampleCount) samples each"
        let smallest = tests.map(\.pValue).min() ?? 1
        guard !failures.isEmpty else {
            return "calibrated: uniform ranks are not rejected for any parameter "
                + "(smallest p \(Self.short(smallest)), limit \(Self.short(limit)); \(basis))"
        }
        let findings = failures.map { item, test in
            let (label, ranks) = item
            let kind = label == labels.last ? densityShape(ranks) : shape(ranks)
            return "\(label) \(kind) (p \(Self.short(test.pValue)))"
        }
        return "NOT calibrated: " + findings.joined(separator: "; ") + " (\(basis))"
    }

    /// What is wrong with non-uniform ranks: their mean betrays a shift, their spread the width. Where
    /// neither is unusual, width or place is wrong here in one direction and there in the other.
    private func shape(_ ranks: [Int]) -> String {
        let (shift, spread) = Self.moments(ranks, of: sampleCount)
        guard max(abs(shift), abs(spread)) > Self.unusual else {
            return "has a posterior of the wrong shape"
        }
        if abs(shift) > abs(spread) {
            return shift > 0 ? "is estimated too low" : "is estimated too high"
        }
        return spread > 0 ? "has too narrow a posterior" : "has too wide a posterior"
    }

    private func densityShape(_ ranks: [Int]) -> String {
        let shift = Self.moments(ranks, of: densitySampleCount).shift
        guard abs(shift) > Self.unusual else { return "are in a posterior of the wrong shape" }
        return shift > 0 ? "are in too narrow a posterior" : "are in too wide a posterior"
    }

    /// Standard errors: 3 are exceeded by chance in 3 of 1,000 cases.
    private static let unusual = 3.0

    /// Mean and mean square of u = rank / samples about ½ against a uniform u, both in
    /// standard errors: Var u = 1/12, Var (u − ½)² = 1/180.
    private static func moments(_ ranks: [Int], of sampleCount: Int) -> (
        shift: Double, spread: Double
    ) {
        let count = Double(ranks.count)
        let u = ranks.map { (Double($0) + 0.5) / Double(sampleCount + 1) - 0.5 }
        let mean = u.reduce(0, +) / count
        let square = u.reduce(0) { $0 + $1 * $1 } / count
        return (mean * (12 * count).squareRoot(), (square - 1.0 / 12) * (180 * count).squareRoot())
    }

    private static func short(_ value: Double) -> String {
        guard value >= 1e-4 else {
            return value < 1e-12 ? "below 1e-12" : "below \(powerAbove(value))"
        }
        return "\((value * 1e4).rounded() / 1e4)"
    }

    private static func powerAbove(_ value: Double) -> String {
        var exponent = 4
        while exponent < 12,
            value < 1 / (0..<(exponent + 1)).reduce(1.0, { power, _ in power * 10 })
        {
            exponent += 1
        }
        return "1e-\(exponent)"
    }
}
