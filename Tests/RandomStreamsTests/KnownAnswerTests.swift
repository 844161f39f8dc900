import RandomStreams
import Testing

@Suite struct KnownAnswerTests {
    /// The vectors published with Random123 (Salmon et al. 2011; kat_vectors, philox4x32 10).
    @Test func philoxGivesThePublishedWords() {
        let zeros = PhiloxBlock(counter: (0, 0, 0, 0), key: 0)
        #expect(zeros.words == (0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))

        let all = UInt32.max
        let ones = PhiloxBlock(counter: (all, all, all, all), key: .max)
        #expect(ones.words == (0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))

        let pi = PhiloxBlock(
            counter: (0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
            key: 0x299F_31D0_A409_3822)
        #expect(pi.words == (0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    /// FNV-1a of the empty text and of "a" (Fowler, Noll, Vo: published test vectors).
    @Test func purposesHashAsPublished() {
        #expect(StreamPurpose("").code == 0x811C_9DC5)
        #expect(StreamPurpose("a").code == 0xE40C_292C)
        #expect(StreamPurpose("foobar").code == 0xBF9C_F968)
    }

    @Test func purposesOfThePackageAreDistinct() {
        let purposes: [StreamPurpose] = [
            .prior, .simulationNoise, .observationNoise, .weights, .shuffle, .validationSplit,
            .posteriorSampling, .calibration, .search,
        ]
        #expect(Set(purposes).count == purposes.count)
    }
}
