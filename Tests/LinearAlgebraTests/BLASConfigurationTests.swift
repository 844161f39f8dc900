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
        // The count is the process's, and other tests run beside this one: it is not changed here.
        #expect(BLASConfiguration.threadCount == 1)
    }
}
