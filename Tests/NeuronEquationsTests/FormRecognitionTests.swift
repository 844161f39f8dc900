import NeuronEquations
import Testing

@Suite struct FormRecognitionTests {
    @Test(arguments: FormExample.all)
    func examplesAreRecognisedAndPrintedBack(example: FormExample) throws {
        let model = try example.model()
        #expect(model.form == example.form)
        let again = try parsedAgain(model)
        #expect(again == model, "\(model.printed)")
        #expect(again.printed == model.printed)
    }

    @Test(arguments: FormExample.all)
    func overridingNothingChangesNothing(example: FormExample) throws {
        let model = try example.model()
        var same = model
        try same.override()
        #expect(same == model)
    }

    @Test func derivedParametersJoinEitherForm() throws {
        let example = try #require(FormExample.all.first { $0.name == "noisy Izhikevich" })
        var model = try example.model()
        try model.override(
            parameters: [("a", 0.1), ("v", -70)], derived: [("d", "2*step")], further: ["step"])
        #expect(model.subexpressions.map(\.name) == ["d"])
        #expect(model.updates == (try example.model().updates))
        #expect(try parsedAgain(model) == model)
    }

    @Test(arguments: [
        ("dv/dt = 1 : init=0\ndu/dt = 1 : mV", EquationForm.annarchy, 2, 11),
        ("dv/dt = 1 : mV\ndu/dt = 1 : init=0", .brian2, 2, 11),
        ("dv/dt = Uniform(0, 1) (unless refractory)", .brian2, 1, 9),
        ("g : siemens\nx += g\ndv/dt = x", .brian2, 2, 3),
        ("dv/dt = if v > 0: 1 else: 2 : volt\nx = 2 : population", .brian2, 2, 7),
    ])
    func mixturesAreErrors(text: String, form: EquationForm, line: Int, column: Int) {
        let error = #expect(throws: EquationErrors.self) { try NeuronModel(equations: text) }
        #expect(error?.errors.count == 1)
        guard let found = error?.errors.first,
            case .mixedForms(_, let other, let expected, let reason) = found.problem
        else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(Set([other, expected]) == Set(EquationForm.allCases) && reason != nil)
        #expect(found.description.contains("Brian2") && found.description.contains("ANNarchy"))
        // The stranger is pointed at, which without a given form is ANNarchy's.
        if form == .brian2 { #expect((found.line, found.column) == (line, column)) }
    }

    @Test func theFormCanBeGiven() throws {
        let text = "x = 2*v\ndv/dt = x - v"
        let lazy = try NeuronModel(equations: text)
        #expect(lazy.form == .brian2 && lazy.subexpressions.map(\.name) == ["x"])
        let ordered = try NeuronModel(equations: text, form: .annarchy)
        #expect(ordered.stateVariables.map(\.name) == ["x", "v"])
        #expect(try parsedAgain(ordered) == ordered)
        let error = #expect(throws: EquationErrors.self) {
            try NeuronModel(equations: "dv/dt = -v : volt", form: .annarchy)
        }
        #expect(
            error?.errors.map(\.problem) == [
                .mixedForms(found: ": volt", of: .brian2, expected: .annarchy, because: nil)
            ])
    }

    @Test func stateVariablesAreFoundInEitherForm() {
        #expect(NeuronModel.stateVariables(in: "x = 2 : init=1\ndv/dt = )") == ["x", "v"])
        #expect(NeuronModel.stateVariables(in: "x = 2\ng : 1\ndv/dt = )") == ["v"])
        #expect(NeuronModel.stateVariables(in: "x = 2", form: .annarchy) == ["x"])
    }
}
