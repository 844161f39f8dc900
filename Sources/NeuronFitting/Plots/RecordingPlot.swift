/// One of the plots that show what an experiment recorded of some instances.
///
/// ```swift
/// let figure = try Figure.recordings(results, plots: [.line("v"), .hybrid(bin: 10)])
/// try await FigureWriter().write(figure, to: "figures")
/// ```
public enum RecordingPlot: Sendable, Hashable {
    /// The traces of a variable over time, each with a colour.
    case line(String)
    /// The mean of the traces, within the range from the smallest to the largest of them.
    case meanLine(String)
    /// The traces as rows of colours, the first instance at the top; darker is larger.
    case matrix(String)
    /// A row of marks for the spikes of each instance, the first one at the top.
    case raster
    /// The mean rate of an instance in bins of so many ms, in Hz.
    case meanRate(bin: Double)
    /// The raster, with the mean rate below it.
    case hybrid(bin: Double)
    /// How many interspike intervals of all instances lie in bins of so many ms.
    case interspike(bin: Double)

    /// The panels it consists of.
    var panels: [RecordingPlot] {
        if case .hybrid(let bin) = self { return [.raster, .meanRate(bin: bin)] }
        return [self]
    }

    /// Whether the horizontal axis is that of the experiment.
    var isOverTime: Bool {
        if case .interspike = self { return false }
        return true
    }
}
