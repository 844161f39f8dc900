// swift-tools-version: 6.2
import PackageDescription

/// The same settings as in the root package.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let benchmark: Target.Dependency = .product(name: "Benchmark", package: "benchmark")
let library: Target.Dependency = .product(name: "NeuroSBI", package: "NeuroSBI")

/// A group of benchmarks, which the plugin finds because its folder's parent is `Benchmarks`.
func benchmarks(_ name: String, uses others: [Target.Dependency] = []) -> Target {
    .executableTarget(
        name: name, dependencies: [benchmark, library, "BenchmarkRates"] + others, path: name,
        swiftSettings: strict, plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

// A package of its own, so that users of the library do not inherit the benchmark tool.
let package = Package(
    name: "NeuroSBIBenchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        // Named, because the identity of a package by path is the name of its folder, and a clone
        // may be called anything.
        .package(name: "NeuroSBI", path: ".."),
        // Without its default traits nothing is preloaded into the measured process; its counts of
        // allocations and of retains are therefore not available.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .target(
            name: "BenchmarkRates", dependencies: [benchmark, library], path: "BenchmarkRates",
            swiftSettings: strict),
        benchmarks("MatrixProductBenchmarks"),
        .target(
            name: "HandWrittenKernels", path: "HandWrittenKernels",
            cSettings: [.treatAllWarnings(as: .error)]),
        benchmarks("SimulationBenchmarks", uses: ["HandWrittenKernels"]),
        benchmarks("TrainingBenchmarks"),
        benchmarks("PosteriorBenchmarks"),
        benchmarks("StatisticsBenchmarks"),
        benchmarks("RandomNumberBenchmarks"),
        benchmarks("ParameterSearchBenchmarks"),
        // A program of its own: it measures losses, not times.
        .executableTarget(
            name: "ParameterSearchQuality", dependencies: [library], path: "ParameterSearchQuality",
            swiftSettings: strict),
        // A program of its own: it measures accuracy, not time.
        .executableTarget(
            name: "PosteriorAccuracy",
            dependencies: [
                library, .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "PosteriorAccuracy", swiftSettings: strict),
        // A program of its own: it runs eFEL on the same traces.
        .executableTarget(
            name: "FeatureSpeed", dependencies: [library], path: "FeatureSpeed",
            exclude: ["efel_speed.py"], swiftSettings: strict),
        .executableTarget(
            name: "SweepAnswers", dependencies: [library], path: "SweepAnswers",
            swiftSettings: strict),
        .executableTarget(
            name: "NeuronFits", dependencies: [library], path: "NeuronFits",
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
