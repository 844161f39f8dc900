import BatchSimulation
import Foundation
import LinearAlgebra
import NeuronEquations
import Testing

/// The store of compiled kernels: damage, races, permissions and missing compilers.
@Suite struct KernelCacheTests {
    /// A model with a kernel of its own, small so that it compiles fast.
    private func simulator(
        _ cache: KernelCache, backend: Backend = .native
    ) throws -> BatchSimulator<Double> {
        try BatchSimulator<Double>(
            model: NeuronModel(
                equations: "dx/dt = 1 - p*x", spike: "x > 0.9", reset: "x = 0",
                parameters: [.init("p", 0.5)]),
            experiment: Experiment(timeStep: 0.1, duration: 40, recorded: [.init("x")]),
            integrator: .euler, variedParameters: ["p"], backend: backend, cache: cache)
    }

    private let rows = Matrix(rows: 20, columns: 1) { row, _ in 0.1 + 0.05 * Double(row) }

    /// Simulates with a cache of its own over the folder, as a new process would, and compares with
    /// the interpreter.
    private func simulateAnew(
        in folder: URL, compilers: [NativeCompiler] = NativeCompiler.available()
    ) async throws -> BackendChoice {
        let cache = KernelCache(directory: folder, compilers: compilers)
        let simulator = try simulator(cache)
        let choice = simulator.backend(instances: rows.rows)
        let found = try await simulator.collect(rows)
        let expected = try await self.simulator(cache, backend: .interpreter).collect(rows)
        #expect(bits(found.traces) == bits(expected.traces))
        #expect(found.spikes == expected.spikes)
        return choice
    }

    private func files(_ folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
    }

    private func permissions(_ url: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }

    @Test(.enabled(if: TestKernels.isCompilerThere, "no C compiler"))
    func damagedFilesAreBuiltAnew() async throws {
        let folder = try TestKernels.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try await simulateAnew(in: folder).backend == .native)
        let file = try #require(try files(folder).first)
        #expect(try files(folder).count == 1)
        let intact = try Data(contentsOf: file)
        var flipped = intact
        flipped[intact.count / 2] ^= 4
        var forged = intact
        forged[intact.count - 1] ^= 1
        let damaged = [Data(), intact.prefix(intact.count / 2), intact.dropLast(), flipped, forged]
        for damage in damaged {
            // Under another inode: the process has the old one mapped.
            try damage.write(to: file, options: .atomic)
            let choice = try await simulateAnew(in: folder)
            #expect(choice == BackendChoice.native, "\(damage.count) of \(intact.count) bytes")
            let rebuilt = try Data(contentsOf: file)
            #expect(rebuilt.count == intact.count && rebuilt != damage)
        }
    }

    @Test(.enabled(if: TestKernels.isCompilerThere, "no C compiler"))
    func filesArePrivate() async throws {
        let parent = try TestKernels.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: parent) }
        let folder = parent.appending(path: "a/b")
        #expect(try await simulateAnew(in: folder).backend == .native)
        #expect(try permissions(folder) == 0o700)
        for file in try files(folder) {
            let mode = try #require(try permissions(file))
            #expect(mode & 0o077 == 0, "\(file.lastPathComponent): \(String(mode, radix: 8))")
        }
    }

    @Test(.enabled(if: TestKernels.isCompilerThere, "no C compiler"))
    func cachesThatBuildAtOnceBothWork() async throws {
        let folder = try TestKernels.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withThrowingTaskGroup(of: BackendChoice.self) { group in
            for _ in 0..<4 { group.addTask { try await simulateAnew(in: folder) } }
            for try await choice in group { #expect(choice == BackendChoice.native) }
        }
        // Nothing is left over from building.
        #expect(try files(folder).map(\.pathExtension) == ["so"])
    }

    @Test(
        .enabled(if: TestKernels.isCompilerThere, "no C compiler"),
        arguments: [0o720, 0o702, 0o777]
    )
    func aFolderThatOthersMayWriteToIsRefused(mode: Int) async throws {
        let folder = try TestKernels.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path)
        let choice = try await simulateAnew(in: folder)
        #expect(choice.backend == .interpreter)
        #expect(choice.complaint?.contains("others may write to it") == true)
        #expect(try files(folder).isEmpty)
    }

    @Test func withoutCompilerTheInterpreterTakesOver() async throws {
        let folder = try TestKernels.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let choice = try await simulateAnew(in: folder, compilers: [])
        #expect(choice.backend == .interpreter)
        #expect(choice.complaint?.contains("no C compiler") == true)
        #expect(choice.complaint?.contains("\n") == false)
    }

    /// A program that is called as a compiler.
    private func compiler(_ script: String, in folder: URL) throws -> NativeCompiler {
        let file = folder.appending(path: "compiler")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
        return try #require(NativeCompiler(path: file.path))
    }

    @Test(arguments: [
        // Refuses; is killed; makes nothing; makes what is no library; talks without end.
        ("echo 'file.c:1: error: no' >&2; exit 1", "error: no"),
        ("kill -9 $$", "compiler"),
        ("exit 0", "kernel cache"),
        (
            "while [ $# -gt 0 ]; do [ \"$1\" = -o ] && echo junk > \"$2\"; shift; done",
            "loading a kernel"
        ),
        ("yes error | head -c 1000000 >&2; exit 1", "error"),
    ])
    func aBrokenCompilerIsComplainedAbout(script: String, complaint: String) async throws {
        let folder = try TestKernels.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let broken = try compiler(script, in: folder)
        let kernels = folder.appending(path: "kernels")
        let choice = try await simulateAnew(in: kernels, compilers: [broken])
        #expect(choice.backend == .interpreter)
        #expect(choice.complaint?.contains(complaint) == true, "\(choice.complaint ?? "none")")
        #expect(choice.complaint?.contains("\n") == false)
        // The next compiler is tried where there is one.
        let working = NativeCompiler.available()
        guard !working.isEmpty else { return }
        let second = try await simulateAnew(in: kernels, compilers: [broken] + working)
        #expect(second == BackendChoice.native)
    }

    @Test func allCompilersGiveTheSameBits() async throws {
        let compilers = NativeCompiler.available()
        for compiler in compilers {
            let folder = try TestKernels.temporaryFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            // Compared with the interpreter, hence with each other.
            let choice = try await simulateAnew(in: folder, compilers: [compiler])
            #expect(choice == BackendChoice.native, "\(compiler.path)")
            for name in ["hodgkinHuxley", "adaptiveExponential"] {
                let model = try ModelCatalogue.model(named: name)
                func run(_ backend: Backend) async throws -> CollectedRun<Float> {
                    let simulator = try BatchSimulator<Float>(
                        model: model,
                        experiment: Experiment(
                            timeStep: 0.05, duration: 30,
                            recorded: model.stateVariables.map { .init($0.name) }),
                        integrator: .exponentialEuler,
                        variedParameters: [model.stateVariables[0].name], constants: ["I": 5],
                        backend: backend,
                        cache: KernelCache(directory: folder, compilers: [compiler]))
                    #expect(simulator.backend(instances: 1).backend == backend)
                    return try await simulator.collect(
                        Matrix(rows: 33, columns: 1) { row, _ in -80 + Double(row) })
                }
                let (native, interpreted) = try await (run(.native), run(.interpreter))
                let isSame = bits(native.traces) == bits(interpreted.traces)
                #expect(isSame, "\(name) by \(compiler.path)")
            }
        }
    }

    /// The marks are 0.5 s and 5 ms on an idle machine; tests run beside others, so that a bound
    /// tells only a compilation from a look-up, and one from something that has gone wrong.
    @Test(.enabled(if: TestKernels.isCompilerThere, "no C compiler"))
    func compilingIsQuickAndLookingUpQuicker() throws {
        let folder = try TestKernels.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let clock = ContinuousClock()
        func time() throws -> Duration {
            let simulator = try BatchSimulator<Float>(
                model: ModelCatalogue.model(named: "hodgkinHuxley"),
                experiment: Experiment(timeStep: 0.025, duration: 10, recorded: [.init("V")]),
                integrator: .exponentialEulerStaggered, variedParameters: ["g_Na", "g_K"],
                constants: ["I": 3], backend: .native,
                cache: KernelCache(
                    directory: folder, compilers: Array(NativeCompiler.available().prefix(1))))
            return clock.measure {
                #expect(simulator.backend(instances: 1).backend == .native)
            }
        }
        let compiling = try time()
        let lookingUp = try (0..<5).map { _ in try time() }.min() ?? .zero
        print("Hodgkin–Huxley: compiled in \(compiling), found in \(lookingUp)")
        #expect(compiling < .seconds(20))
        #expect(lookingUp < compiling / 4)
    }
}

extension BackendChoice {
    /// The native backend, without complaint.
    fileprivate static var native: BackendChoice {
        BackendChoice(backend: .native, complaint: nil)
    }
}
