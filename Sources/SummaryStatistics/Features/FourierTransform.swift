import Foundation

/// The discrete Fourier transform of real numbers, for any count of them.
///
/// Counts that are no power of two go by the chirp of L. Bluestein (1970), IEEE Transactions on
/// Audio and Electroacoustics 18:451, as a convolution by powers of two.
enum FourierTransform {
    /// The squared magnitudes of all terms, as many as there are values.
    /// - Complexity: O(n·log n).
    static func powers(of values: [Double]) -> [Double] {
        let transformed = transform(values)
        return zip(transformed.real, transformed.imaginary).map { $0 * $0 + $1 * $1 }
    }

    private struct Complex {
        var real: [Double]
        var imaginary: [Double]

        init(count: Int) {
            real = [Double](repeating: 0, count: count)
            imaginary = real
        }
    }

    private static func transform(_ values: [Double]) -> Complex {
        let count = values.count
        if count & (count - 1) == 0 {
            var result = Complex(count: count)
            result.real = values
            transformPowerOfTwo(&result)
            return result
        }
        var length = 1
        while length < 2 * count - 1 { length *= 2 }
        var signal = Complex(count: length)
        var chirp = Complex(count: length)
        var phases: [(cosine: Double, sine: Double)] = []
        phases.reserveCapacity(count)
        for index in 0..<count {
            // n² modulo 2N, exactly, as the phase is π·n²/N.
            let angle = Double.pi * Double(index * index % (2 * count)) / Double(count)
            phases.append((cos(angle), sin(angle)))
            signal.real[index] = values[index] * phases[index].cosine
            signal.imaginary[index] = -values[index] * phases[index].sine
            for place in [index, (length - index) % length] {
                chirp.real[place] = phases[index].cosine
                chirp.imaginary[place] = phases[index].sine
            }
        }
        transformPowerOfTwo(&signal)
        transformPowerOfTwo(&chirp)
        for index in 0..<length {
            let (a, b) = (signal.real[index], signal.imaginary[index])
            let (c, d) = (chirp.real[index], chirp.imaginary[index])
            // Conjugated, so that the forward transform serves as the inverse.
            signal.real[index] = a * c - b * d
            signal.imaginary[index] = -(a * d + b * c)
        }
        transformPowerOfTwo(&signal)
        var result = Complex(count: count)
        for index in 0..<count {
            let (a, b) = (
                signal.real[index] / Double(length), -signal.imaginary[index] / Double(length)
            )
            let (cosine, sine) = phases[index]
            result.real[index] = a * cosine + b * sine
            result.imaginary[index] = b * cosine - a * sine
        }
        return result
    }

    /// Cooley and Tukey (1965), decimation in time, in place.
    private static func transformPowerOfTwo(_ values: inout Complex) {
        let count = values.real.count
        var target = 0
        for index in 1..<max(1, count) {
            var bit = count / 2
            while target & bit != 0 {
                target ^= bit
                bit /= 2
            }
            target |= bit
            if index < target {
                values.real.swapAt(index, target)
                values.imaginary.swapAt(index, target)
            }
        }
        let cosines = (0..<count / 2).map { cos(2 * .pi * Double($0) / Double(count)) }
        let sines = (0..<count / 2).map { -sin(2 * .pi * Double($0) / Double(count)) }
        var half = 1
        while half < count {
            let step = count / (2 * half)
            for start in stride(from: 0, to: count, by: 2 * half) {
                for offset in 0..<half {
                    let (even, odd) = (start + offset, start + offset + half)
                    let (cosine, sine) = (cosines[offset * step], sines[offset * step])
                    let (a, b) = (values.real[odd], values.imaginary[odd])
                    let (real, imaginary) = (a * cosine - b * sine, a * sine + b * cosine)
                    values.real[odd] = values.real[even] - real
                    values.imaginary[odd] = values.imaginary[even] - imaginary
                    values.real[even] += real
                    values.imaginary[even] += imaginary
                }
            }
            half *= 2
        }
    }
}
