/// Text, tables and shapes on pages, from top to bottom.
final class PDFLayout {
    /// A colour, red, green and blue from 0 to 1.
    struct Color {
        let text: String

        init(_ red: Double, _ green: Double, _ blue: Double) {
            text = [red, green, blue].map(PDFDocument.number).joined(separator: " ")
        }

        static let ink = Color(0.09, 0.13, 0.18)
        static let faint = Color(0.34, 0.38, 0.45)
        static let line = Color(0.82, 0.85, 0.89)
        static let shade = Color(0.96, 0.97, 0.98)
        static let accent = Color(0.04, 0.36, 0.68)
        static let white = Color(1, 1, 1)
        static let good = Color(0.11, 0.48, 0.27)
        static let fair = Color(0.71, 0.42, 0)
        static let poor = Color(0.7, 0.15, 0.12)
    }

    let document: PDFDocument
    static let left = 48.0
    static let right = PDFDocument.size.width - 48
    static let width = right - left
    private static let top = PDFDocument.size.height - 56
    private static let bottom = 56.0

    /// How far down the page is filled.
    private(set) var y = PDFLayout.top
    private let footer: String
    private var content: [UInt8] = []
    private var links: [PDFDocument.Link] = []

    init(_ document: PDFDocument, footer: String) {
        self.document = document
        self.footer = footer
    }

    // MARK: Pages

    /// Goes to a new page unless `height` points are left on this one.
    func need(_ height: Double) { if y - height < Self.bottom, y < Self.top { newPage() } }

    /// Goes down by `height` points.
    func skip(_ height: Double) { y -= height }

    func newPage() {
        drawFooter()
        document.add(page: content, links: links)
        content.removeAll(keepingCapacity: true)
        links = []
        y = Self.top
    }

    private func drawFooter() {
        let number = PDFText.encoded("Page \(document.pageCount + 1) of ")
        let width = PDFFont.regular.width(of: number, size: 8)
        // Room for the number of pages, which is known at the end.
        let x = Self.right - width - 18
        draw(
            PDFText.folded(footer, .regular, size: 8, width: Self.width - 120)[0], .regular, 8, .faint, x: Self.left,
            y: 36)
        draw(number, .regular, 8, .faint, x: x, y: 36)
        add("q 1 0 0 1 \(PDFDocument.number(x + width)) 36 cm /Total Do Q\n")
    }

    // MARK: Drawing

    private func add(_ text: String) { content += text.utf8 }

    func draw(_ text: [UInt8], _ font: PDFFont, _ size: Double, _ color: Color, x: Double, y: Double) {
        guard !text.isEmpty else { return }
        let place = "\(PDFDocument.number(x)) \(PDFDocument.number(y))"
        add("BT /\(font.resource) \(PDFDocument.number(size)) Tf \(color.text) rg \(place) Td ")
        content += PDFText.literal(text)
        add(" Tj ET\n")
    }

    func fill(x: Double, y: Double, width: Double, height: Double, _ color: Color) {
        let box = [x, y, width, height].map(PDFDocument.number).joined(separator: " ")
        add("\(color.text) rg \(box) re f\n")
    }

    func rule(_ color: Color = .line, y: Double) {
        fill(x: Self.left, y: y, width: Self.width, height: 0.6, color)
    }

    func link(x: Double, y: Double, width: Double, height: Double, to target: String) {
        links.append(PDFDocument.Link(x: x, y: y, width: width, height: height, target: target))
    }

    // MARK: Text

    /// A text over as many lines as it needs.
    func paragraph(
        _ text: String, _ font: PDFFont = .regular, _ size: Double = 9.5, _ color: Color = .ink, indent: Double = 0,
        after: Double = 4
    ) {
        for line in PDFText.folded(text, font, size: size, width: Self.width - indent) {
            need(size * 1.35)
            y -= size * 1.35
            draw(line, font, size, color, x: Self.left + indent, y: y)
        }
        y -= after
    }

    /// The title of a part, in the outline, with room for what follows.
    func heading(_ text: String, size: Double = 14, level: Int = 0, before: Double = 18, room: Double = 60) {
        need(size * 1.4 + before + room)
        if y < Self.top { y -= before }
        document.mark(outline: text, y: y + 4, level: level)
        y -= size * 1.1
        for (index, line) in PDFText.folded(text, .bold, size: size, width: Self.width).enumerated() {
            if index > 0 { y -= size * 1.25 }
            draw(line, .bold, size, .ink, x: Self.left, y: y)
        }
        y -= size * 0.55
    }

    // MARK: Tables

    struct Column {
        let title: String
        let width: Double
        var isNumber = false
    }

    struct Cell {
        var text: String
        var font = PDFFont.regular
        var color = Color.ink
        /// The colour behind the text, for severities.
        var background: Color?
        /// The place that the text leads to.
        var target: String?
    }

    /// Starts a table; `row` adds to it.
    func header(_ columns: [Column]) {
        need(46)
        y -= 14
        fill(x: Self.left, y: y - 4, width: Self.width, height: 16, .shade)
        var x = Self.left
        for column in columns {
            let text = PDFText.encoded(column.title)
            let width = PDFFont.bold.width(of: text, size: 8)
            let start = column.isNumber ? x + column.width - 6 - width : x + 6
            draw(text, .bold, 8, .faint, x: start, y: y)
            x += column.width
        }
        y -= 4
        rule(y: y)
    }

    /// How much of the page a row takes.
    func height(of cells: [Cell], _ columns: [Column], size: Double = 9) -> Double {
        let lines = zip(cells, columns).map { cell, column in
            PDFText.folded(cell.text, cell.font, size: size, width: column.width - 12).count
        }
        return Double(lines.max() ?? 1) * size * 1.3 + 6
    }

    /// A row, shaded when `isShaded`; the header is repeated on a new page.
    func row(_ cells: [Cell], _ columns: [Column], isShaded: Bool = false, size: Double = 9) {
        let lines = zip(cells, columns).map { cell, column in
            PDFText.folded(cell.text, cell.font, size: size, width: column.width - 12)
        }
        let lineHeight = size * 1.3
        // A row taller than a page is cut into pieces that fit.
        let room = Int((Self.top - Self.bottom - 40) / lineHeight) - 1
        let count = lines.map(\.count).max() ?? 1
        var first = 0
        while first < count {
            let part = min(room, count - first)
            let height = Double(part) * lineHeight + 6
            if y - height < Self.bottom {
                newPage()
                header(columns)
            }
            if isShaded { fill(x: Self.left, y: y - height, width: Self.width, height: height, .shade) }
            drawRow(lines.map { Array($0.dropFirst(first).prefix(part)) }, cells, columns, size)
            y -= height
            rule(y: y)
            first += part
        }
    }

    private func drawRow(_ lines: [[[UInt8]]], _ cells: [Cell], _ columns: [Column], _ size: Double) {
        var x = Self.left
        for ((cell, column), texts) in zip(zip(cells, columns), lines) {
            for (index, text) in texts.enumerated() {
                let width = cell.font.width(of: text, size: size)
                let base = y - 3 - size - Double(index) * size * 1.3 + size * 0.12
                let start = column.isNumber ? x + column.width - 6 - width : x + 6
                if let background = cell.background, !text.isEmpty {
                    fill(x: x + 2, y: base - 2.6, width: width + 8, height: size + 3, background)
                }
                draw(text, cell.font, size, cell.color, x: start, y: base)
                if let target = cell.target {
                    link(x: start, y: base - 2, width: width, height: size + 3, to: target)
                }
            }
            x += column.width
        }
    }

    func finish() { if !content.isEmpty { newPage() } }
}
