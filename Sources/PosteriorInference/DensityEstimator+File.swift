import DensityEstimation
import HDF5Storage

/// Members of a posterior in its file.
extension DensityEstimator {
    /// Writes the kind, the order of an autoregressive member and the state of every network.
    func write(to group: HDF5Group) throws(HDF5Error) {
        try group.setAttribute("estimator", to: head.rawValue)
        if case .autoregressive(let estimator) = self {
            try group.write(estimator.order, to: "order")
        }
        for (index, network) in networks.enumerated() {
            var state = network.state
            try group.write(state.weights, to: "\(index)/weights")
            state.weights = []
            try group.write(StoredText.encode(state), to: "\(index)/description")
        }
    }

    /// Reads what `write(to:)` wrote.
    init(reading group: HDF5Group) throws {
        func network(_ index: Int) throws -> MixtureDensityEstimator {
            var state = try StoredText.decode(
                MixtureDensityEstimator.State.self,
                from: group.readString("\(index)/description"))
            state.weights = try group.read("\(index)/weights", as: Float.self)
            return try MixtureDensityEstimator(state: state)
        }
        let kind = try group.stringAttribute("estimator")
        switch DensityHead(rawValue: kind) {
        case .mixture: self = .mixture(try network(0))
        case .autoregressive:
            let order = try group.read("order", as: Int.self)
            self = .autoregressive(
                try AutoregressiveEstimator(order: order, factors: order.indices.map(network)))
        case nil: throw UnknownEstimator(kind: kind)
        }
    }
}

/// A kind of estimator that this program does not have.
private struct UnknownEstimator: Error, CustomStringConvertible {
    let kind: String

    var description: String {
        "estimator \"\(kind)\", expected one of "
            + DensityHead.allCases.map(\.rawValue).joined(separator: ", ")
    }
}
