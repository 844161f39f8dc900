import RandomStreams

/// Proposals that change one or two parameters of the best trial to any other value.
///
/// A local search ends in one of many basins; where parameters act nearly separately, the way to a
/// better basin is along an axis (as in the dynamically dimensioned search of Tolson and Shoemaker
/// 2007).
struct CoordinateProposals {
    let history: TrialHistory
    let stream: RandomStream

    /// The point of a trial; drawn again, at most eight times, while it lies where trials failed.
    func point(trial: Int, zones: FailureZones) -> [Double] {
        let base = history.coordinates(of: history.order[0])
        var point = base
        for attempt in 0..<8 {
            point = changed(base, trial: trial, attempt: attempt)
            if !zones.contains(point) { break }
        }
        return point
    }

    private func changed(_ base: [Double], trial: Int, attempt: Int) -> [Double] {
        let step = SearchStep.coordinate
        let width = base.count
        // Slots: how many parameters, which ones, their values, then values for new branches.
        func number(_ slot: Int) -> Double {
            stream.uniform(
                index: UInt64(trial), step: step, slot: UInt32(attempt * (width + 8) + slot))
        }
        var point = base
        let active = base.indices.filter { !base[$0].isNaN }
        for change in 0..<(number(0) < 0.7 ? 1 : 2) {
            let place = Int(number(1 + change) * Double(active.count))
            let column = active[Swift.min(place, active.count - 1)]
            point[column] = value(column, number(3 + change))
        }
        for column in point.indices where point[column].isNaN {
            point[column] = value(column, number(8 + column))
        }
        history.space.blankInactive(&point)
        return point
    }

    private func value(_ column: Int, _ number: Double) -> Double {
        let column = history.space.columns[column]
        return column.isChoice ? Double(column.option(at: number)) : number
    }
}
