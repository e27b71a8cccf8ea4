import Documents

/// The bytes of a manifest with what editing needs to know about lines, indentation and where values end.
struct SourceText {
    var bytes: [UInt8]

    /// What ends lines here.
    var lineBreak: String {
        guard let first = bytes.firstIndex(of: UInt8(ascii: "\n")), first > 0 else { return "\n" }
        return bytes[first - 1] == UInt8(ascii: "\r") ? "\r\n" : "\n"
    }

    func offset(of position: SourcePosition) -> Int {
        var line = 1
        var offset = 0
        while line < Int(position.line), offset < bytes.count {
            if bytes[offset] == UInt8(ascii: "\n") { line += 1 }
            offset += 1
        }
        return min(offset + Int(position.column) - 1, bytes.count)
    }

    /// The start of the line that an offset is in.
    func lineStart(_ offset: Int) -> Int {
        var start = min(offset, bytes.count)
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start
    }

    /// The start of the line after that of an offset; the end of the text when there is none.
    func nextLine(_ offset: Int) -> Int {
        var end = offset
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return min(end + 1, bytes.count)
    }

    /// The end of the block that begins on the line of `offset` in column `column` (from 0): after its last line that is
    /// neither empty nor a comment.
    ///
    /// - Parameter dashes: whether lines with a dash in the same column belong to it, as in a list below its key.
    func blockEnd(_ offset: Int, column: Int, dashes: Bool) -> Int {
        var end = nextLine(offset)
        var line = end
        while line < bytes.count {
            let next = nextLine(line)
            var first = line
            while first < next, bytes[first] == UInt8(ascii: " ") { first += 1 }
            let indent = first - line
            let isEmpty = first == next || bytes[first] == UInt8(ascii: "\n") || bytes[first] == UInt8(ascii: "\r")
            if isEmpty {
            } else if indent > column || indent == column && dashes && isDash(first) {
                end = next
            } else if bytes[first] != UInt8(ascii: "#") {
                break
            }
            line = next
        }
        return end
    }

    private func isDash(_ offset: Int) -> Bool {
        guard bytes[offset] == UInt8(ascii: "-") else { return false }
        return offset + 1 == bytes.count || [" ", "\n", "\r"].contains { bytes[offset + 1] == $0.asciiByte }
    }

    /// The end of a value that is written in flow style or as a scalar of one line; nil for anything else.
    ///
    /// - Parameter inFlow: whether it stands inside brackets or braces, where commas end it.
    func valueEnd(_ start: Int, inFlow: Bool) -> Int? {
        guard start < bytes.count else { return start }
        switch bytes[start] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return flowEnd(start)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return quotedEnd(start)
        case UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"): return nil
        default:
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
                let byte = bytes[end]
                if byte == UInt8(ascii: "#"), end > start, bytes[end - 1] == UInt8(ascii: " ") { break }
                if inFlow, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { break }
                end += 1
            }
            while end > start, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            return end
        }
    }

    private func quotedEnd(_ start: Int) -> Int? {
        let quote = bytes[start]
        var place = start + 1
        while place < bytes.count {
            if quote == UInt8(ascii: "\""), bytes[place] == UInt8(ascii: "\\") {
                place += 2
                continue
            }
            if bytes[place] == quote {
                if quote == UInt8(ascii: "'"), place + 1 < bytes.count, bytes[place + 1] == quote {
                    place += 2
                    continue
                }
                return place + 1
            }
            place += 1
        }
        return nil
    }

    /// The offset after the bracket or brace that closes the one at `start`.
    func flowEnd(_ start: Int) -> Int? {
        var depth = 0
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return place + 1 }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                // Inside a plain word a quote is a character.
                if place > 0, !isWordByte(bytes[place - 1]) {
                    guard let end = quotedEnd(place) else { return nil }
                    place = end
                    continue
                }
            case UInt8(ascii: "#") where place > 0 && [32, 9, 10].contains(bytes[place - 1]):
                place = nextLine(place)
                continue
            default: break
            }
            place += 1
        }
        return nil
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// The offset after the colon of the key at `start`.
    func afterColon(_ start: Int) -> Int? {
        guard start < bytes.count else { return nil }
        var place = start
        if bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'") {
            guard let end = quotedEnd(start) else { return nil }
            place = end
        }
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") {
            if bytes[place] == UInt8(ascii: ":") {
                let next = place + 1
                if next == bytes.count || [32, 9, 10, 13].contains(bytes[next]) { return next }
            }
            place += 1
        }
        return nil
    }

    mutating func replace(_ range: Range<Int>, with text: String) {
        bytes.replaceSubrange(range, with: Array(text.utf8))
    }

    /// Inserts whole lines at the start of a line, or after the last one.
    mutating func insert(lines: [String], at offset: Int) {
        var text = lines.map { $0 + lineBreak }.joined()
        if offset == bytes.count, let last = bytes.last, last != UInt8(ascii: "\n") {
            // The last line has no break, and still has none afterwards.
            text = lineBreak + lines.joined(separator: lineBreak)
        }
        bytes.insert(contentsOf: Array(text.utf8), at: offset)
    }
}

extension String {
    fileprivate var asciiByte: UInt8 { utf8.first ?? 0 }
}
