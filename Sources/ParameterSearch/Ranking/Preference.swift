/// Orders trials where a single loss does not decide.
///
/// Feasible trials come first, by non-dominated rank and inside a rank by the hypervolume that each
/// adds; then the others by their total violation (as Deb 2000 orders constrained trials).
enum Preference {
    /// Positions of usable trials from best to worst.
    static func order(of trials: [Trial]) -> [Int] {
        let feasible = trials.indices.filter { trials[$0].violation == 0 }
        let infeasible = trials.indices.filter { trials[$0].violation != 0 }
        let places = ParetoRanking.order(of: feasible.map { trials[$0].losses ?? [] })
        return places.map { feasible[$0] }
            + infeasible.sorted {
                (trials[$0].violation ?? .infinity, trials[$0].number)
                    < (trials[$1].violation ?? .infinity, trials[$1].number)
            }
    }
}
