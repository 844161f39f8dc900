import ArgumentParser

/// `neurosbi`: which parameters of a neuron model are compatible with a recording?
@main
struct NeurosbiCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "neurosbi",
        abstract: "Finds the parameters of a neuron model that are compatible with a recording.",
        discussion: """
            A configuration (YAML) states the model, the prior of its unknown parameters, the \
            stimulus and the statistics. 'neurosbi fit' goes the whole road; the other commands \
            are its parts. Results go to standard output, everything else to standard error.
            """,
        version: ToolVersion.current,
        subcommands: [
            FitCommand.self, SearchCommand.self, SimulateCommand.self, TrainCommand.self,
            SampleCommand.self, LogDensityCommand.self, DiagnoseCommand.self,
            FeaturesCommand.self, AskCommand.self, TellCommand.self, ModelsCommand.self,
            BenchCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            FailureReport.exit(with: error)
        }
    }
}
