import CVectorMath
import Foundation

/// A C compiler of this machine and how it is called.
package struct NativeCompiler: Sendable, Hashable {
    package let path: String
    /// What tells it from another compiler, or another version, without running it.
    let identity: String

    /// The compilers found, best first: the one that `NEUROSBI_CC` names or, without it, clang, gcc
    /// and cc of the search path.
    package static func available(
        in environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [NativeCompiler] {
        let chosen = environment["NEUROSBI_CC"].flatMap { $0.isEmpty ? nil : $0 }
        return (chosen.map { [$0] } ?? ["clang", "gcc", "cc"]).compactMap { name in
            paths(of: name, in: environment).lazy.compactMap(NativeCompiler.init(path:)).first
        }
    }

    private static func paths(of name: String, in environment: [String: String]) -> [String] {
        if name.contains("/") { return [name] }
        return (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    }

    /// A compiler at a path; nil where there is nothing to be run.
    package init?(path: String) {
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
            return nil
        }
        let size = attributes[.size] as? Int ?? 0
        let date = attributes[.modificationDate] as? Date ?? .distantPast
        self.path = path
        identity = "\(resolved) \(size) \(date.timeIntervalSince1970)"
    }

    /// The vector instructions of this machine, and arithmetic exactly as it is written: nothing is
    /// fused or reordered, NaN and infinity keep their meaning.
    static var flags: [String] {
        let vectors: [String] =
            switch vm_instruction_set() {
            case VM_AVX512:
                [
                    "-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl", "-mavx2", "-mfma",
                    "-mprefer-vector-width=512",
                ]
            case VM_AVX2: ["-mavx2", "-mfma"]
            default: []
            }
        return ["-O2", "-fPIC", "-shared", "-w", "-ffp-contract=off", "-fno-math-errno"] + vectors
    }

    /// Compiles a source file to a shared library.
    func compile(_ source: URL, to library: URL) throws(NativeBackendError) {
        let process = Process()
        let errors = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = Self.flags + ["-o", library.path, source.path, "-lm"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = errors
        let text: Data
        do {
            try process.run()
            text = try errors.fileHandleForReading.readToEnd() ?? Data()
        } catch {
            throw .compiler(path, message: "\(error)")
        }
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
            let line = lines.first { $0.contains("error") } ?? lines.first
            throw .compiler(
                path, message: line.map(String.init) ?? "status \(process.terminationStatus)")
        }
    }
}
