/// Sorts names so that each stands behind those it needs.
package enum DependencyOrder {
    package enum Outcome: Equatable {
        case sorted([String])
        /// Names that need each other in a circle; the first is repeated at the end.
        case loop([String])
    }

    /// Depth-first search without recursion; names that are sorted already keep their order.
    /// - Parameter needs: for each name those it needs; others than `names` are ignored.
    package static func outcome(_ names: [String], needs: [String: Set<String>]) -> Outcome {
        let index = Dictionary(
            names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let successors = names.map { name in
            (needs[name] ?? []).compactMap { index[$0] }.sorted()
        }
        var isDone = [Bool](repeating: false, count: names.count)
        var isOnPath = isDone
        var order: [String] = []
        for root in names.indices where !isDone[root] {
            // The path from the root, with how many successors of each node have been seen.
            var path = [(node: root, seen: 0)]
            isOnPath[root] = true
            while let (node, seen) = path.last {
                if seen == successors[node].count {
                    path.removeLast()
                    isOnPath[node] = false
                    isDone[node] = true
                    order.append(names[node])
                    continue
                }
                path[path.count - 1].seen += 1
                let next = successors[node][seen]
                if isOnPath[next] {
                    let loop = path.map(\.node).drop { $0 != next } + [next]
                    return .loop(loop.map { names[$0] })
                }
                if !isDone[next] {
                    path.append((next, 0))
                    isOnPath[next] = true
                }
            }
        }
        return .sorted(order)
    }
}
