extension Expression {
    /// The expression cut off towards zero, as an integer variable stores it.
    static func integer(_ value: Expression) -> Expression {
        if case .call(.int, _) = value { return value }
        if case .number(let number) = value, number == number.rounded(.towardZero) { return value }
        return .call(.int, [value])
    }
}
