/// A random number that is drawn anew in every step: `rand()` or `randn()` at one place of a model.
///
/// Every place in the text is a slot of its own. Within a step all uses of the place see the same
/// number, in every stage of a method and in the spike test; two places never do. So a simulator
/// needs one number for each (instance, step, slot), and nothing depends on the order of drawing.
///
/// Every other distribution is a transform of one such number: `Normal(m, s)` is `m + s*randn()`,
/// `Exponential(rate)` is `-log(rand())/rate`, `Gamma` and `Binomial` are quantile functions of
/// `rand()`.
public struct RandomDraw: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Uniform in the open interval (0, 1).
        case uniform = "rand"
        /// Mean 0, standard deviation 1.
        case normal = "randn"
    }

    public var kind: Kind
    /// Counts the places of a model (or of an expression that stands alone) from 0.
    public var slot: Int

    public init(_ kind: Kind, slot: Int) {
        self.kind = kind
        self.slot = slot
    }

    /// What ``Expression/evaluate(_:)`` looks the number up by: `rand 0`, `randn 1`, …
    public var key: String { "\(kind.rawValue) \(slot)" }
}

extension Expression {
    /// All random numbers that occur.
    public var draws: Set<RandomDraw> {
        var found: Set<RandomDraw> = []
        visit { if case .draw(let draw) = $0 { found.insert(draw) } }
        return found
    }

    /// Numbers the random numbers from left to right, each place anew.
    /// - Parameter next: the next free slot.
    func numberingDraws(from next: inout Int) -> Expression {
        if case .draw(let draw) = self {
            next += 1
            return .draw(RandomDraw(draw.kind, slot: next - 1))
        }
        return mappingChildren { $0.numberingDraws(from: &next) }
    }
}
