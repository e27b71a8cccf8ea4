import Foundation
import Testing

@testable import Reports

@Suite("The PDF report")
struct PDFTests {
    private func bytes() async throws -> [UInt8] {
        let writer = ReportWriter(
            try await Sample.report(), Sample.metadata(), style: TerminalStyle(isColored: false, width: 80))
        return ReportOutput.bytes { writer.write(.pdf, to: $0) }
    }

    @Test("says where each of its objects begins")
    func references() async throws {
        let bytes = try await bytes()
        let text = String(decoding: bytes, as: Unicode.ASCII.self)
        let tail = try #require(text.components(separatedBy: "startxref\n").last)
        let start = try #require(Int(tail.prefix { $0.isNumber }))
        let table = String(decoding: bytes[start...], as: Unicode.ASCII.self).components(separatedBy: "\n")
        #expect(table[0] == "xref")
        let count = try #require(Int(table[1].dropFirst(2)))
        for number in 1..<count {
            let offset = try #require(Int(table[2 + number].prefix(10)))
            let wanted = "\(number) 0 obj\n"
            #expect(String(decoding: bytes[offset..<(offset + wanted.utf8.count)], as: UTF8.self) == wanted)
        }
        #expect(text.hasPrefix("%PDF-1.7\n") && text.hasSuffix("%%EOF\n"))
    }

    @Test("holds the findings, with the names of characters that its fonts lack")
    func content() async throws {
        let text = String(decoding: try await bytes(), as: Unicode.ASCII.self)
        #expect(text.contains("(Privileged containers) Tj"))
        #expect(text.contains("(Namespace <U+5546><U+5E97>) Tj"))
        #expect(text.contains("/Dest/C-9001"))
        #expect(text.contains("/CreationDate(D:20260102030405Z)"))
        #expect(text.contains(#"(alert\('x'\)"#) || text.contains(#"alert\('x'\)"#))
    }

    @Test("breaks lines by the width of letters, and words that are too long anywhere")
    func folding() {
        let lines = PDFText.folded("iiii WWWW iiii", .regular, size: 10, width: 45)
        #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["iiii", "WWWW", "iiii"])
        let long = PDFText.folded(String(repeating: "W", count: 10), .regular, size: 10, width: 40)
        #expect(long.map(\.count) == [4, 4, 2])
        #expect(PDFFont.regular.width(of: Array("AVA".utf8), size: 1000) == 667 * 3)
        #expect(PDFFont.bold.width(UInt8(ascii: "m")) == 889)
        #expect(PDFText.encoded("é–…€\u{1B}") == [0xE9, 0x96, 0x85, 0x80, UInt8(ascii: "?")])
    }
}
