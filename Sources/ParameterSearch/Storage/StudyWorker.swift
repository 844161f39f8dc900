import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A process that evaluates trials of a study.
///
/// A process that was killed cannot give its pending trials back, so others must see that it is
/// gone. A lock of the operating system is rejected for this: on file systems of clusters it is
/// often not there.
struct StudyWorker: Equatable {
    /// The name of the machine.
    let host: String
    /// The number of the process there.
    let process: Int32
    /// When the process started, where the system tells: numbers of processes are used again.
    let started: String

    /// This process.
    static var current: StudyWorker {
        let process = ProcessInfo.processInfo.processIdentifier
        return StudyWorker(
            host: ProcessInfo.processInfo.hostName, process: process,
            started: startTime(of: process))
    }

    /// Whether the process cannot be running any more; never true for processes elsewhere.
    func isGone(on here: StudyWorker) -> Bool {
        guard host == here.host else { return false }
        if kill(process, 0) == -1 && errno == ESRCH { return true }
        return started != Self.startTime(of: process)
    }

    /// Ticks since the machine was started; empty where /proc is not there.
    private static func startTime(of process: Int32) -> String {
        guard
            let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The second field is a name in parentheses, which may hold spaces.
            let name = status.lastIndex(of: ")")
        else { return "" }
        let fields = status[name...].split(separator: " ")
        // Field 22 of proc_pid_stat(5); the first here is the end of field 2.
        return fields.count > 20 ? String(fields[20]) : ""
    }
}
