/// A colour with an opacity, as figures and reports use it.
public struct Colour: Hashable, Sendable {
    /// Red, green and blue as one number, `0xRRGGBB`.
    public var hexadecimal: UInt32
    /// 1 is opaque, 0 invisible.
    public var opacity: Double

    /// Creates a colour from `0xRRGGBB`.
    public init(_ hexadecimal: UInt32, opacity: Double = 1) {
        precondition(hexadecimal <= 0xFFFFFF, "colour \(hexadecimal) is larger than 0xFFFFFF")
        precondition((0...1).contains(opacity), "opacity \(opacity) outside of 0…1")
        self.hexadecimal = hexadecimal
        self.opacity = opacity
    }

    /// The same colour with another opacity.
    public func opacity(_ opacity: Double) -> Colour { Colour(hexadecimal, opacity: opacity) }

    /// The colour mixed with white: 0 leaves it, 1 gives white.
    public func lightened(by share: Double) -> Colour {
        func mix(_ shift: UInt32) -> UInt32 {
            let channel = Double((hexadecimal >> shift) & 0xFF)
            return UInt32((channel + (255 - channel) * share).rounded()) << shift
        }
        return Colour(mix(16) | mix(8) | mix(0), opacity: opacity)
    }
}

/// The few colours that all figures share, so that a colour means the same thing in each of them.
///
/// Blue and orange stay apart for readers with every common form of colour blindness (Okabe and
/// Ito, 2008, "Color universal design", from whose set the hues are taken and slightly muted).
public enum Palette {
    /// What was measured.
    public static let observed = Colour(0x20242B)
    /// What the posterior says or predicts.
    public static let posterior = Colour(0x2C6FA6)
    /// The maximum of the posterior and other single marked values.
    public static let maximum = Colour(0xD1603D)
    /// A known true value.
    public static let truth = Colour(0x3F8F5F)
    /// The prior and everything that was believed before the data.
    public static let prior = Colour(0x9AA3AD)
    /// Stimuli.
    public static let stimulus = Colour(0x6B5B95)
    /// Axes, ticks and small text.
    public static let axis = Colour(0x5B6470)
    /// Grid lines.
    public static let grid = Colour(0xE6E9ED)

    /// Colours for several curves in one panel; they repeat after the last one.
    public static func curve(_ index: Int) -> Colour {
        let curves: [UInt32] = [
            0x2C6FA6, 0xD1603D, 0x3F8F5F, 0x8A5A9E, 0xB8862B, 0x4FA3B5, 0x7A7F87, 0xA23B57,
        ]
        return Colour(curves[index % curves.count])
    }
}
