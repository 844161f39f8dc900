import NameSuggestions
import Testing

@Suite struct NearestNameTests {
    private let names = ["simulations", "statistics", "seed", "g_Na", "g_K", "V_T"]

    @Test(arguments: [
        ("simulatoins", "simulations"),  // two neighbours exchanged
        ("statistic", "statistics"),  // a letter missing
        ("seeds", "seed"),  // a letter too many
        ("G_na", "g_Na"),  // letter case
        ("g_k", "g_K"),
    ])
    func slipsAreRecognised(_ slip: String, _ meant: String) {
        #expect(NearestName.of(slip, in: names) == meant)
    }

    @Test func nothingIsSuggestedForAnotherWord() {
        #expect(NearestName.of("membrane", in: names) == nil)
        #expect(NearestName.of("x", in: ["y"]) == nil)
        #expect(NearestName.of("", in: names) == nil)
    }

    @Test func ofEquallyCloseNamesTheFirstInTheAlphabetIsTaken() {
        #expect(NearestName.of("rats", in: ["rate", "ratd"]) == "ratd")
    }

    @Test func hugeNamesCostNothing() {
        let huge = String(repeating: "a", count: 1_000_000)
        #expect(NearestName.of(huge, in: [huge + "b"]) == nil)
    }
}
