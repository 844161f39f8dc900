/// How good something is.
public enum Verdict: Hashable, Sendable {
    /// As it should be.
    case good
    /// Worth a look.
    case warning
    /// Wrong; results must not be trusted without more work.
    case failure
}

/// A page of sections, tables and figures that is one self-contained HTML file.
///
/// Styles and images are inside of the file; it has no scripts and loads nothing. All texts are
/// escaped.
///
/// ```swift
/// var page = HTMLReport(title: "Comparison")
/// page.summary = [HTMLReport.SummaryLine(.good, "Both integrators agree.")]
/// page.sections = [HTMLReport.Section("Results", [.paragraph("Two thousand simulations.")])]
/// try page.write(to: "report/index.html")
/// ```
public struct HTMLReport: Hashable, Sendable {
    /// A sentence of the summary with its verdict.
    public struct SummaryLine: Hashable, Sendable {
        /// How good it is.
        public var verdict: Verdict
        /// The sentence.
        public var text: String

        /// Creates a line.
        public init(_ verdict: Verdict, _ text: String) {
            self.verdict = verdict
            self.text = text
        }
    }

    /// A heading with what stands under it.
    public struct Section: Hashable, Sendable {
        /// The heading.
        public var heading: String
        /// The contents in their order.
        public var blocks: [Block]

        /// Creates a section.
        public init(_ heading: String, _ blocks: [Block]) {
            self.heading = heading
            self.blocks = blocks
        }
    }

    /// A column of a table.
    public struct Column: Hashable, Sendable {
        /// The heading.
        public var heading: String
        /// The unit of all values, shown under the heading.
        public var unit: String?
        /// Whether the column holds numbers, which are set to the right.
        public var isNumeric: Bool

        /// Creates a column.
        public init(_ heading: String, unit: String? = nil, isNumeric: Bool = false) {
            self.heading = heading
            self.unit = unit
            self.isNumeric = isNumeric
        }
    }

    /// A cell of a table.
    public struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
        /// The text.
        public var text: String
        /// A verdict that colours the cell.
        public var verdict: Verdict?

        /// Creates a cell.
        public init(_ text: String, verdict: Verdict? = nil) {
            self.text = text
            self.verdict = verdict
        }

        /// Creates a plain cell.
        public init(stringLiteral value: String) { self.init(value) }
    }

    /// A table.
    public struct Table: Hashable, Sendable {
        /// The columns.
        public var columns: [Column]
        /// The rows; each has one cell per column.
        public var rows: [[Cell]]
        /// A sentence under the table.
        public var caption: String

        /// Creates a table.
        public init(columns: [Column], rows: [[Cell]], caption: String = "") {
            for (index, row) in rows.enumerated() {
                precondition(
                    row.count == columns.count,
                    "row \(index) has \(row.count) cells for \(columns.count) columns")
            }
            self.columns = columns
            self.rows = rows
            self.caption = caption
        }
    }

    /// An image with its caption.
    public struct Image: Hashable, Sendable {
        /// The bytes of a PNG file.
        public var png: [UInt8]
        /// The width on the page in points; the page shrinks it on small screens.
        public var width: Int
        /// What can be seen, also for readers who cannot see it.
        public var caption: String

        /// Creates an image.
        public init(png: [UInt8], width: Int, caption: String) {
            self.png = png
            self.width = width
            self.caption = caption
        }
    }

    /// One piece of a section.
    public enum Block: Hashable, Sendable {
        case paragraph(String)
        /// A paragraph in a coloured box.
        case note(Verdict, String)
        case table(Table)
        case image(Image)
        /// Text in fixed width, spaces and lines kept.
        case preformatted(String)
        /// The source of a program part under its label.
        case codeCell(label: String, source: String)
        /// What a program part printed.
        case output(String)
        /// Terms with their values.
        case definitions([Setting])
        /// Markdown of the subset that `Markdown` knows.
        case markdown(String)
    }

    /// The title.
    public var title: String
    /// A line under the title.
    public var subtitle: String
    /// What the reader should take away.
    public var summary: [SummaryLine]
    /// The sections.
    public var sections: [Section]
    /// A line at the end.
    public var footer: String

    /// Creates an empty page.
    public init(title: String, subtitle: String = "") {
        self.title = title
        self.subtitle = subtitle
        self.summary = []
        self.sections = []
        self.footer = ""
    }

    /// Writes the page; a half-written file never stands under the path.
    public func write(to path: String) throws(ReportingError) {
        try ReportFile.write(html, to: path)
    }
}
