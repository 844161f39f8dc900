import Foundation

/// Distances between two spike trains, ascending times in ms.
enum SpikeTrainDistance {
    /// √D² with D² = (1/τ) ∫ (f − g)² dt, f and g sums of exp(−(t − tᵢ)/τ) for t ≥ tᵢ.
    ///
    /// The integral is ½ Σ sᵢ sⱼ exp(−|tᵢ − tⱼ|/τ) over all spikes of both trains, s = 1 in one and
    /// −1 in the other; the sum over the earlier spikes decays from spike to spike, so that one
    /// pass over both trains does it (Houghton & Kreuz 2012, Network 23:48).
    static func vanRossum(
        _ a: ArraySlice<Double>, _ b: ArraySlice<Double>, timeConstant: Double
    ) -> Double {
        var (i, j) = (a.startIndex, b.startIndex)
        var (earlier, last, square) = (0.0, -Double.infinity, 0.0)
        while i < a.endIndex || j < b.endIndex {
            let takesA = j >= b.endIndex || (i < a.endIndex && a[i] <= b[j])
            let time = takesA ? a[i] : b[j]
            let sign = takesA ? 1.0 : -1.0
            if takesA { i += 1 } else { j += 1 }
            if last.isFinite { earlier *= exp(-(time - last) / timeConstant) }
            square += 1 + 2 * sign * earlier
            earlier += sign
            last = time
        }
        // Equal trains cancel up to rounding, which may leave less than 0.
        return (max(0, square) / 2).squareRoot()
    }

    /// By dynamic programming over prefixes of both trains.
    static func victorPurpura(
        _ a: ArraySlice<Double>, _ b: ArraySlice<Double>, cost: Double
    ) -> Double {
        var before = (0...b.count).map { Double($0) }
        for (i, time) in a.enumerated() {
            var row = [Double(i + 1)]
            row.reserveCapacity(b.count + 1)
            for (j, other) in b.enumerated() {
                let moved = before[j] + cost * abs(time - other)
                row.append(min(before[j + 1] + 1, row[j] + 1, moved))
            }
            before = row
        }
        return before[b.count]
    }

    /// Γ = (N_coinc − ⟨N_coinc⟩) / (½ (N_data + N_model)) / (1 − 2νΔ), ⟨N_coinc⟩ = 2νΔ·N_data, with
    /// ν the rate of the model; 1 for two empty trains, 0 where it is not defined.
    static func coincidenceFactor(
        _ model: ArraySlice<Double>, _ data: ArraySlice<Double>, precision: Double,
        duration: Double
    ) -> Double {
        if model.isEmpty && data.isEmpty { return 1 }
        let covered = 2 * precision * Double(model.count) / duration
        guard covered < 1 else { return 0 }
        // Each spike coincides with one of the other train at most.
        var coincidences = 0
        var (i, j) = (model.startIndex, data.startIndex)
        while i < model.endIndex && j < data.endIndex {
            if abs(model[i] - data[j]) <= precision {
                coincidences += 1
                i += 1
                j += 1
            } else if model[i] < data[j] {
                i += 1
            } else {
                j += 1
            }
        }
        let expected = covered * Double(data.count)
        return (Double(coincidences) - expected) / (0.5 * Double(model.count + data.count))
            / (1 - covered)
    }
}
