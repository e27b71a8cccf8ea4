/// The grammar of JSON over a buffer. See ``JSONParser``.
struct JSONReader: ~Copyable {
    /// An open container: where its children begin on the builder's stack, and where it began itself.
    struct Frame {
        var start: Int
        var isObject: Bool
        var position: SourcePosition
    }

    let name: String
    let budget: DocumentBudget
    let copying: Bool
    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var cursor: UnsafePointer<UInt8>
    /// The present line and its first byte. Line breaks occur between tokens only, so skipping space keeps count.
    var line = 1
    var lineStart: UnsafePointer<UInt8>
    var builder: TreeBuilder
    var frames: [Frame] = []
    /// Where strings with escapes are put together.
    var unescaped: [UInt8] = []

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, name: String, budget: DocumentBudget, arena: Arena, copying: Bool,
        positions: Bool
    ) throws(DocumentError) {
        self.name = name
        self.budget = budget
        self.copying = copying
        // An empty buffer may have no address; nothing is read from this one.
        start = bytes.baseAddress ?? UnsafePointer(bitPattern: 16).unsafelyUnwrapped
        end = start + bytes.count
        cursor = start
        lineStart = start
        builder = TreeBuilder(arena: arena, positions: positions)
        guard bytes.count <= budget.maxBytes else {
            throw DocumentError.tooLarge(source: name, bytes: bytes.count, limit: budget.maxBytes)
        }
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
            cursor += 3
            lineStart = cursor
        }
    }

    /// The only value of the text.
    mutating func readDocument() throws(DocumentError) -> (Value, SourcePosition) {
        skipSpace()
        let position = position
        let value = try readValue()
        skipSpace()
        if cursor < end {
            throw error("there is more text after the end of the document", "Remove it, or keep one document a file")
        }
        return (value, position)
    }

    /// The next of several values, or nil at the end.
    mutating func readNext() throws(DocumentError) -> (Value, SourcePosition)? {
        skipSpace()
        guard cursor < end else { return nil }
        let position = position
        return (try readValue(), position)
    }
}

// MARK: Values

extension JSONReader {
    /// One value; `cursor` is at its first byte. Open containers are kept on a stack, so depth costs no recursion.
    private mutating func readValue() throws(DocumentError) -> Value {
        while true {
            var position = position
            guard cursor < end else { throw endOfText() }
            var value: Value
            switch cursor.pointee {
            case UInt8(ascii: "\""):
                value = try readString(isKey: false)
            case UInt8(ascii: "{"):
                try open(isObject: true, at: position)
                if cursor < end && cursor.pointee == UInt8(ascii: "}") {
                    value = close()
                } else {
                    try readKey()
                    continue
                }
            case UInt8(ascii: "["):
                try open(isObject: false, at: position)
                if cursor < end && cursor.pointee == UInt8(ascii: "]") {
                    value = close()
                } else {
                    continue
                }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = try readNumber()
            default:
                value = try readWord()
            }
            // A value is complete: it ends the document, or goes to its container, which may be complete with it.
            while true {
                guard let frame = frames.last else { return value }
                builder.push(value, at: position)
                skipSpace()
                guard cursor < end else { throw endOfText() }
                let byte = cursor.pointee
                if byte == UInt8(ascii: ",") {
                    cursor += 1
                    skipSpace()
                    if frame.isObject { try readKey() }
                    break
                }
                guard byte == (frame.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw noComma(after: frame)
                }
                position = frame.position
                value = close()
            }
        }
    }

    @inline(__always)
    private mutating func open(isObject: Bool, at position: SourcePosition) throws(DocumentError) {
        guard frames.count < budget.maxDepth else {
            throw DocumentError.tooDeep(source: name, position: position, limit: budget.maxDepth)
        }
        frames.append(Frame(start: builder.count, isObject: isObject, position: position))
        cursor += 1
        skipSpace()
    }

    /// Closes the innermost container at its bracket.
    @inline(__always)
    private mutating func close() -> Value {
        let frame = frames.removeLast()
        cursor += 1
        return frame.isObject ? builder.closeObject(from: frame.start) : builder.closeArray(from: frame.start)
    }

    /// A key, its colon and the space around them.
    @inline(__always)
    private mutating func readKey() throws(DocumentError) {
        guard cursor < end else { throw endOfText() }
        guard cursor.pointee == UInt8(ascii: "\"") else { throw noKey() }
        let position = position
        builder.push(try readString(isKey: true), at: position)
        skipSpace()
        guard cursor < end else { throw endOfText() }
        guard cursor.pointee == UInt8(ascii: ":") else {
            throw error("a colon is missing after a key", "Put a colon between key and value")
        }
        cursor += 1
        skipSpace()
    }

    private mutating func readWord() throws(DocumentError) -> Value {
        if takes("true") { return .true }
        if takes("false") { return .false }
        if takes("null") { return .null }
        throw noValue()
    }

    private mutating func takes(_ word: StaticString) -> Bool {
        guard end - cursor >= word.utf8CodeUnitCount else { return false }
        for index in 0..<word.utf8CodeUnitCount where cursor[index] != word.utf8Start[index] { return false }
        cursor += word.utf8CodeUnitCount
        return true
    }
}

// MARK: Space and places

extension JSONReader {
    @inline(__always)
    var position: SourcePosition {
        SourcePosition(unchecked: line, column: cursor - lineStart + 1)
    }

    @inline(__always)
    mutating func skipSpace() {
        if cursor < end && cursor.pointee > 0x20 { return }
        skipLongSpace()
    }

    private mutating func skipLongSpace() {
        var next = cursor
        while next < end {
            switch next.pointee {
            case 0x20:
                next += 1
                // Indentation comes in runs.
                while end - next >= 8, UnsafeRawPointer(next).loadUnaligned(as: UInt64.self) == 0x2020_2020_2020_2020 {
                    next += 8
                }
            case 0x0A:
                next += 1
                line &+= 1
                lineStart = next
            case 0x0D:
                // A line ends at CR, LF or both.
                next += 1
                if next < end && next.pointee == 0x0A { next += 1 }
                line &+= 1
                lineStart = next
            case 0x09:
                next += 1
            default:
                cursor = next
                return
            }
        }
        cursor = next
    }
}

extension SourcePosition {
    /// For numbers that are known to fit.
    @inline(__always)
    init(unchecked line: Int, column: Int) {
        self.line = UInt32(truncatingIfNeeded: line)
        self.column = UInt32(truncatingIfNeeded: column)
    }
}
