extension JSONReader {
    /// A string; `cursor` is at its opening quote.
    @inline(__always)
    mutating func readString(isKey: Bool) throws(DocumentError) -> Value {
        let first = cursor + 1
        var next = first
        while true {
            while end - next >= 8 {
                let special = JSONReader.special(UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
                if special != 0 {
                    next += special.trailingZeroBitCount &>> 3
                    break
                }
                next += 8
            }
            guard next < end else {
                cursor = next
                throw endOfText()
            }
            let byte = next.pointee
            if byte == UInt8(ascii: "\"") { break }
            if byte >= 0x80 {
                let length = UTF8Sequence.length(at: next, before: end)
                guard length > 0 else {
                    cursor = next
                    throw notUTF8()
                }
                next += length
            } else if byte == UInt8(ascii: "\\") {
                return try readEscapedString(from: first, upTo: next, isKey: isKey)
            } else if byte < 0x20 {
                cursor = next
                throw controlCharacter()
            } else {
                next += 1
            }
        }
        cursor = next + 1
        return try string(first, next - first, isKey: isKey, copying: copying)
    }

    @inline(__always)
    private mutating func string(
        _ bytes: UnsafePointer<UInt8>, _ length: Int, isKey: Bool, copying: Bool
    ) throws(DocumentError) -> Value {
        guard isKey else { return builder.text(bytes, length, copying: copying) }
        guard length <= budget.maxKeyBytes else {
            throw DocumentError.keyTooLong(source: name, position: position, bytes: length, limit: budget.maxKeyBytes)
        }
        return builder.key(bytes, length, copying: copying)
    }

    /// The high bit of every byte of `word` that is a quote, a backslash, a control character or not ASCII. Exact for
    /// the lowest such byte; above it there may be false ones.
    @inline(__always)
    private static func special(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ ones &* 0x22
        let backslash = word ^ ones &* 0x5C
        let control = word &- ones &* 0x20
        return ((quote &- ones) | (backslash &- ones) | control | word) & 0x8080_8080_8080_8080
    }

    /// A string with escapes: its pieces are put together and copied.
    private mutating func readEscapedString(
        from first: UnsafePointer<UInt8>, upTo escape: UnsafePointer<UInt8>, isKey: Bool
    ) throws(DocumentError) -> Value {
        unescaped.removeAll(keepingCapacity: true)
        var plain = first
        cursor = escape
        while true {
            guard cursor < end else { throw endOfText() }
            let byte = cursor.pointee
            if byte == UInt8(ascii: "\"") { break }
            if byte >= 0x80 {
                let length = UTF8Sequence.length(at: cursor, before: end)
                guard length > 0 else { throw notUTF8() }
                cursor += length
            } else if byte == UInt8(ascii: "\\") {
                unescaped.append(contentsOf: UnsafeBufferPointer(start: plain, count: cursor - plain))
                try readEscape()
                plain = cursor
            } else if byte < 0x20 {
                throw controlCharacter()
            } else {
                cursor += 1
            }
        }
        unescaped.append(contentsOf: UnsafeBufferPointer(start: plain, count: cursor - plain))
        cursor += 1
        let text = unescaped
        return try text.withUnsafeBufferPointer { (text) throws(DocumentError) in
            guard let bytes = text.baseAddress else { return builder.arena.string("") }
            return try string(bytes, text.count, isKey: isKey, copying: true)
        }
    }

    /// One escape; `cursor` goes from its backslash to behind it.
    private mutating func readEscape() throws(DocumentError) {
        guard end - cursor >= 2 else {
            cursor = end
            throw endOfText()
        }
        switch cursor[1] {
        case UInt8(ascii: "\""): unescaped.append(0x22)
        case UInt8(ascii: "\\"): unescaped.append(0x5C)
        case UInt8(ascii: "/"): unescaped.append(0x2F)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): return try readUnicodeEscape()
        default: throw error("a string has an unknown escape", "Write a backslash twice to mean itself")
        }
        cursor += 2
    }

    private mutating func readUnicodeEscape() throws(DocumentError) {
        guard var scalar = hexadecimal(at: cursor + 2) else {
            throw error("an escape does not have four hexadecimal digits", "Write it as \\u00e9")
        }
        cursor += 6
        if 0xD800...0xDBFF ~= scalar, end - cursor >= 6, cursor[0] == UInt8(ascii: "\\"),
            cursor[1] == UInt8(ascii: "u"),
            let low = hexadecimal(at: cursor + 2), 0xDC00...0xDFFF ~= low
        {
            scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
            cursor += 6
        }
        UTF8Sequence.append(Unicode.Scalar(scalar) ?? "\u{FFFD}", to: &unescaped)
    }

    private func hexadecimal(at digits: UnsafePointer<UInt8>) -> UInt32? {
        guard end - digits >= 4 else { return nil }
        var result: UInt32 = 0
        for index in 0..<4 {
            guard let digit = Character(Unicode.Scalar(digits[index])).hexDigitValue else { return nil }
            result = result << 4 | UInt32(digit)
        }
        return result
    }
}
