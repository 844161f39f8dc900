import Foundation
import NeuronEquations
import Testing

/// No text may crash, hang or exhaust memory: the worst is an error.
@Suite struct HostileTextTests {
    private func problem(_ equations: String) -> EquationError.Problem? {
        do {
            _ = try NeuronModel(equations: equations)
            return nil
        } catch {
            return error.errors.first?.problem
        }
    }

    private func repeated(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }

    @Test func deepNestsAreRefused() {
        for (opening, closing) in [
            ("(", ")"), ("-", ""), ("exp(", ")"), ("2**", ""), ("2**-(", ")"), ("1 + (", ")"),
            ("1 if v > 0 else ", ""), ("if v > 0: 1 else: ", ""), ("ite(v > 0, 1, ", ")"),
        ] {
            let text = "dv/dt = " + repeated(opening, 5_000) + "v" + repeated(closing, 5_000)
            #expect(problem(text) == .tooDeep(limit: 50), "\(opening)")
        }
        let inversion = "dv/dt = 1 if " + repeated("not ", 5_000) + "v > 0 else 2"
        #expect(problem(inversion) == .tooDeep(limit: 50))
    }

    @Test func longSumsAreRefusedBeforeTheyNestTooDeeply() {
        #expect(problem("dv/dt = v" + repeated(" + v", 250)) == nil)
        #expect(problem("dv/dt = v" + repeated(" + v", 350)) == .tooDeep(limit: 300))
        #expect(problem("dv/dt = v" + repeated(" % v", 350)) == .tooDeep(limit: 300))
        #expect(
            problem("dv/dt = 1 if v > 0" + repeated(" and v > 0", 350) + " else 2")
                == .tooDeep(limit: 300))
    }

    @Test func subexpressionsThatExplodeAreRefused() {
        // Doubles with every line.
        let doubling = (1...60).map { "x\($0) = x\($0 - 1) + x\($0 - 1)" }
        let text = (["dv/dt = x60", "x0 = v"] + doubling).joined(separator: "\n")
        #expect(problem(text) == .tooLarge(limit: NeuronModel.maximumExpandedSize))
        // Grows deeper with every line.
        let chain = (1...2_000).map { "x\($0) = -x\($0 - 1)" }
        let deep = (["dv/dt = x2000", "x0 = v"] + chain).joined(separator: "\n")
        #expect(problem(deep) == .tooDeep(limit: NeuronModel.maximumExpandedDepth))
    }

    @Test func longTextsAreRefused() {
        #expect(problem(repeated("dv/dt = 1 # ", 20_000)) == .tooLong(limit: 100_000))
    }

    @Test func thousandsOfMistakesGiveOnlyTheFirstOnes() {
        for text in ["=;", "x = \n", "dv/dt = q + w\n", "(\n", "$ ", "v = 1;"] {
            do {
                _ = try NeuronModel(equations: repeated(text, 10_000))
                Issue.record("no error")
            } catch {
                #expect((1...20).contains(error.errors.count), "\(text)")
                #expect(!error.description.isEmpty)
            }
        }
    }

    /// One random edit: characters deleted, doubled, exchanged or put in, or pieces moved.
    private func mutated(_ text: String, _ generator: inout SplitMix64) -> String {
        let pieces = [
            "(", ")", "**", "-", "+", "*", "/", "dt", "dv/dt", "=", "==", "<", "if", "else", ":",
            ",", "and", "not", "xi", "exp(", "ite(", "1e", ".", "#", "\\", "\n", "\r\n", ";",
            "\t", "é", "👩‍👩‍👧", "\u{0}", "(unless refractory)", "t", "^", "&&", "!", "%", "//",
            "9999999999999999999", "_", "min(", "&", "\u{301}", ": init=", "min=", "int", "bool",
            "boolean", "mV", "10*ms", "rand()", "Normal(0, 1)", "Gamma(", "+=", "*=", "(constant)",
            "(constant over dt)", ": volt", "lastspike", "not_refractory", "rk4", "True", "v",
        ]
        var characters = Array(text)
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...characters.count, using: &generator)
            let length = Int.random(in: 0...min(12, characters.count - place), using: &generator)
            let range = place..<place + length
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: characters.removeSubrange(range)
            case 1: characters.insert(contentsOf: Array(characters[range]), at: place)
            case 2: characters.replaceSubrange(range, with: Array(characters[range].reversed()))
            default:
                let piece = pieces.randomElement(using: &generator) ?? "("
                characters.insert(contentsOf: piece, at: place)
            }
        }
        return String(characters)
    }

    private static let count =
        ProcessInfo.processInfo.environment["NEUROSBI_FUZZ_COUNT"].flatMap { Int($0) } ?? 6_000

    /// What is mutated: the examples of both forms, and the catalogue as it prints itself.
    private static let originals: [FormExample] =
        FormExample.all
        + ModelCatalogue.models.map { model in
            FormExample(
                name: model.name, form: model.form, equations: model.equationText,
                spike: model.spikeCondition?.description, reset: model.resetText,
                refractory: model.refractoryText, parameters: model.parameters,
                initial: model.initialTexts, inputs: model.inputs, givenForm: model.form)
        }

    /// An example with random edits in some of its texts.
    private func mutant(_ original: FormExample, _ generator: inout SplitMix64) -> FormExample {
        var mutant = original
        mutant.equations = mutated(original.equations, &generator)
        func sometimes(_ text: String?, _ generator: inout SplitMix64) -> String? {
            text.map {
                Int.random(in: 0..<4, using: &generator) == 0 ? mutated($0, &generator) : $0
            }
        }
        mutant.spike = sometimes(original.spike, &generator)
        mutant.reset = sometimes(original.reset, &generator)
        mutant.refractory = sometimes(original.refractory, &generator)
        mutant.parameterStatements = sometimes(original.parameterStatements, &generator)
        for name in original.initial.keys.sorted() {
            mutant.initial[name] = sometimes(original.initial[name], &generator)
        }
        return mutant
    }

    /// Set NEUROSBI_FUZZ_COUNT for a longer run.
    @Test func mutatedModelsGiveModelsOrErrors() throws {
        let seed = UInt64(Self.count)
        print("mutating \(Self.count) models, seed \(seed)")
        var generator = SplitMix64(seed: seed)
        var parsed: [EquationForm: Int] = [:]
        for trial in 0..<Self.count {
            let original = Self.originals[trial % Self.originals.count]
            let text = mutant(original, &generator)
            do {
                let model = try text.model()
                parsed[model.form, default: 0] += 1
                #expect(try parsedAgain(model) == model, "seed \(seed), trial \(trial): \(text)")
            } catch {
                #expect(!error.errors.isEmpty && !error.description.isEmpty)
                for mistake in error.errors {
                    #expect(mistake.line >= 1 && mistake.column >= 1)
                    #expect(mistake.column <= mistake.sourceLine.count + 1)
                }
            }
        }
        // Some edits are harmless; were it none, the test would be looking at one error only.
        for form in EquationForm.allCases {
            #expect(parsed[form, default: 0] > Self.count / 500, "\(form)")
        }
    }
}
