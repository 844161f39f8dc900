import NeuronEquations
import Recordings

/// Currents between recordings, which are in nA or µA/cm², and the coherent set of a model.
struct StimulusUnits {
    let model: NeuronModel
    /// The input that the stimulus feeds; nil for a model without one.
    let input: String?

    /// A recorded current as numbers of the model's input.
    /// - Throws: where the input is known to be something else, as a density is.
    func samples(
        of current: [Double], in unit: Recording.CurrentUnit
    ) throws(FitError) -> [Double] {
        try check(unit)
        return unit.physical.coherent(current, in: model.unitSystem)
    }

    /// A recorded amplitude as a number of the model's input.
    /// - Throws: where the input is known to be something else, as a density is.
    func coherent(
        _ amplitude: Double, in unit: Recording.CurrentUnit
    ) throws(FitError) -> Double {
        try check(unit)
        return unit.physical.coherent(amplitude, in: model.unitSystem)
    }

    /// Throws where the input is known to be something else than a recorded current in a unit.
    func check(_ unit: Recording.CurrentUnit) throws(FitError) {
        let recorded = unit.physical
        if let input, let expected = model.dimensions[input], expected != recorded.dimension {
            throw .stimulusUnit(
                input: input, expected: model.unitSystem.unitText(of: expected),
                recorded: unit.rawValue,
                hasArea: unit == .microamperesPerSquareCentimetre)
        }
    }

    /// An amplitude as nA, which features such as resistances are computed with; the number itself
    /// where the input is no current.
    func nanoamperes(_ amplitude: Double) -> Double {
        guard let input, model.dimensions[input] == .current else { return amplitude }
        return PhysicalUnit.nanoampere.number(ofCoherent: amplitude, in: model.unitSystem)
    }
}

extension Recording.CurrentUnit {
    var physical: PhysicalUnit {
        switch self {
        case .nanoamperes: .nanoampere
        case .microamperesPerSquareCentimetre: .microamperePerSquareCentimetre
        }
    }
}
