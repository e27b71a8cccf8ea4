import CLibYAML

/// Lines and columns from libyaml's marks, which count characters where ``SourcePosition`` counts bytes.
///
/// For ASCII the two are the same. Otherwise it walks along the text with the marks, which hardly ever go back.
struct YAMLPlaces {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let isASCII: Bool
    /// Offsets of the lines seen so far, as libyaml breaks them.
    private var lineStarts: [Int]
    /// A character of some line, to walk on from.
    private var line = 0
    private var character = 0
    private var offset: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        isASCII = YAMLPlaces.isASCII(bytes)
        let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
        offset = hasMark ? 3 : 0
        lineStarts = [offset]
    }

    private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var seen: UInt64 = 0
        var index = 0
        while index &+ 8 <= raw.count {
            seen |= raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        while index < raw.count {
            seen |= UInt64(raw[index])
            index &+= 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }

    @inline(__always)
    mutating func position(of mark: yaml_mark_t) -> SourcePosition {
        if isASCII { return SourcePosition(unchecked: mark.line &+ 1, column: mark.column &+ 1) }
        return walk(to: mark)
    }

    private mutating func walk(to mark: yaml_mark_t) -> SourcePosition {
        while lineStarts.count <= mark.line, let next = endOfLine(from: lineStarts[lineStarts.count - 1]) {
            lineStarts.append(next)
        }
        guard mark.line < lineStarts.count else {
            return SourcePosition(line: mark.line + 1, column: mark.column + 1)
        }
        if line != mark.line || character > mark.column {
            line = mark.line
            character = 0
            offset = lineStarts[mark.line]
        }
        while character < mark.column, offset < bytes.count {
            offset += 1
            while offset < bytes.count, UTF8Sequence.isContinuation(bytes[offset]) { offset += 1 }
            character += 1
        }
        return SourcePosition(line: mark.line + 1, column: offset - lineStarts[mark.line] + 1)
    }

    /// The offset behind the next line break, or nil when there is none. libyaml breaks lines at CR, LF, CR LF, NEL
    /// (U+0085), U+2028 and U+2029.
    private func endOfLine(from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x0A:
                return index + 1
            case 0x0D:
                return index + 1 < bytes.count && bytes[index + 1] == 0x0A ? index + 2 : index + 1
            case 0xC2 where index + 1 < bytes.count && bytes[index + 1] == 0x85:
                return index + 2
            case 0xE2 where index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] & 0xFE == 0xA8:
                return index + 3
            default:
                index += 1
            }
        }
        return nil
    }

    /// The place of a byte, for errors. Linear.
    func position(ofOffset wanted: Int) -> SourcePosition {
        var line = 1
        var start = lineStarts[0]
        while let next = endOfLine(from: start), next <= wanted {
            line += 1
            start = next
        }
        return SourcePosition(line: line, column: max(wanted - start, 0) + 1)
    }
}
