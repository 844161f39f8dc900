import Reporting
import Testing

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0.0, "0"), (-70.5, "−70.5"), (12.0, "12"), (0.0581935, "0.05819"), (1450.0, "1450"),
        (1.2e-5, "1.2 × 10⁻⁵"), (-3.0e8, "−3 × 10⁸"), (.nan, "–"), (-.infinity, "−∞"),
        (99_999.6, "100000"),
    ])
    func shortNumbers(value: Double, text: String) {
        #expect(NumberText.short(value) == text)
    }

    @Test func countsHaveSeparators() {
        #expect(
            [0, 999, 1000, 1_234_567, -20_000].map(NumberText.count)
                == ["0", "999", "1,000", "1,234,567", "−20,000"])
    }

    @Test(arguments: [
        ("mS/cm**2", "mS/cm²"), ("uA/cm^2", "µA/cm²"), ("uA/cm**2*ms**0.5", "µA/cm²·√ms"),
        ("1", ""),
        ("µA/cm²", "µA/cm²"), ("1/ms", "1/ms"), ("ms**-1", "ms⁻¹"), ("a b^c", "a b^c"),
    ])
    func unitsAreReadable(unit: String, text: String) {
        #expect(UnitText.readable(unit) == text)
    }

    @Test func minusZeroIsZero() {
        #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
    }
}
