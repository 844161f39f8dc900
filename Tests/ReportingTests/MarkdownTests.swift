import Reporting
import Testing

@Suite struct MarkdownTests {
    @Test func blocksBecomeElements() {
        let html = Markdown.html(
            """
            # Heading
            A paragraph
            of two lines.

            - one
            - two
              goes on
            1. first

            ```
            let a = b < c
            ```
            """)
        #expect(
            html == """
                <h2>Heading</h2>
                <p>A paragraph
                of two lines.</p>
                <ul><li>one</li>
                <li>two goes on</li></ul>
                <ol><li>first</li></ol>
                <pre><code>let a = b &lt; c</code></pre>

                """)
    }

    @Test(arguments: [
        ("*a* and **b**", "<em>a</em> and <strong>b</strong>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("`a*b*c`", "<code>a*b*c</code>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("\\*not\\*", "*not*"),
        ("g_Na and g_K", "g_Na and g_K"),
        (
            "[text](https://example.org/a?b=c&d)",
            "<a href=\"https://example.org/a?b=c&amp;d\">text</a>"
        ),
        ("[text](javascript:alert)", "text"),
        (
            "[text](https://x.org/\"onclick=\")",
            "<a href=\"https://x.org/&quot;onclick=&quot;\">text</a>"
        ),
        ("<b>a</b>", "&lt;b&gt;a&lt;/b&gt;"),
        ("an open *star and `tick", "an open *star and `tick"),
    ])
    func inlineMarks(text: String, html: String) {
        #expect(Markdown.html(text) == "<p>\(html)</p>\n")
    }

    @Test func unfinishedCodeIsStillShown() {
        #expect(Markdown.html("```\na") == "<pre><code>a</code></pre>\n")
    }
}
