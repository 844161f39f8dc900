internal import Foundation

extension HTMLReport {
    /// The page as HTML.
    public var html: String {
        var body = "<header><h1>\(escaped(title))</h1>"
        if !subtitle.isEmpty { body += "<p class=\"subtitle\">\(escaped(subtitle))</p>" }
        body += "</header>\n"
        if !summary.isEmpty {
            body += "<section class=\"summary\"><h2>Summary</h2><ul>\n"
            for line in summary {
                body +=
                    "<li class=\"\(Self.style(line.verdict))\"><span class=\"mark\">"
                    + "\(Self.mark(line.verdict))</span><span>\(escaped(line.text))</span></li>\n"
            }
            body += "</ul></section>\n"
        }
        if sections.count > 3 { body += contents }
        for (index, section) in sections.enumerated() {
            body += "<section id=\"s\(index + 1)\">"
            if !section.heading.isEmpty { body += "<h2>\(escaped(section.heading))</h2>" }
            body += "\n" + section.blocks.map(render).joined() + "</section>\n"
        }
        if !footer.isEmpty { body += "<footer>\(escaped(footer))</footer>\n" }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" \
            content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <title>\(escaped(title))</title>
            <style>
            \(ReportStyle.css)
            </style>
            </head>
            <body>
            <main>
            \(body)</main>
            </body>
            </html>

            """
    }

    private var contents: String {
        let links = sections.enumerated().filter { !$0.element.heading.isEmpty }.map {
            "<a href=\"#s\($0.offset + 1)\">\(escaped($0.element.heading))</a>"
        }
        return links.isEmpty ? "" : "<nav>\(links.joined(separator: " · "))</nav>\n"
    }

    private func render(_ block: Block) -> String {
        switch block {
        case .paragraph(let text): "<p>\(escaped(text))</p>\n"
        case .note(let verdict, let text):
            "<p class=\"note \(Self.style(verdict))\">\(escaped(text))</p>\n"
        case .table(let table): render(table)
        case .image(let image): render(image)
        case .preformatted(let text): "<pre>\(escaped(text))</pre>\n"
        case .codeCell(let label, let source):
            "<p class=\"cell-label\">\(escaped(label))</p>\n<pre><code>\(escaped(source))</code></pre>\n"
        case .output(let text): "<pre class=\"output\">\(escaped(text))</pre>\n"
        case .definitions(let settings):
            "<dl>"
                + settings.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }
                .joined(separator: "\n") + "</dl>\n"
        case .markdown(let text): Markdown.html(text)
        }
    }

    private func render(_ table: Table) -> String {
        var html = "<figure class=\"table\"><table><thead><tr>"
        for column in table.columns {
            html +=
                "<th scope=\"col\"\(column.isNumeric ? " class=\"number\"" : "")>"
                + escaped(column.heading)
            if let unit = UnitText.readable(column.unit), !unit.isEmpty {
                html += "<span class=\"unit\">\(escaped(unit))</span>"
            }
            html += "</th>"
        }
        html += "</tr></thead><tbody>\n"
        for row in table.rows {
            html += "<tr>"
            for (column, cell) in zip(table.columns, row) {
                let classes = [column.isNumeric ? "number" : nil, cell.verdict.map(Self.style)]
                    .compactMap { $0 }.joined(separator: " ")
                html +=
                    "<td\(classes.isEmpty ? "" : " class=\"\(classes)\"")>\(escaped(cell.text))</td>"
            }
            html += "</tr>\n"
        }
        html += "</tbody></table>"
        if !table.caption.isEmpty { html += "<figcaption>\(escaped(table.caption))</figcaption>" }
        return html + "</figure>\n"
    }

    private func render(_ image: Image) -> String {
        let data = Data(image.png).base64EncodedString()
        return "<figure><img alt=\"\(escaped(image.caption))\" width=\"\(image.width)\" "
            + "src=\"data:image/png;base64,\(data)\">"
            + "<figcaption>\(escaped(image.caption))</figcaption></figure>\n"
    }

    private func escaped(_ text: String) -> String { HTMLText.escaped(text) }

    private static func style(_ verdict: Verdict) -> String {
        switch verdict {
        case .good: "good"
        case .warning: "warning"
        case .failure: "failure"
        }
    }

    private static func mark(_ verdict: Verdict) -> String {
        switch verdict {
        case .good: "✓"
        case .warning: "!"
        case .failure: "✗"
        }
    }
}
