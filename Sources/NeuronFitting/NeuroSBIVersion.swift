/// The version of the package, which every result is stamped with.
public enum NeuroSBIVersion {
    public static let current = "0.1.0"
}
