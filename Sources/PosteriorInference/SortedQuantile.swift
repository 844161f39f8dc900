extension Array where Element == Double {
    /// The value at a probability of an ascending array, linear between order statistics
    /// (type 7 of Hyndman and Fan 1996).
    package func quantile(_ probability: Double) -> Double {
        precondition(!isEmpty && probability >= 0 && probability <= 1, "quantile \(probability)")
        let position = probability * Double(count - 1)
        let lower = Swift.min(Int(position), count - 1)
        let upper = Swift.min(lower + 1, count - 1)
        let fraction = position - Double(lower)
        return fraction == 0
            ? self[lower] : self[lower] + fraction * (self[upper] - self[lower])
    }

    /// The first index whose element fulfils the condition, which must hold from there on.
    func partitioningIndex(_ condition: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
