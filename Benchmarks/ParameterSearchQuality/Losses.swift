import Foundation

/// Losses that optimisers are commonly measured on (Surjanovic and Bingham, "Virtual library of
/// simulation experiments"); all are functions of a vector.
enum Losses {
    static func sphere(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

    static func rosenbrock(_ x: [Double]) -> Double {
        zip(x, x.dropFirst()).reduce(0) { sum, pair in
            let (a, b) = (1 - pair.0, pair.1 - pair.0 * pair.0)
            return sum + a * a + 100 * b * b
        }
    }

    static func ackley(_ x: [Double]) -> Double {
        let n = Double(x.count)
        let waves = x.reduce(0) { $0 + cos(2 * .pi * $1) } / n
        return -20 * exp(-0.2 * (sphere(x) / n).squareRoot()) - exp(waves) + 20 + exp(1)
    }

    static func rastrigin(_ x: [Double]) -> Double {
        x.reduce(0) { $0 + 10 + $1 * $1 - 10 * cos(2 * .pi * $1) }
    }

    static func levy(_ x: [Double]) -> Double {
        let w = x.map { 1 + ($0 - 1) / 4 }
        let last = w[w.count - 1]
        let ends =
            pow(sin(.pi * w[0]), 2)
            + (last - 1) * (last - 1) * (1 + pow(sin(2 * .pi * last), 2))
        return w.dropLast().reduce(ends) {
            $0 + ($1 - 1) * ($1 - 1) * (1 + 10 * pow(sin(.pi * $1 + 1), 2))
        }
    }

    static func styblinskiTang(_ x: [Double]) -> Double {
        x.reduce(0) { $0 + 0.5 * (pow($1, 4) - 16 * $1 * $1 + 5 * $1) }
    }

    static func branin(_ x: [Double]) -> Double {
        let bend = x[1] - 5.1 / (4 * .pi * .pi) * x[0] * x[0] + 5 / .pi * x[0] - 6
        return bend * bend + 10 * (1 - 1 / (8 * .pi)) * cos(x[0]) + 10
    }

    static func griewank(_ x: [Double]) -> Double {
        let product = x.enumerated().reduce(1) {
            $0 * cos($1.element / Double($1.offset + 1).squareRoot())
        }
        return 1 + sphere(x) / 4000 - product
    }

    static func schwefel(_ x: [Double]) -> Double {
        x.reduce(0) { $0 + 418.982_887_272_433_8 - $1 * sin(abs($1).squareRoot()) }
    }

    static func zakharov(_ x: [Double]) -> Double {
        let s = x.enumerated().reduce(0) { $0 + 0.5 * Double($1.offset + 1) * $1.element }
        return sphere(x) + s * s + s * s * s * s
    }

    static func dixonPrice(_ x: [Double]) -> Double {
        (1..<x.count).reduce((x[0] - 1) * (x[0] - 1)) { sum, index in
            let difference = 2 * x[index] * x[index] - x[index - 1]
            return sum + Double(index + 1) * difference * difference
        }
    }

    static func michalewicz(_ x: [Double]) -> Double {
        -x.enumerated().reduce(0) { sum, entry in
            let wave = sin(Double(entry.offset + 1) * entry.element * entry.element / .pi)
            return sum + sin(entry.element) * pow(wave, 20)
        }
    }

    static func powell(_ x: [Double]) -> Double {
        stride(from: 0, to: x.count - 3, by: 4).reduce(0) { sum, start in
            let (a, b, c, d) = (x[start], x[start + 1], x[start + 2], x[start + 3])
            return sum + pow(a + 10 * b, 2) + 5 * pow(c - d, 2) + pow(b - 2 * c, 4)
                + 10 * pow(a - d, 4)
        }
    }

    static func alpine(_ x: [Double]) -> Double {
        x.reduce(0) { $0 + abs($1 * sin($1) + 0.1 * $1) }
    }

    static func ellipsoid(_ x: [Double]) -> Double {
        x.enumerated().reduce(0) {
            $0 + pow(10, 3 * Double($1.offset) / Double(x.count - 1)) * $1.element * $1.element
        }
    }

    static func camel(_ x: [Double]) -> Double {
        let (a, b) = (x[0] * x[0], x[1] * x[1])
        return (4 - 2.1 * a + a * a / 3) * a + x[0] * x[1] + (-4 + 4 * b) * b
    }

    /// Hartmann's sums of four bells in three or six dimensions.
    static func hartmann(_ x: [Double]) -> Double {
        let widths: [[Double]] =
            x.count == 3
            ? [[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]]
            : [
                [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14],
                [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
            ]
        let centres: [[Double]] =
            x.count == 3
            ? [[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]]
            : [
                [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
                [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
            ]
        return -zip([1.0, 1.2, 3, 3.2], zip(widths, centres)).reduce(0) { sum, bell in
            let exponent = x.indices.reduce(0.0) {
                let distance = x[$1] - 1e-4 * bell.1.1[$1]
                return $0 + bell.1.0[$1] * distance * distance
            }
            return sum + bell.0 * exp(-exponent)
        }
    }
}
