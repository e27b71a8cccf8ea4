/// Texts in WinAnsiEncoding (Windows-1252), which the standard fonts cover.
enum PDFText {
    /// The bytes of a text. Characters that the fonts lack are named by their code point, so that nothing is lost.
    static func encoded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in VisibleText.line(text).unicodeScalars {
            switch scalar.value {
            case 0x20..<0x7F, 0xA0...0xFF: bytes.append(UInt8(scalar.value))
            default:
                if let byte = specials[scalar] { bytes.append(byte) } else { bytes += named(scalar) }
            }
        }
        return bytes
    }

    private static func named(_ scalar: Unicode.Scalar) -> [UInt8] {
        // Control characters have become their pictures by now.
        if 0x2400..<0x2420 ~= scalar.value || scalar.value == 0x2421 || scalar.value == 0xFFFD {
            return [UInt8(ascii: "?")]
        }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return Array("<U+\(String(repeating: "0", count: max(4 - digits.count, 0)))\(digits)>".utf8)
    }

    private static let specials: [Unicode.Scalar: UInt8] = [
        "€": 0x80, "‚": 0x82, "ƒ": 0x83, "„": 0x84, "…": 0x85, "†": 0x86, "‡": 0x87, "ˆ": 0x88, "‰": 0x89, "Š": 0x8A,
        "‹": 0x8B, "Œ": 0x8C, "Ž": 0x8E, "‘": 0x91, "’": 0x92, "“": 0x93, "”": 0x94, "•": 0x95, "–": 0x96, "—": 0x97,
        "˜": 0x98, "™": 0x99, "š": 0x9A, "›": 0x9B, "œ": 0x9C, "ž": 0x9E, "Ÿ": 0x9F,
    ]

    /// A string object: in parentheses, with what ends or bends it escaped.
    static func literal(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [UInt8(ascii: "(")]
        for byte in bytes {
            if byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "\\") {
                result.append(UInt8(ascii: "\\"))
            }
            result.append(byte)
        }
        result.append(UInt8(ascii: ")"))
        return result
    }

    /// A text string for outlines and document information: UTF-16 with its mark, in hexadecimal digits.
    static func unicode(_ text: String) -> String {
        var result = "<FEFF"
        for unit in VisibleText.line(text).utf16 {
            let digits = String(unit, radix: 16, uppercase: true)
            result += String(repeating: "0", count: 4 - digits.count) + digits
        }
        return result + ">"
    }

    /// A text in lines of at most `width` points, broken at spaces, and inside of words that are longer than a line.
    static func folded(_ text: String, _ font: PDFFont, size: Double, width: Double) -> [[UInt8]] {
        let limit = width * 1000 / size
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var used = 0
        func finish() {
            lines.append(line)
            line = []
            used = 0
        }
        let space = font.width(UInt8(ascii: " "))
        for word in encoded(text).split(separator: UInt8(ascii: " ")) {
            let length = word.reduce(0) { $0 + font.width($1) }
            if !line.isEmpty {
                if Double(used + space + length) <= limit {
                    line.append(UInt8(ascii: " "))
                    used += space
                } else {
                    finish()
                }
            }
            for byte in word {
                if Double(used + font.width(byte)) > limit, !line.isEmpty { finish() }
                line.append(byte)
                used += font.width(byte)
            }
        }
        if !line.isEmpty { finish() }
        return lines.isEmpty ? [[]] : lines
    }
}
