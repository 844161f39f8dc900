import RandomStreams

/// Which network makes each draw of a block of samples: the first draws of all of them, then the
/// second and the third ones of the samples that the median of three is taken of.
struct DrawDistribution: ~Copyable {
    private var count = 0
    /// The samples that the median is taken of, and their global numbers.
    private(set) var medianRows: [Int32]
    private var medianIndices: [UInt64]
    private(set) var medianCount = 0
    /// The draws of the first network, then those of the second, …, each in order; and their samples.
    private(set) var entries: [Int32]
    private(set) var rows: [Int32]
    /// Where those of each network are.
    private(set) var ranges: [Range<Int>] = []
    private var networks: [Int32]

    /// - Parameter draws: how many there are at most.
    init(draws: Int) {
        entries = [Int32](repeating: 0, count: draws)
        rows = entries
        networks = entries
        medianRows = entries
        medianIndices = [UInt64](repeating: 0, count: draws)
    }

    /// Begins with the first draws of `count` samples.
    mutating func begin(count: Int) {
        self.count = count
        medianCount = 0
    }

    /// Adds the draws of the samples whose choice is below a share.
    mutating func addMedians(
        _ choices: UnsafePointer<Double>, below share: Double, firstIndex: Int
    ) {
        for row in 0..<count where choices[row] < share {
            medianRows[medianCount] = Int32(row)
            medianIndices[medianCount] = UInt64(firstIndex + row)
            medianCount += 1
        }
    }

    /// Fills with the uniform numbers of the samples that the median is taken of.
    func fillMedians(
        _ result: UnsafeMutablePointer<Double>, stream: RandomStream, step: UInt32, slot: UInt32
    ) {
        medianIndices.withUnsafeBufferPointer {
            stream.fillUniform(
                UnsafeMutableBufferPointer(start: result, count: medianCount),
                indices: UnsafeBufferPointer(rebasing: $0[..<medianCount]), step: step, slot: slot)
        }
    }

    /// Sorts the draws by network.
    ///
    /// - Parameter choices: of every draw a uniform number, not read where there is one network.
    mutating func sort(byNetwork choices: UnsafePointer<Double>, shares: [Double]) {
        var limits: [Double] = []
        for share in shares.dropLast() { limits.append((limits.last ?? 0) + share) }
        let total = count + 2 * medianCount
        var starts = [Int](repeating: 0, count: shares.count + 1)
        limits.withUnsafeBufferPointer { limits in
            networks.withUnsafeMutableBufferPointer { networks in
                for entry in 0..<total {
                    var network = 0
                    for limit in limits { network += choices[entry] >= limit ? 1 : 0 }
                    networks[entry] = Int32(network)
                    starts[network + 1] += 1
                }
            }
        }
        for network in shares.indices { starts[network + 1] += starts[network] }
        ranges = shares.indices.map { starts[$0]..<starts[$0 + 1] }
        place(0..<count, at: &starts) { Int32($0) }
        let medianRows = medianRows
        for number in 0..<2 {
            let first = count + number * medianCount
            place(first..<first + medianCount, at: &starts) { medianRows[$0 - first] }
        }
    }

    /// Puts draws behind those of their network.
    ///
    /// - Parameter row: the sample of a draw.
    @inline(__always)
    private mutating func place(_ draws: Range<Int>, at starts: inout [Int], row: (Int) -> Int32) {
        networks.withUnsafeBufferPointer { networks in
            entries.withUnsafeMutableBufferPointer { entries in
                rows.withUnsafeMutableBufferPointer { rows in
                    for draw in draws {
                        let network = Int(networks[draw])
                        let place = starts[network]
                        starts[network] = place + 1
                        entries[place] = Int32(draw)
                        rows[place] = row(draw)
                    }
                }
            }
        }
    }
}
