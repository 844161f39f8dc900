import DensityEstimation
import HDF5Storage

/// Members of a posterior in its file.
extension DensityEstimator {
    /// Writes the kind, the order of an autoregressive member, the state of every network, and that
    /// of an embedding in front of them.
    func write(to group: HDF5Group) throws(HDF5Error) {
        try group.setAttribute("estimator", to: head.rawValue)
        if let embedding { try embedding.write(to: group.createGroup("embedding")) }
        if case .autoregressive(let estimator) = self {
            try group.write(estimator.order, to: "order")
        }
        switch self {
        case .mixture(let estimator): try estimator.write(to: group.createGroup("0"))
        case .autoregressive(let estimator):
            for (index, factor) in estimator.factors.enumerated() {
                try factor.write(to: group.createGroup("\(index)"))
            }
        }
    }

    /// Reads what `write(to:)` wrote, or the mixture that a group without a kind is.
    init(reading group: HDF5Group) throws {
        guard try group.hasAttribute("estimator") else {
            self = .mixture(try MixtureDensityEstimator(reading: group))
            return
        }
        let kind = try group.stringAttribute("estimator")
        let embedding =
            try group.contains("embedding")
            ? StatisticEmbedding.State(reading: group.group("embedding")) : nil
        switch DensityHead(rawValue: kind) {
        case .mixture:
            self = .mixture(
                try MixtureDensityEstimator(reading: group.group("0"), embedding: embedding))
        case .autoregressive:
            let order = try group.read("order", as: Int.self)
            self = .autoregressive(
                try AutoregressiveEstimator(
                    order: order,
                    factors: order.indices.map {
                        try PooledFactor(reading: group.group("\($0)"))
                    }, embedding: embedding.map { try StatisticEmbedding(state: $0) }))
        case nil: throw UnknownEstimator(kind: kind)
        }
    }
}

extension PooledFactor {
    /// Writes shares and networks into a group.
    fileprivate func write(to group: HDF5Group) throws(HDF5Error) {
        try group.write(shares, to: "shares")
        try group.setAttribute("median_share", to: medianShare)
        for (index, network) in networks.enumerated() {
            try network.write(to: group.createGroup("\(index)"))
        }
    }

    /// Reads what `write(to:)` wrote, or the network that a group without shares is.
    fileprivate init(reading group: HDF5Group) throws {
        guard try group.contains("shares") else {
            self.init(trained: [try MixtureDensityEstimator(reading: group)])
            return
        }
        let shares = try group.read("shares", as: Double.self)
        try self.init(
            networks: shares.indices.map {
                try MixtureDensityEstimator(reading: group.group("\($0)"))
            }, shares: shares, medianShare: group.doubleAttribute("median_share"))
    }
}

extension MixtureDensityEstimator {
    /// Writes one network into its own group.
    fileprivate func write(to group: HDF5Group) throws(HDF5Error) {
        var state = state
        try group.write(state.weights, to: "weights")
        state.weights = []
        state.embedding = nil
        try group.write(StoredText.encode(state), to: "description")
    }

    fileprivate init(
        reading group: HDF5Group, embedding: StatisticEmbedding.State? = nil
    ) throws {
        var state = try StoredText.decode(State.self, from: group.readString("description"))
        state.weights = try group.read("weights", as: Float.self)
        state.embedding = embedding
        try self.init(state: state)
    }
}

extension StatisticEmbedding {
    fileprivate func write(to group: HDF5Group) throws(HDF5Error) {
        var state = state
        try group.write(state.weights, to: "weights")
        if !state.slopes.isEmpty { try group.write(state.slopes, to: "slopes") }
        (state.weights, state.slopes) = ([], [])
        try group.write(StoredText.encode(state), to: "description")
    }
}

extension StatisticEmbedding.State {
    fileprivate init(reading group: HDF5Group) throws {
        self = try StoredText.decode(Self.self, from: group.readString("description"))
        weights = try group.read("weights", as: Float.self)
        if try group.contains("slopes") {
            slopes = try group.read("slopes", as: Double.self)
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
