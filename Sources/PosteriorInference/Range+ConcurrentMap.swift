extension Range<Int> {
    /// What a body makes of every index, in the order of the indices, with at most `threads` of them
    /// under way at a time.
    ///
    /// Bodies begin in the order of the indices; after a failure no further one begins.
    /// - Throws: the error of the lowest index that failed.
    func concurrentMap<Value: Sendable, Failure: Error>(
        threads: Int, _ body: @escaping @Sendable (_ index: Int) throws(Failure) -> Value
    ) async throws(Failure) -> [Value] {
        precondition(threads > 0, "\(threads) threads")
        typealias Outcome = (index: Int, result: Result<Value, Failure>)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            func begin(_ index: Int, in group: inout TaskGroup<Outcome>) {
                group.addTask {
                    (index, Result { () throws(Failure) in try body(index) })
                }
            }
            var outcomes: [Outcome] = []
            var (next, isFailing) = (lowerBound + Swift.min(threads, count), false)
            for index in lowerBound..<next { begin(index, in: &group) }
            while let outcome = await group.next() {
                outcomes.append(outcome)
                if case .failure = outcome.result { isFailing = true }
                guard next < upperBound && !isFailing else { continue }
                begin(next, in: &group)
                next += 1
            }
            return outcomes.sorted { $0.index < $1.index }
        }
        var values: [Value] = []
        values.reserveCapacity(outcomes.count)
        for outcome in outcomes { values.append(try outcome.result.get()) }
        return values
    }
}
