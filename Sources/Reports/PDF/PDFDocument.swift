/// A PDF 1.7 file, written page by page; only the places of its objects stay in memory.
final class PDFDocument {
    private let output: ReportOutput
    private let start: Int
    /// Where each object begins, by its number; 0 where it is not written yet.
    private var offsets: [Int] = [0]
    private var pages: [Int] = []
    private var outline: [(title: String, page: Int, y: Double, level: Int)] = []
    private var targets: [(name: String, page: Int, y: Double)] = []
    private let pageTree: Int
    private let resources: Int
    private let total: Int

    /// The size of a page in points: A4.
    static let size = (width: 595.28, height: 841.89)

    init(_ output: ReportOutput) {
        self.output = output
        start = output.byteCount
        pageTree = 1
        resources = 2
        total = 3
        offsets += [0, 0, 0]
        output.write("%PDF-1.7\n%")
        output.write(bytes: [0xE2, 0xE3, 0xCF, 0xD3, 0x0A])
    }

    /// The number of pages so far, the one under way not counted.
    var pageCount: Int { pages.count }

    // MARK: Objects

    private func reserve() -> Int {
        offsets.append(0)
        return offsets.count - 1
    }

    private func write(_ number: Int, _ text: String) {
        offsets[number] = output.byteCount - start
        output.write("\(number) 0 obj\n\(text)\nendobj\n")
    }

    private func write(_ number: Int, dictionary: String, stream: [UInt8]) {
        offsets[number] = output.byteCount - start
        output.write("\(number) 0 obj\n<<\(dictionary)/Length \(stream.count)>>\nstream\n")
        output.write(bytes: stream)
        output.write("\nendstream\nendobj\n")
    }

    /// A number as PDF spells it: two digits after the point.
    static func number(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let sign = hundredths < 0 ? "-" : ""
        let rest = hundredths.magnitude % 100
        let whole = hundredths.magnitude / 100
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    // MARK: Pages

    /// A part of a page that leads to a named place.
    struct Link {
        let x: Double
        let y: Double
        let width: Double
        let height: Double
        let target: String
    }

    func add(page content: [UInt8], links: [Link]) {
        let stream = reserve()
        write(stream, dictionary: "", stream: content)
        let annotations = links.map { link -> String in
            let corners = [link.x, link.y, link.x + link.width, link.y + link.height].map(Self.number)
            return
                "<</Type/Annot/Subtype/Link/Border[0 0 0]/Rect[\(corners.joined(separator: " "))]/Dest/\(link.target)>>"
        }
        let page = reserve()
        let size = "\(Self.number(Self.size.width)) \(Self.number(Self.size.height))"
        write(
            page,
            "<</Type/Page/Parent \(pageTree) 0 R/MediaBox[0 0 \(size)]/Resources \(resources) 0 R/Contents \(stream) 0 R"
                + (annotations.isEmpty ? "" : "/Annots[\(annotations.joined())]") + ">>")
        pages.append(page)
    }

    /// Names a place on the page that will be added next.
    func mark(target name: String, y: Double) { targets.append((name, pages.count, y)) }

    /// Adds a line to the outline, for a place on the page that will be added next.
    func mark(outline title: String, y: Double, level: Int) { outline.append((title, pages.count, y, level)) }

    // MARK: The end

    /// - Parameters:
    ///   - created: RFC 3339 in UTC.
    ///   - id: what tells this file from others.
    func finish(title: String, producer: String, created: String, id: String) {
        write(
            pageTree,
            "<</Type/Pages/Count \(pages.count)/Kids[\(pages.map { "\($0) 0 R" }.joined(separator: " "))]>>")
        let fonts = PDFFont.allCases.map { font -> String in
            let number = reserve()
            write(
                number,
                "<</Type/Font/Subtype/Type1/BaseFont/\(font.rawValue)/Encoding/WinAnsiEncoding>>")
            return "/\(font.resource) \(number) 0 R"
        }
        write(resources, "<</Font<<\(fonts.joined())>>/XObject<</Total \(total) 0 R>>>>")
        // How many pages there are is known only now, so every page shows this drawing.
        let count = PDFText.literal(Array("\(pages.count)".utf8))
        write(
            total, dictionary: "/Type/XObject/Subtype/Form/BBox[0 -3 60 12]/Resources \(resources) 0 R",
            stream: Array("BT /F1 8 Tf 0.34 0.38 0.45 rg 0 0 Td ".utf8) + count + Array(" Tj ET".utf8))
        let outlines = writeOutline()
        let places = targets.map { target in
            "/\(target.name)[\(pages[min(target.page, pages.count - 1)]) 0 R/XYZ 0 \(Self.number(target.y)) null]"
        }
        let dests = reserve()
        write(dests, "<<\(places.joined())>>")
        let info = reserve()
        write(
            info,
            "<</Title \(PDFText.unicode(title))/Producer \(PDFText.unicode(producer))/Creator \(PDFText.unicode(producer))"
                + "/CreationDate(\(Self.date(created)))>>")
        let catalog = reserve()
        write(
            catalog,
            "<</Type/Catalog/Pages \(pageTree) 0 R/Lang(en)/ViewerPreferences<</DisplayDocTitle true>>/Dests \(dests) 0 R"
                + (outlines.map { "/Outlines \($0) 0 R/PageMode/UseOutlines" } ?? "") + ">>")
        writeTrailer(catalog: catalog, info: info, id: id)
    }

    private func writeTrailer(catalog: Int, info: Int, id: String) {
        let place = output.byteCount - start
        output.write("xref\n0 \(offsets.count)\n0000000000 65535 f \n")
        for offset in offsets.dropFirst() {
            let digits = "\(offset)"
            output.write("\(String(repeating: "0", count: max(10 - digits.count, 0)))\(digits) 00000 n \n")
        }
        let name = FindingID.text(id).prefix(32)
        output.write(
            "trailer\n<</Size \(offsets.count)/Root \(catalog) 0 R/Info \(info) 0 R/ID[<\(name)><\(name)>]>>\n"
                + "startxref\n\(place)\n%%EOF\n")
    }

    private static func date(_ time: String) -> String {
        "D:" + String(decoding: time.utf8.filter { 48...57 ~= $0 }, as: UTF8.self) + "Z"
    }

    /// The tree of the outline, of two levels; nil when it is empty.
    private func writeOutline() -> Int? {
        guard !outline.isEmpty else { return nil }
        let root = reserve()
        let numbers = outline.map { _ in reserve() }
        let tops = outline.indices.filter { outline[$0].level == 0 }
        func children(of top: Int) -> Range<Int> {
            let end = outline.indices.first { $0 > top && outline[$0].level == 0 } ?? outline.count
            return (top + 1)..<end
        }
        for (index, item) in outline.enumerated() {
            var text = "<</Title \(PDFText.unicode(item.title))"
            let parent = item.level == 0 ? nil : tops.last { $0 < index }
            let siblings = parent.map { Array(children(of: $0)) } ?? tops
            text += "/Parent \(parent.map { numbers[$0] } ?? root) 0 R"
            if let place = siblings.firstIndex(of: index) {
                if place > 0 { text += "/Prev \(numbers[siblings[place - 1]]) 0 R" }
                if place + 1 < siblings.count { text += "/Next \(numbers[siblings[place + 1]]) 0 R" }
            }
            if item.level == 0, case let inner = children(of: index), let first = inner.first, let last = inner.last {
                text += "/First \(numbers[first]) 0 R/Last \(numbers[last]) 0 R/Count -\(inner.count)"
            }
            let page = pages[min(item.page, pages.count - 1)]
            write(numbers[index], text + "/Dest[\(page) 0 R/XYZ 0 \(Self.number(item.y)) null]>>")
        }
        guard let first = tops.first, let last = tops.last else { return nil }
        write(
            root, "<</Type/Outlines/First \(numbers[first]) 0 R/Last \(numbers[last]) 0 R/Count \(tops.count)>>")
        return root
    }
}
