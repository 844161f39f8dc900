import RealModule

/// The log density of a mixture of densities, point after point.
///
/// - Parameters:
///   - each: the log densities of every one, `[densities][points]`.
///   - shares: of the densities; 0 where one has none.
func mixedLogDensities(_ each: [[Double]], shares: [Double]) -> [Double] {
    let logShares = shares.map { Double.log($0) }
    return (each.first ?? []).indices.map { point in
        var largest = -Double.infinity
        for (logShare, values) in zip(logShares, each) {
            largest = max(largest, logShare + values[point])
        }
        guard largest.isFinite else { return largest }
        var sum = 0.0
        for (logShare, values) in zip(logShares, each) {
            sum += .exp(logShare + values[point] - largest)
        }
        return largest + .log(sum)
    }
}
