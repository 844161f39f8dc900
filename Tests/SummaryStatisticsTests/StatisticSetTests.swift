import Foundation
import LinearAlgebra
import Recordings
import SummaryStatistics
import Testing

/// How statistics are asked for, and what is said when they cannot be.
struct StatisticSetTests {
    private func error(_ specifications: [StatisticSpecification]) -> StatisticError? {
        do {
            _ = try StatisticSet(specifications)
            return nil
        } catch {
            return error
        }
    }

    @Test
    func everyStatisticHasAUniqueNameAUnitAndADefinition() {
        let statistics = StatisticCatalogue.statistics
        #expect(Set(statistics.map(\.name)).count == statistics.count)
        for statistic in statistics {
            #expect(!statistic.unit.isEmpty && !statistic.summary.isEmpty, "\(statistic.name)")
        }
    }

    @Test
    func aGroupExpandsToItsMembers() throws {
        let set = try StatisticSet([
            StatisticSpecification("goncalves2020"), StatisticSpecification("voltage_base"),
        ])
        #expect(
            set.names == [
                "spike_count_downstroke", "resting_mean", "resting_sd", "mean_voltage",
                "voltage_variance", "voltage_skewness", "voltage_kurtosis", "voltage_base",
            ])
        #expect(set.units == ["1", "mV", "mV", "mV", "mV^2", "1", "1", "mV"])
        #expect(set.count == 8)
    }

    @Test
    func anUnknownNameIsAnsweredWithTheNearest() {
        #expect(
            error([StatisticSpecification("spike_cuont")])
                == .unknownStatistic(name: "spike_cuont", nearest: "spike_count"))
        #expect(
            error([StatisticSpecification("goncalves2021")])
                == .unknownStatistic(name: "goncalves2021", nearest: "goncalves2020"))
        #expect(
            error([StatisticSpecification("weather")])
                == .unknownStatistic(name: "weather", nearest: nil))
        #expect(throws: StatisticError.unknownStatistic(name: "AP_widht", nearest: "AP_width")) {
            try FeatureCatalogue.feature(named: "AP_widht")
        }
    }

    @Test
    func anUnknownOptionIsAnsweredWithTheNearest() {
        let found = error([StatisticSpecification("spike_count", options: ["treshold": -10])])
        guard case .unknownOption(let statistic, let option, let known, let nearest) = found else {
            Issue.record("found \(String(describing: found))")
            return
        }
        #expect(statistic == "spike_count" && option == "treshold" && nearest == "threshold")
        #expect(known == ["derivative_threshold", "down_derivative_threshold", "threshold"])
        #expect(found?.description.contains("did you mean 'threshold'") == true)
    }

    @Test(arguments: [
        ("spike_count_downstroke", "dead_time", -1.0), ("AP_amplitude", "position", 1.5),
        ("AP_amplitude", "position", 0), ("resting_sd", "fraction", 0),
        ("mean_voltage", "start", .nan),
    ])
    func anOptionOutOfRangeIsRefused(_ statistic: String, _ option: String, _ value: Double) {
        let found = error([StatisticSpecification(statistic, options: [option: value])])
        guard case .invalidOption(statistic, option, _, _) = found else {
            Issue.record("found \(String(describing: found))")
            return
        }
    }

    @Test
    func duplicatesAndEmptySetsAreRefused() {
        #expect(error([]) == .noStatistics)
        let twice = [
            StatisticSpecification("goncalves2020"), StatisticSpecification("mean_voltage"),
        ]
        #expect(error(twice) == .duplicateStatistic(name: "mean_voltage"))
        let differing = [
            StatisticSpecification("spike_count"),
            StatisticSpecification("spike_count", options: ["threshold": 0]),
        ]
        #expect(error(differing) == nil)
    }

    @Test
    func aSetSurvivesEncoding() throws {
        let set = try StatisticSet(
            [
                StatisticSpecification("goncalves2020", options: ["dead_time": 1]),
                StatisticSpecification("AP_amplitude", options: ["position": 1]),
            ], mode: .eFELCompatible)
        let data = try JSONEncoder().encode(set)
        #expect(try JSONDecoder().decode(StatisticSet.self, from: data) == set)
    }

    @Test
    func aRecordingWithoutAStepNeedsAWindow() throws {
        let recording = Recording(
            source: "cell.csv", sweep: "1", samplingInterval: 0.1,
            voltage: [Double](repeating: -65, count: 1000))
        #expect(throws: StatisticError.noStimulusWindow(recording: "cell.csv, sweep 1")) {
            try TraceBatch<Double>(recording)
        }
        #expect(throws: StatisticError.self) {
            try TraceBatch<Double>(recording, stimulusWindow: 50...200)
        }
        let batch = try TraceBatch<Double>(recording, stimulusWindow: 20...80)
        #expect(batch.instanceCount == 1 && batch.sampleCount == 1000)
        #expect(batch.stimulusStart == 20 && batch.stimulusEnd == 80)
    }
}
