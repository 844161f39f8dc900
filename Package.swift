// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target of ours: warnings are errors, imports are internal unless said.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let realNumbers: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")

/// A Swift library target under `Sources/`; `.ci/check-imports` holds the same arrows as a table.
func module(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A program that reads like a notebook, under `Notebooks-as-scripts/`.
func notebook(_ name: String) -> Target {
    .executableTarget(
        name: name, dependencies: ["NeuroSBI"], path: "Notebooks-as-scripts/" + name,
        swiftSettings: strict)
}

/// The tests of one module, under `Tests/`.
func tests(of name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies,
        swiftSettings: strict)
}

let package = Package(
    name: "NeuroSBI",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "NeuroSBI", targets: ["NeuroSBI"]),
        .executable(name: "neurosbi", targets: ["NeuroSBICommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // System libraries and C.
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]),
        .systemLibrary(
            name: "CHDF5", pkgConfig: "hdf5",
            providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
        .target(name: "CVectorMath", cSettings: [.treatAllWarnings(as: .error)]),

        // Numerical ground.
        module("LinearAlgebra", uses: ["COpenBLAS", "CVectorMath", realNumbers]),
        module("RandomStreams", uses: ["CVectorMath", realNumbers]),
        module(
            "Probability", uses: ["LinearAlgebra", "RandomStreams", "CVectorMath", realNumbers]),

        // Neurons.
        module("NameSuggestions"),
        module("NeuronEquations", uses: ["NameSuggestions", realNumbers]),
        module(
            "BatchSimulation",
            uses: [
                "NeuronEquations", "NameSuggestions", "RandomStreams", "LinearAlgebra",
                "CVectorMath", realNumbers,
            ]),

        // Data.
        module("HDF5Storage", uses: ["CHDF5"]),
        module("Recordings", uses: ["LinearAlgebra", "HDF5Storage"]),
        module(
            "SummaryStatistics",
            uses: [
                "Recordings", "LinearAlgebra", "NameSuggestions", "CVectorMath", realNumbers,
            ]),

        // Inference; knows nothing of neurons.
        module(
            "DensityEstimation",
            uses: [
                "Probability", "LinearAlgebra", "RandomStreams", "CVectorMath", realNumbers,
            ]),
        module(
            "PosteriorInference",
            uses: [
                "DensityEstimation", "Probability", "HDF5Storage", "LinearAlgebra",
                "RandomStreams", realNumbers,
            ]),

        // The search; knows nothing of neurons.
        module(
            "ParameterSearch",
            uses: [
                "Probability", "LinearAlgebra", "RandomStreams", "NameSuggestions", realNumbers,
                grdb,
            ]),

        // What a person sees.
        module("Reporting", uses: ["LinearAlgebra", subprocess]),
        module(
            "NeuronFitting",
            uses: [
                "LinearAlgebra", "RandomStreams", "Probability", "NameSuggestions",
                "NeuronEquations", "BatchSimulation", "HDF5Storage", "Recordings",
                "SummaryStatistics", "DensityEstimation", "PosteriorInference",
                "ParameterSearch", "Reporting", yams,
            ]),
        module(
            "NeuroSBI",
            uses: [
                "LinearAlgebra", "RandomStreams", "Probability", "NeuronEquations",
                "BatchSimulation", "HDF5Storage", "Recordings", "SummaryStatistics",
                "DensityEstimation", "PosteriorInference", "ParameterSearch", "Reporting",
                "NeuronFitting",
            ]),
        .executableTarget(
            name: "NeuroSBICommand", dependencies: ["NeuroSBI", argumentParser],
            swiftSettings: strict),

        notebook("HodgkinHuxleyTwoParameters"),
        notebook("RateNeuronFit"),

        tests(of: "LinearAlgebra", uses: [realNumbers, "CVectorMath"]),
        tests(of: "RandomStreams", uses: [realNumbers]),
        tests(of: "Probability", uses: ["LinearAlgebra", "RandomStreams", realNumbers]),
        tests(of: "NameSuggestions"),
        tests(of: "NeuronEquations", uses: [realNumbers]),
        tests(
            of: "BatchSimulation",
            uses: ["NeuronEquations", "LinearAlgebra", "RandomStreams", realNumbers]),
        tests(of: "HDF5Storage"),
        tests(of: "Recordings", uses: ["LinearAlgebra", "HDF5Storage"]),
        tests(
            of: "SummaryStatistics",
            uses: ["Recordings", "LinearAlgebra", "CVectorMath", realNumbers]),
        tests(
            of: "DensityEstimation",
            uses: ["Probability", "LinearAlgebra", "RandomStreams", "CVectorMath", realNumbers]),
        tests(
            of: "PosteriorInference",
            uses: [
                "DensityEstimation", "Probability", "HDF5Storage", "LinearAlgebra",
                "RandomStreams", realNumbers,
            ]),
        tests(
            of: "ParameterSearch",
            uses: [
                "Probability", "LinearAlgebra", "RandomStreams", "StudyProcess", realNumbers,
                subprocess,
            ]),
        .executableTarget(
            name: "StudyProcess", dependencies: ["ParameterSearch"], path: "Tests/StudyProcess",
            swiftSettings: strict),
        tests(of: "Reporting", uses: ["LinearAlgebra"]),
        tests(of: "NeuronFitting", uses: ["NeuroSBI"]),
        tests(of: "NeuroSBICommand", uses: ["NeuroSBI", subprocess]),
        .testTarget(
            name: "NotebookTests",
            dependencies: ["HodgkinHuxleyTwoParameters", "RateNeuronFit", subprocess],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
