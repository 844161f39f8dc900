extension InstanceChunk {
    /// The times at which a measured trace reaches a level from below, to serve as its spikes.
    ///
    /// A crossing has the time of the first sample on or above the level, as a spike of a model has
    /// that of the first sample at which its condition holds. A trace that begins above the level
    /// has its first crossing after it was below.
    ///
    /// ```swift
    /// let chunk = InstanceChunk(
    ///     traces: ["v": voltage], interval: 0.1,
    ///     spikes: InstanceChunk.upwardCrossings(of: -20, in: voltage, interval: 0.1))
    /// ```
    /// - Parameters:
    ///   - level: in the unit of the trace.
    ///   - interval: from sample to sample, ms.
    ///   - startTime: of the first sample, ms.
    /// - Returns: ascending, ms.
    public static func upwardCrossings(
        of level: Double, in trace: [Double], interval: Double, startTime: Double = 0
    ) -> [Double] {
        trace.indices.dropFirst().filter { trace[$0 - 1] < level && trace[$0] >= level }
            .map { startTime + Double($0) * interval }
    }
}
