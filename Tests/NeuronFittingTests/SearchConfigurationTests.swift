import NeuroSBI
import Testing

/// What a search reads from files: spaces and the key `search`.
@Suite struct SearchConfigurationTests {
    @Test func spacesHaveStepsChoicesBranchesAndExpressions() throws {
        let space = try SearchSpace(
            configuration: """
                parameters:
                  rate: {loguniform: [1.0e-4, 1]}
                  size: {uniform: [0, 100], step: 5}
                  layers: {integer: [1, 4]}
                  activation:
                    choice:
                      - relu
                      - {value: elu, weight: 2, parameters: {alpha: {uniform: [0.1, 2]}}}
                  quarter: half/2
                  half: size/2
                  offset: 3
                """, file: "space.yaml")
        #expect(space.names == ["rate", "size", "layers", "activation", "alpha"])
        var study = Study(space: space, method: .random, seed: 2)
        let trials = study.ask(200)
        for trial in trials {
            let size = try #require(trial["size"])
            #expect(size.truncatingRemainder(dividingBy: 5) == 0)
            #expect(trial["half"] == size / 2 && trial["quarter"] == size / 4)
            #expect(trial["offset"] == 3)
            let isElu = trial.parameters["activation"] == "elu"
            #expect((trial.parameters["alpha"] != nil) == isElu)
        }
        // Weight 2 of 3: within four standard deviations of 200 draws.
        let share = Double(trials.count { $0.parameters["activation"] == "elu" }) / 200
        #expect(abs(share - 2.0 / 3) < 4 * (2.0 / 9 / 200).squareRoot())
    }

    @Test func aPriorIsASpaceToo() throws {
        let text = """
            parameters: {g: {normal: [1, 2]}}
            joint: {multivariatenormal: {names: [a, b], mean: [0, 1], covariance: [[1, 0.5], [0.5, 2]]}}
            """
        let space = try SearchSpace(configuration: text, file: "prior.yaml")
        let prior = try JointPrior(configuration: text, file: "prior.yaml")
        #expect(space.names == prior.names)
    }

    @Test(arguments: [
        ("parameters: {x: {uniforn: [0, 1]}}", "did you mean \"uniform\"?"),
        ("parameters: {x: {uniform: [1, 0]}}", "x"),
        ("parameters: {x: {integer: [0.5, 2]}}", "two whole numbers"),
        ("parameters: {x: {choice: [a, b], step: 2}}", "choice has no step"),
        ("parameters: {x: {choice: [a, a]}}", "a"),
        ("parameters: {x: {uniform: [0, 1]}, y: z + 1}", "z"),
        ("parameters: {x: {uniform: [0, 1]}, y: z, z: y}", "need each other"),
        ("parameters: {x: 3}", "parameter"),
        ("spaces: {}", "unknown key \"spaces\""),
    ])
    func mistakesInSpacesAreNamed(text: String, words: String) {
        #expect {
            try SearchSpace(configuration: text, file: "space.yaml")
        } throws: {
            "\($0)".contains("space.yaml") && "\($0)".contains(words)
        }
    }

    private static let membrane = PassiveMembrane.configuration() + "\n"

    @Test func theKeySearchSaysHow() throws {
        let configuration = try FitConfiguration(
            text: Self.membrane + """
                search:
                  loss: [{rmse: v}, {features: {mean_voltage: 0.5, steady_state_voltage_stimend: 2}}]
                  evaluations: 300
                  batch: 30
                  method: cma
                """)
        #expect(configuration.search.loss.count == 2)
        #expect(configuration.search.evaluations == 300 && configuration.search.batch == 30)
        guard case .features(let set, let deviations?, 10) = configuration.search.loss[1].measure
        else {
            Issue.record("features with deviations were given")
            return
        }
        #expect(set.names == ["mean_voltage", "steady_state_voltage_stimend"])
        #expect(deviations == [0.5, 2])
    }

    @Test(arguments: [
        ("search: {loss: {rmse: u}}", "\"u\", which is not recorded"),
        ("search: {loss: {rms: v}}", "unknown \"rms\""),
        ("search: {loss: {features: [no_such]}}", "no_such"),
        ("search: {loss: {features: {mean_voltage: 0}}}", "above 0"),
        ("search: {method: tpee}", "did you mean \"tpe\"?"),
        ("search: {batches: 3}", "did you mean \"batch\"?"),
    ])
    func mistakesInSearchesAreNamed(text: String, words: String) {
        #expect {
            try FitConfiguration(text: Self.membrane + text)
        } throws: {
            "\($0)".contains(words)
        }
    }

    /// Both losses are 0 at the truth and only there.
    @Test(arguments: ["{rmse: v}", "{features: [mean_voltage, steady_state_voltage_stimend]}"])
    func bothLossesLeadToTheTruth(loss: String) async throws {
        var configuration = try FitConfiguration(
            text: Self.membrane + "search: {loss: \(loss), evaluations: 400, batch: 40}")
        configuration.seed = 4
        let workflow = try await SearchWorkflow(
            configuration, sweeps: nil, file: "target", threads: 2, backend: .interpreter)
        #expect(workflow.truth == ["tau": 14, "R": 120])
        let truth = try await workflow.fit.losses(
            fitted: Matrix(rows: 1, columns: 2, elements: [14, 120]),
            instances: .consecutive(from: 0))
        #expect(truth.elements == [0])
        let result = try await workflow.fit.run()
        #expect(result.loss < 0.05)
    }
}
