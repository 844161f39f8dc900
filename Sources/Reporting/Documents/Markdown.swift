/// A small part of Markdown as HTML: headings, paragraphs, lists, code, emphasis and links.
///
/// Known are `#` to `####` headings, `-`, `*` and `1.` lists of one level (an indented line goes on
/// with its entry), fenced code, `` `code` ``, `*emphasis*`, `**strong**` and `[text](address)`.
/// Everything else is text. HTML in the input is shown, not interpreted; links lead only to `http`,
/// `https` and `mailto` addresses, others are shown as their text.
public enum Markdown {
    /// Renders a text.
    public static func html(_ text: String) -> String {
        var renderer = BlockRenderer()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            renderer.take(String(line))
        }
        renderer.finish()
        return renderer.html
    }

    /// Renders emphasis, code and links of one paragraph.
    static func inline(_ text: String) -> String {
        var html = ""
        var rest = Substring(text)
        while let first = rest.first {
            if first == "\\", let next = rest.dropFirst().first, "\\`*[]_#".contains(next) {
                html += HTMLText.escaped(String(next))
                rest = rest.dropFirst(2)
            } else if first == "`", let (code, after) = delimited(rest, by: "`") {
                html += "<code>\(HTMLText.escaped(String(code)))</code>"
                rest = after
            } else if rest.hasPrefix("**"), let (strong, after) = delimited(rest, by: "**") {
                html += "<strong>\(inline(String(strong)))</strong>"
                rest = after
            } else if first == "*", let (emphasis, after) = delimited(rest, by: "*") {
                html += "<em>\(inline(String(emphasis)))</em>"
                rest = after
            } else if first == "[", let link = link(rest) {
                html += link.html
                rest = link.after
            } else {
                html += HTMLText.escaped(String(first))
                rest = rest.dropFirst()
            }
        }
        return html
    }

    /// The text between two equal marks; a mark beside a space, as in `2 * 3`, is none.
    private static func delimited(_ text: Substring, by mark: String) -> (Substring, Substring)? {
        let start = text.index(text.startIndex, offsetBy: mark.count)
        let inner = text[start...]
        guard let first = inner.first, mark == "`" || first != " ",
            let end = inner.firstRange(of: mark), end.lowerBound > start
        else { return nil }
        let content = inner[..<end.lowerBound]
        guard mark == "`" || content.last != " " else { return nil }
        return (content, inner[end.upperBound...])
    }

    private static func link(_ text: Substring) -> (html: String, after: Substring)? {
        guard let close = text.firstRange(of: "]("),
            let end = text[close.upperBound...].firstIndex(of: ")")
        else { return nil }
        let label = inline(String(text[text.index(after: text.startIndex)..<close.lowerBound]))
        let address = String(text[close.upperBound..<end])
        let after = text[text.index(after: end)...]
        let isAllowed = ["http://", "https://", "mailto:"].contains {
            address.lowercased().hasPrefix($0)
        }
        guard isAllowed else { return (label, after) }
        return ("<a href=\"\(HTMLText.escaped(address))\">\(label)</a>", after)
    }
}

/// Gathers lines into blocks.
private struct BlockRenderer {
    private(set) var html = ""
    private var paragraph = [String]()
    private var list: (tag: String, entries: [String])?
    private var code: [String]?

    mutating func take(_ line: String) {
        let indentation = line.prefix { $0 == " " }.count
        let content = String(line.dropFirst(indentation))
        if code != nil {
            if content.hasPrefix("```") {
                endCode()
            } else {
                code?.append(line)
            }
        } else if content.hasPrefix("```") {
            endText()
            code = []
        } else if content.allSatisfy({ $0 == " " || $0 == "\t" }) {
            endText()
        } else if let heading = heading(content) {
            endText()
            html += heading
        } else if let (tag, entry) = listEntry(content) {
            endParagraph()
            if list?.tag != tag { endList() }
            list = (tag, (list?.entries ?? []) + [entry])
        } else if var open = list, indentation > 0 {
            open.entries[open.entries.count - 1] += " " + content
            list = open
        } else {
            endList()
            paragraph.append(content)
        }
    }

    mutating func finish() {
        endText()
        endCode()
    }

    private func heading(_ line: String) -> String? {
        let level = line.prefix { $0 == "#" }.count
        guard (1...4).contains(level), line.dropFirst(level).first == " " else { return nil }
        // The title of the page is its only heading of the first level.
        let tag = "h\(min(level + 1, 4))"
        return "<\(tag)>\(Markdown.inline(String(line.dropFirst(level + 1))))</\(tag)>\n"
    }

    private func listEntry(_ line: String) -> (tag: String, entry: String)? {
        if line.hasPrefix("- ") || line.hasPrefix("* ") {
            return ("ul", String(line.dropFirst(2)))
        }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, line.dropFirst(digits.count).hasPrefix(". ") else { return nil }
        return ("ol", String(line.dropFirst(digits.count + 2)))
    }

    private mutating func endText() {
        endParagraph()
        endList()
    }

    private mutating func endParagraph() {
        guard !paragraph.isEmpty else { return }
        html += "<p>\(Markdown.inline(paragraph.joined(separator: "\n")))</p>\n"
        paragraph = []
    }

    private mutating func endList() {
        guard let open = list else { return }
        let entries = open.entries.map { "<li>\(Markdown.inline($0))</li>" }
        html += "<\(open.tag)>\(entries.joined(separator: "\n"))</\(open.tag)>\n"
        list = nil
    }

    private mutating func endCode() {
        guard let lines = code else { return }
        html += "<pre><code>\(HTMLText.escaped(lines.joined(separator: "\n")))</code></pre>\n"
        code = nil
    }
}
