import LinearAlgebra
import Testing

@Suite(.serialized) struct BLASConfigurationTests {
    @Test(
        .enabled(
            if: ProcessorFeatures.current.hasAVX2,
            "this processor has no AVX2: every OpenBLAS core is adequate"))
    func coreIsNotAFallbackOnAProcessorWithAVX2() {
        #expect(!BLASConfiguration.fallbackCoreNames.contains(BLASConfiguration.coreName))
    }

    @Test func productsUseOneThreadUnlessToldOtherwise() {
        #expect(BLASConfiguration.threadCount == 1)
        BLASConfiguration.threadCount = 2
        #expect(BLASConfiguration.threadCount == 2)
        BLASConfiguration.threadCount = 1
        #expect(BLASConfiguration.threadCount == 1)
    }
}
