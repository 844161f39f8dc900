import NeuroSBI

/// The version of the command line tool.
enum ToolVersion {
    static let current = NeuroSBIVersion.current
}
