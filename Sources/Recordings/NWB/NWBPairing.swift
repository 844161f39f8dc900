import HDF5Storage

/// A response and the stimulus that belongs to it.
struct NWBPair {
    var response: NWBSeries
    /// The samples of the response that form the sweep; nil for all.
    var responseRange: Range<Int>?
    var stimulus: NWBSeries?
    /// The samples of the stimulus that form the sweep; nil for all.
    var stimulusRange: Range<Int>?
    /// By what the two were found to belong together.
    var reason: String

    /// What the experimenter called the stimulus, as the response or else the stimulus says.
    var stimulusDescription: String? {
        response.stimulusDescription ?? stimulus?.stimulusDescription
    }
}

/// Finds which stimulus belongs to which response, by the most reliable sign that the file gives.
struct NWBPairing {
    private let responses: [NWBSeries]
    private let stimuli: [NWBSeries]

    /// Takes the series of a file.
    init(responses: [NWBSeries], stimuli: [NWBSeries]) {
        self.responses = responses
        self.stimuli = stimuli
    }

    /// All sweeps: the rows of the recordings table first, then the responses it does not name.
    func pairs(root: HDF5Group) throws(HDF5Error) -> [NWBPair] {
        var pairs = try pairsOfTable(root)
        let listed = Set(pairs.map(\.response.name))
        for response in responses where !listed.contains(response.name) {
            pairs.append(pair(of: response))
        }
        return pairs
    }

    private func pairsOfTable(_ root: HDF5Group) throws(HDF5Error) -> [NWBPair] {
        let path = "/general/intracellular_ephys/intracellular_recordings"
        let responseColumn = path + "/responses/response"
        guard try root.contains(responseColumn) else { return [] }
        let responseRows = try root.dataset(responseColumn).readStretches()
        let stimulusColumn = path + "/stimuli/stimulus"
        let stimulusRows =
            try root.contains(stimulusColumn) ? root.dataset(stimulusColumn).readStretches() : []
        guard stimulusRows.isEmpty || stimulusRows.count == responseRows.count else {
            throw .mismatch(
                file: root.file.path, object: stimulusColumn, found: "\(stimulusRows.count) rows",
                expected: "\(responseRows.count) as in the column of responses")
        }
        let responsesByAddress = try byAddress(responses)
        let stimuliByAddress = try byAddress(stimuli)
        return responseRows.enumerated().compactMap { index, row in
            guard let range = row.samples, let response = responsesByAddress[row.target] else {
                return nil
            }
            var pair = NWBPair(
                response: response, responseRange: range, reason: "by the recordings table")
            if index < stimulusRows.count, let range = stimulusRows[index].samples {
                pair.stimulus = stimuliByAddress[stimulusRows[index].target]
                pair.stimulusRange = range
            }
            return pair
        }
    }

    private func byAddress(
        _ series: [NWBSeries]
    ) throws(HDF5Error) -> [HDF5Reference: NWBSeries] {
        var found: [HDF5Reference: NWBSeries] = [:]
        for one in series { found[try one.group.address] = one }
        return found
    }

    private func pair(of response: NWBSeries) -> NWBPair {
        var pair = NWBPair(response: response, reason: "not paired")
        let candidates = stimuli.filter { stimulus in
            // Numbers that are given and differ speak against any likeness of the names.
            stimulus.sweepNumber == nil || response.sweepNumber == nil
                || stimulus.sweepNumber == response.sweepNumber
        }
        let numbers = response.numbersInName
        let signs: [(reason: String, holds: (NWBSeries) -> Bool)] = [
            (
                "by sweep number",
                { $0.sweepNumber != nil && $0.sweepNumber == response.sweepNumber }
            ),
            ("by the numbers in the names", { !numbers.isEmpty && $0.numbersInName == numbers }),
            (
                "by the last number in the names",
                { !numbers.isEmpty && $0.numbersInName.last == numbers.last }
            ),
            (
                "as the only response and stimulus",
                { [responses, stimuli] _ in responses.count == 1 && stimuli.count == 1 }
            ),
        ]
        for sign in signs {
            if let stimulus = only(candidates.filter(sign.holds), for: response) {
                pair.stimulus = stimulus
                pair.reason = sign.reason
                return pair
            }
        }
        return pair
    }

    /// The one candidate; of several the one of the same electrode, then of the same numbers.
    private func only(_ candidates: [NWBSeries], for response: NWBSeries) -> NWBSeries? {
        if candidates.count <= 1 { return candidates.first }
        let near = candidates.filter { $0.electrode == response.electrode }
        if near.count == 1 { return near[0] }
        let alike = near.filter { $0.numbersInName == response.numbersInName }
        return alike.count == 1 ? alike[0] : nil
    }
}

extension HDF5Stretch {
    /// The samples meant; nil where the row stands for no data, which is written as −1.
    fileprivate var samples: Range<Int>? {
        start >= 0 && count > 0 && !target.isNull ? start..<(start + count) : nil
    }
}
