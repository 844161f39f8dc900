extension StatisticSet {
    /// No statistics: where something else is the data, such as a trace itself.
    package static let empty = StatisticSet(mode: .native)

    private init(mode: FeatureMode) {
        specifications = []
        self.mode = mode
        custom = []
        columns = []
    }
}
