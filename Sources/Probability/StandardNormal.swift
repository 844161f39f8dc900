import RealModule

/// The normal distribution N(0, 1), the common coordinate of all priors.
///
/// Priorities: relative accuracy in both tails first, then speed. Each function is good to a few
/// units in the last place times (1 + z²/2), which is the conditioning of the tail itself.
public enum StandardNormal {
    /// ½·log 2π.
    static let halfLogTwoPi = 0.918_938_533_204_672_741_78

    /// log φ(z) = −z²/2 − ½·log 2π.
    public static func logDensity(_ z: Double) -> Double {
        -0.5 * z * z - halfLogTwoPi
    }

    /// Φ(z), with relative accuracy in the lower tail.
    public static func cumulative(_ z: Double) -> Double {
        0.5 * Double.erfc(-z * 0.5.squareRoot())
    }

    /// 1 − Φ(z), with relative accuracy in the upper tail.
    public static func survival(_ z: Double) -> Double {
        0.5 * Double.erfc(z * 0.5.squareRoot())
    }

    /// Φ⁻¹(p): −∞ for 0, +∞ for 1, NaN outside [0, 1].
    ///
    /// Near p = 1 use `-quantile(1 - p)` with 1 − p known from its own side.
    /// Wichura 1988, algorithm AS 241 (PPND16), then in the tails one Halley step on Φ(z) = p.
    public static func quantile(_ probability: Double) -> Double {
        let centred = probability - 0.5
        if abs(centred) <= 0.425 {
            let r = 0.180625 - centred * centred
            return centred * horner(r, central.numerator) / horner(r, central.denominator)
        }
        guard probability >= 0 && probability <= 1 else { return .nan }
        let tail = centred < 0 ? probability : 1 - probability
        guard tail > 0 else { return centred < 0 ? -.infinity : .infinity }
        let lower = polished(-tailMagnitude(tail), probability: tail)
        return centred < 0 ? lower : -lower
    }

    /// |Φ⁻¹(p)| for p < 0.075.
    private static func tailMagnitude(_ tail: Double) -> Double {
        let r = (-Double.log(tail)).squareRoot()
        let (shift, coefficients) = r <= 5 ? (1.6, middle) : (5, far)
        return horner(r - shift, coefficients.numerator)
            / horner(r - shift, coefficients.denominator)
    }

    /// One Halley step for Φ(z) = p; the density must not be subnormal there.
    private static func polished(_ z: Double, probability: Double) -> Double {
        guard probability > 1e-300 else { return z }
        let newton = (cumulative(z) - probability) / Double.exp(logDensity(z))
        return z - newton / (1 + 0.5 * z * newton)
    }

    /// The polynomial with these coefficients, the highest power first.
    @inline(__always)
    private static func horner(_ x: Double, _ c: SIMD8<Double>) -> Double {
        ((((((c[0] * x + c[1]) * x + c[2]) * x + c[3]) * x + c[4]) * x + c[5]) * x + c[6]) * x
            + c[7]
    }

    private typealias Rational = (numerator: SIMD8<Double>, denominator: SIMD8<Double>)

    private static let central: Rational = (
        SIMD8(
            2.509_080_928_730_122_672_7e3, 3.343_057_558_358_812_810_5e4,
            6.726_577_092_700_870_085_3e4, 4.592_195_393_154_987_145_7e4,
            1.373_169_376_550_946_112_5e4, 1.971_590_950_306_551_442_7e3,
            1.331_416_678_917_843_774_5e2, 3.387_132_872_796_366_608_0e0),
        SIMD8(
            5.226_495_278_852_854_561_0e3, 2.872_908_573_572_194_267_4e4,
            3.930_789_580_009_271_061_0e4, 2.121_379_430_158_659_586_7e4,
            5.394_196_021_424_751_107_7e3, 6.871_870_074_920_579_083_0e2,
            4.231_333_070_160_091_125_2e1, 1)
    )

    private static let middle: Rational = (
        SIMD8(
            7.745_450_142_783_414_076_40e-4, 2.272_384_498_926_918_458_33e-2,
            2.417_807_251_774_506_117_70e-1, 1.270_458_252_452_368_382_58e0,
            3.647_848_324_763_204_605_04e0, 5.769_497_221_460_691_405_50e0,
            4.630_337_846_156_545_295_90e0, 1.423_437_110_749_683_577_34e0),
        SIMD8(
            1.050_750_071_644_416_843_24e-9, 5.475_938_084_995_344_946_00e-4,
            1.519_866_656_361_645_719_66e-2, 1.481_039_764_274_800_745_90e-1,
            6.897_673_349_851_000_045_50e-1, 1.676_384_830_183_803_849_40e0,
            2.053_191_626_637_758_821_87e0, 1)
    )

    private static let far: Rational = (
        SIMD8(
            2.010_334_399_292_288_132_65e-7, 2.711_555_568_743_487_578_15e-5,
            1.242_660_947_388_078_438_60e-3, 2.653_218_952_657_612_309_30e-2,
            2.965_605_718_285_048_912_30e-1, 1.784_826_539_917_291_335_80e0,
            5.463_784_911_164_114_369_90e0, 6.657_904_643_501_103_777_20e0),
        SIMD8(
            2.044_263_103_389_939_785_64e-15, 1.421_511_758_316_445_888_70e-7,
            1.846_318_317_510_054_681_80e-5, 7.868_691_311_456_132_591_00e-4,
            1.487_536_129_085_061_485_25e-2, 1.369_298_809_227_358_053_10e-1,
            5.998_322_065_558_879_376_90e-1, 1)
    )
}
