import HDF5Storage

/// One time series of an NWB file, read and converted on request.
struct NWBSeries {
    /// The series' group.
    let group: HDF5Group
    /// Last component of the group's path.
    let name: String
    /// For example "CurrentClampSeries"; nil where the file does not say.
    let neurodataType: String?
    /// The attribute `sweep_number`.
    let sweepNumber: Int?
    /// The name of the electrode's group.
    let electrode: String?
    /// The attribute `stimulus_description`, unless it is a placeholder.
    let stimulusDescription: String?

    init(_ group: HDF5Group, name: String) throws(HDF5Error) {
        self.group = group
        self.name = name
        neurodataType = try Self.text("neurodata_type", of: group)
        sweepNumber =
            try group.hasAttribute("sweep_number") ? group.integerAttribute("sweep_number") : nil
        let description = try Self.text("stimulus_description", of: group)
        stimulusDescription = description == "N/A" || description == "" ? nil : description
        electrode = try Self.electrode(of: group)
    }

    /// The whole numbers in the name, in order: [39] for "sweep_39_response".
    var numbersInName: [Int] {
        name.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
    }

    /// The number of the sweep: as given, else the only number in the name.
    var number: Int? {
        let numbers = numbersInName
        return sweepNumber ?? (numbers.count == 1 ? numbers[0] : nil)
    }

    /// Number of samples.
    func sampleCount() throws(HDF5Error) -> Int {
        let data = try group.dataset("data")
        guard data.shape.count == 1 || data.shape.count == 2 && data.shape[1] == 1 else {
            throw .mismatch(
                file: data.file.path, object: data.path, found: "shape \(data.shape)",
                expected: "one channel, [samples]")
        }
        return data.shape[0]
    }

    /// Time from one sample to the next in ms, and the time of the first within the session in ms.
    func timing() throws(HDF5Error) -> (interval: Double, start: Double) {
        try group.contains("starting_time")
            ? timing(start: group.dataset("starting_time"))
            : timing(timestamps: group.dataset("timestamps"))
    }

    /// The samples of a range (all for nil) in the unit kept here, and what was found.
    /// - Parameter isConverted: whether the stored numbers are in the SI unit whatever their
    ///   attribute `conversion` says.
    func samples(
        _ range: Range<Int>?, of quantity: Quantity, isConverted: Bool = false
    ) throws(HDF5Error) -> (values: [Double], found: String) {
        let data = try group.dataset("data")
        let count = try sampleCount()
        let unit =
            try data.hasAttribute("unit")
            ? data.stringAttribute("unit") : quantity == .voltage ? "volts" : "amperes"
        guard let factor = quantity.factor(from: unit) else {
            throw .mismatch(
                file: data.file.path, object: data.path + "@unit", found: "'\(unit)'",
                expected: "a unit of \(quantity.rawValue)")
        }
        let conversion = isConverted ? 1 : try number("conversion", of: data, default: 1)
        let offset = try number("offset", of: data, default: 0)
        if let range, range.upperBound > count {
            throw .mismatch(
                file: data.file.path, object: data.path, found: "\(count) samples",
                expected: "at least \(range.upperBound), which the recordings table refers to")
        }
        let values = try data.readRows(range ?? 0..<count, as: Double.self)
        // One factor for both steps: 0.001 V per unit and 1000 mV per V cancel exactly.
        let scale = conversion * factor
        let shift = offset * factor
        let description =
            "\(quantity.rawValue): \(data.elementKind), \(unit) × \(conversion)"
            + (offset == 0 ? "" : " + \(offset)")
        return (values.map { $0 * scale + shift }, description)
    }

    private func timing(start: HDF5Dataset) throws(HDF5Error) -> (Double, Double) {
        let rate = try start.doubleAttribute("rate")
        guard rate > 0, rate.isFinite, (1e3 / rate).isFinite else {
            throw .mismatch(
                file: start.file.path, object: start.path + "@rate", found: "\(rate)",
                expected: "a positive number of samples per second")
        }
        let unit = try Self.text("unit", of: start) ?? "seconds"
        guard let factor = Quantity.time.factor(from: unit) else {
            throw .mismatch(
                file: start.file.path, object: start.path + "@unit", found: "'\(unit)'",
                expected: "seconds")
        }
        let times = try start.read(as: Double.self)
        guard times.count == 1, let time = times.first, time.isFinite else {
            throw .mismatch(
                file: start.file.path, object: start.path, found: "\(times.prefix(3))",
                expected: "one finite time")
        }
        return (1e3 / rate, time * factor)
    }

    private func timing(timestamps: HDF5Dataset) throws(HDF5Error) -> (Double, Double) {
        let times = try timestamps.read(as: Double.self)
        do throws(UniformTimes.Irregularity) {
            let uniform = try UniformTimes(times)
            return (uniform.interval * 1e3, uniform.start * 1e3)
        } catch {
            let found =
                switch error {
                case .tooShort: "\(times.count) times"
                case .offGrid(let index, let expected):
                    "\(times[index]) s at index \(index) where equal steps lead to \(expected) s"
                }
            throw .mismatch(
                file: timestamps.file.path, object: timestamps.path, found: found,
                expected: "at least two times in equal steps")
        }
    }

    private func number(
        _ name: String, of data: HDF5Dataset, default standard: Double
    ) throws(HDF5Error) -> Double {
        guard try data.hasAttribute(name) else { return standard }
        let value = try data.doubleAttribute(name)
        guard value.isFinite else {
            throw .mismatch(
                file: data.file.path, object: "\(data.path)@\(name)", found: "\(value)",
                expected: "a finite number")
        }
        return value
    }

    private static func text(
        _ name: String, of object: HDF5Object
    ) throws(HDF5Error) -> String? {
        try object.hasAttribute(name) ? object.stringAttribute(name) : nil
    }

    private static func electrode(of group: HDF5Group) throws(HDF5Error) -> String? {
        if let target = try group.softLinkTarget("electrode") {
            return target.split(separator: "/").last.map(String.init)
        }
        guard try group.contains("electrode") else { return nil }
        // A hard link: the same group under another name.
        let address = try group.object("electrode").address
        let folder = "/general/intracellular_ephys"
        guard try group.contains(folder) else { return nil }
        let electrodes = try group.group(folder)
        for name in try electrodes.names where try electrodes.contains(name) {
            if try electrodes.object(name).address == address { return name }
        }
        return nil
    }
}

extension HDF5Error {
    /// The same error in this module's words.
    var asRecordingError: RecordingError {
        switch self {
        case .noSuchFile(let file): .noSuchFile(file: file)
        case .cannotOpen(let file, let reason): .cannotOpen(file: file, reason: reason)
        default: .hdf5(self)
        }
    }
}
