public import Benchmark

extension Benchmark {
    /// Times one run of `work` and reports how many units of `metric` it did per second.
    ///
    /// Everything outside of `work` is left out, also from the tool's wall clock.
    /// - Parameter amount: the units of one run.
    public func measureRate(_ metric: BenchmarkMetric, of amount: Int, _ work: () throws -> Void)
        rethrows
    {
        startMeasurement()
        let elapsed = try ContinuousClock().measure(work)
        stopMeasurement()
        measurement(metric, Int((Double(amount) / (elapsed / .seconds(1))).rounded()))
    }
}
