extension Figure {
    /// The training and the validation loss per epoch with the kept epoch marked.
    public static func training(
        _ curve: TrainingCurve, name: String = "training", width: Int = 760, height: Int = 360
    ) -> Figure {
        let epochs = curve.trainingLoss.indices.map { Double($0 + 1) }
        var layers = [
            Layer(
                "training", isInLegend: true,
                .line(
                    x: epochs, y: curve.trainingLoss,
                    LineStyle(Palette.prior, width: 1.5))),
            Layer(
                "validation", isInLegend: true,
                .line(x: epochs, y: curve.validationLoss, LineStyle(Palette.posterior, width: 1.8))),
        ]
        if curve.validationLoss.indices.contains(curve.bestEpoch) {
            let epoch = Double(curve.bestEpoch + 1)
            layers.append(
                Layer(
                    "best epoch",
                    .verticalLine(epoch, LineStyle(Palette.maximum, width: 1, dash: .dashed))))
            layers.append(
                Layer(
                    "best epoch (\(curve.bestEpoch + 1))", isInLegend: true,
                    .points(
                        x: [epoch], y: [curve.validationLoss[curve.bestEpoch]],
                        PointStyle(Palette.maximum, size: 1))))
        }
        return Figure(
            name: name, width: width, height: height,
            panels: [
                Panel(
                    "loss",
                    frame: Layout(width: width, height: height).frame(
                        left: 74, right: 20, bottom: 52, top: 34),
                    x: Axis("Epoch", range: 0...max(Double(epochs.count) * 1.02, 2)),
                    y: Axis(
                        "Negative log density", range: lossRange(curve), hasGrid: true),
                    layers: layers)
            ])
    }

    /// The limits leave out the steep fall of the first epochs when it would flatten the rest.
    private static func lossRange(_ curve: TrainingCurve) -> ClosedRange<Double>? {
        let losses = (curve.trainingLoss + curve.validationLoss).filter(\.isFinite).sorted()
        guard losses.count > 20, let lowest = losses.first, let highest = losses.last else {
            return nil
        }
        let usual = losses[losses.count * 95 / 100]
        guard usual > lowest, highest - lowest > 2.5 * (usual - lowest) else { return nil }
        let width = 1.35 * (usual - lowest)
        return lowest - 0.08 * width...lowest + width
    }
}
