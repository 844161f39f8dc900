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
            try network.write(to: group.createGroup("\(index)"))
        }
    }

    /// Reads what `write(to:)` wrote, or the mixture that a group without a kind is.
    init(reading group: HDF5Group) throws {
        guard try group.hasAttribute("estimator") else {
            self = .mixture(try MixtureDensityEstimator(reading: group))
            return
        }
        let kind = try group.stringAttribute("estimator")
        switch DensityHead(rawValue: kind) {
        case .mixture: self = .mixture(try MixtureDensityEstimator(reading: group.group("0")))
        case .autoregressive:
            let order = try group.read("order", as: Int.self)
            self = .autoregressive(
                try AutoregressiveEstimator(
                    order: order,
                    factors: order.indices.map {
                        try MixtureDensityEstimator(reading: group.group("\($0)"))
                    }))
        case nil: throw UnknownEstimator(kind: kind)
        }
    }
}

extension MixtureDensityEstimator {
    /// Writes one network into its own group.
    fileprivate func write(to group: HDF5Group) throws(HDF5Error) {
        var state = state
        try group.write(state.weights, to: "weights")
        state.weights = []
        try group.write(StoredText.encode(state), to: "description")
    }

    fileprivate init(reading group: HDF5Group) throws {
        var state = try StoredText.decode(State.self, from: group.readString("description"))
        state.weights = try group.read("weights", as: Float.self)
        try self.init(state: state)
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
