extension Expression {
    /// Parses a single expression, a number or a condition; every name is allowed.
    ///
    /// ```swift
    /// let rate = try Expression(parsing: "0.5*exp(-(v + 65)/40)")
    /// rate.evaluate { $0 == "v" ? -65 : nil }  // 0.5
    /// ```
    public init(parsing text: String) throws(EquationErrors) {
        do throws(EquationError) {
            let source = try SourceText(text, part: .expression)
            self = try ModelText.single(in: source, kind: .either).expression
        } catch {
            throw EquationErrors([error])
        }
    }
}
