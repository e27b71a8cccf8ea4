/// Which bytes of a string JSON output must escape, and how: as Go's `encoding/json` (1.22 and later).
struct JSONEscapes {
    private let html: Bool

    init(html: Bool) { self.html = html }

    /// Appends `text` in quotes.
    @inline(__always)
    func writeString(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        writeBody(text, to: &output)
        output.append(UInt8(ascii: "\""))
    }

    private func writeBody(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        var plain = 0
        var index = 0
        while index < text.count {
            if text.count &- index >= 8, let base = text.baseAddress {
                let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
                if !mayNeedEscape(word) {
                    index &+= 8
                    continue
                }
            }
            // Byte by byte through at most eight.
            let stop = min(index &+ 8, text.count)
            while index < stop {
                let length = escapedLength(text, index)
                if length > 0 {
                    output.append(contentsOf: UnsafeBufferPointer(rebasing: text[plain..<index]))
                    writeEscape(text, index, to: &output)
                    index &+= length
                    plain = index
                } else {
                    index &+= 1
                }
            }
        }
        if plain == 0 {
            output.append(contentsOf: text)
        } else {
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[plain...]))
        }
    }

    /// Whether one of eight bytes may need an escape. `0xE2` begins U+2028 and U+2029.
    @inline(__always)
    private func mayNeedEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        func has(_ byte: UInt64) -> UInt64 {
            let difference = word ^ ones &* byte
            return (difference &- ones) & ~difference
        }
        var found = has(0x22) | has(0x5C) | has(0xE2) | ((word &- ones &* 0x20) & ~word)
        if html { found |= has(0x3C) | has(0x3E) | has(0x26) }
        return found & high != 0
    }

    /// How many bytes at `index` one escape stands for; 0 when none is needed.
    @inline(__always)
    private func escapedLength(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        switch text[index] {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"):
            return 1
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
            return html ? 1 : 0
        case 0xE2:
            // U+2028 and U+2029 end lines in JavaScript, so Go escapes them always.
            guard index &+ 2 < text.count, text[index &+ 1] == 0x80, text[index &+ 2] & 0xFE == 0xA8 else { return 0 }
            return 3
        default:
            return 0
        }
    }

    private func writeEscape(_ text: UnsafeBufferPointer<UInt8>, _ index: Int, to output: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        switch text[index] {
        case UInt8(ascii: "\""): output.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): output.append(contentsOf: "\\\\".utf8)
        case 0x08: output.append(contentsOf: "\\b".utf8)
        case 0x09: output.append(contentsOf: "\\t".utf8)
        case 0x0A: output.append(contentsOf: "\\n".utf8)
        case 0x0C: output.append(contentsOf: "\\f".utf8)
        case 0x0D: output.append(contentsOf: "\\r".utf8)
        case 0xE2: output.append(contentsOf: text[index &+ 2] == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8)
        default:
            let byte = text[index]
            output.append(contentsOf: "\\u00".utf8)
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
    }
}
