/// Powers with small constant exponents as products and square roots.
extension ValueGraph {
    /// xʸ: for integers up to 64 and halves up to 16½, of either sign, without the power function;
    /// the error is that of as many products, at most one unit in the last place for each.
    mutating func power(_ x: ValueID, _ y: ValueID) -> ValueID {
        guard let exponent = constant(y) else { return insert(.binary(.power, x, y)) }
        if exponent == exponent.rounded(), exponent.magnitude <= 64 {
            return power(x, Int(exponent))
        }
        let twice = 2 * exponent
        if twice == twice.rounded(), twice.magnitude <= 33 { return power(x, halves: Int(twice)) }
        return insert(.binary(.power, x, y))
    }

    /// x to an integer power by repeated squaring; the squares are shared with other powers.
    private mutating func power(_ x: ValueID, _ exponent: Int) -> ValueID {
        if exponent < 0 {
            let positive = power(x, -exponent)
            return binary(.divide, number(1), positive)
        }
        if exponent == 0 { return number(1) }
        var remaining = exponent
        var square = x
        var product: ValueID?
        while true {
            if remaining & 1 == 1 {
                product = product.map { binary(.multiply, $0, square) } ?? square
            }
            remaining >>= 1
            if remaining == 0 { break }
            square = binary(.multiply, square, square)
        }
        return product ?? x
    }

    /// x to half an odd number.
    ///
    /// The language gives NaN for negative x, −∞ among them, and so does the root. The power of
    /// −0 is +0 or +∞, but its root is −0: so is its odd power, and their product +0; beside an
    /// even power the absolute value helps, which keeps NaN.
    private mutating func power(_ x: ValueID, halves: Int) -> ValueID {
        if halves < 0 {
            let positive = power(x, halves: -halves)
            return binary(.divide, number(1), positive)
        }
        let root = unary(.sqrt, x)
        let whole = halves / 2
        return binary(
            .multiply, power(x, whole), whole.isMultiple(of: 2) ? unary(.abs, root) : root)
    }
}
