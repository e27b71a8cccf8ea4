#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// UTF-8 text as bytes: what the built-ins on strings are made of. Nothing here looks at grapheme clusters.
typealias ByteText = UnsafeBufferPointer<UInt8>

extension ByteText {
    /// The bytes of `range`, without a copy.
    @inline(__always)
    func part(_ range: Range<Int>) -> ByteText { ByteText(rebasing: self[range]) }

    /// Where `needle` is first found at or after `start`, in bytes; nil when it is not. An empty needle is found at once.
    func offset(of needle: ByteText, from start: Int = 0) -> Int? {
        guard let haystack = baseAddress, let wanted = needle.baseAddress, needle.count > 0 else {
            return needle.count == 0 && start <= count ? start : nil
        }
        var position = start
        let last = count - needle.count
        while position <= last {
            guard let hit = memchr(haystack + position, Int32(wanted[0]), last - position + 1) else { return nil }
            position = UnsafeRawPointer(hit) - UnsafeRawPointer(haystack)
            if memcmp(haystack + position, wanted, needle.count) == 0 { return position }
            position += 1
        }
        return nil
    }

    /// Whether the text begins with `prefix`.
    func begins(with prefix: ByteText) -> Bool {
        guard let base = prefix.baseAddress, prefix.count > 0 else { return true }
        guard let own = baseAddress, count >= prefix.count else { return false }
        return memcmp(own, base, prefix.count) == 0
    }

    /// Whether the text ends with `suffix`.
    func ends(with suffix: ByteText) -> Bool {
        count >= suffix.count && part((count - suffix.count)..<count).begins(with: suffix)
    }

    /// Whether every byte is a code point.
    var isASCII: Bool { allSatisfy { $0 < 0x80 } }

    /// Number of code points.
    var codePointCount: Int {
        var total = 0
        for byte in self where byte & 0xC0 != 0x80 { total &+= 1 }
        return total
    }

    /// Bytes of the code point that starts at `offset`; 1 inside of one and for bytes that start none.
    @inline(__always)
    func codePointLength(at offset: Int) -> Int {
        let byte = self[offset]
        let length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        return Swift.min(length, count - offset)
    }

    /// The code point that starts at `offset`; the replacement character where the bytes are none.
    func codePoint(at offset: Int) -> Unicode.Scalar {
        let length = codePointLength(at: offset)
        if length == 1 { return self[offset] < 0x80 ? Unicode.Scalar(self[offset]) : "\u{FFFD}" }
        var word = UInt32(self[offset]) & (0x7F >> UInt32(length))
        for index in 1..<length { word = word << 6 | UInt32(self[offset + index] & 0x3F) }
        return Unicode.Scalar(word) ?? "\u{FFFD}"
    }

    /// The byte offset of the code point before `offset`.
    func codePointStart(before offset: Int) -> Int {
        var start = offset - 1
        while start > 0, self[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    /// The byte offset of code point `index`, at most `count`.
    func byteOffset(ofCodePoint index: Int, from start: Int = 0) -> Int {
        var offset = start
        var remaining = index
        while remaining > 0, offset < count {
            offset += codePointLength(at: offset)
            remaining -= 1
        }
        return offset
    }

    /// All code points.
    var codePoints: [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(count)
        var offset = 0
        while offset < count {
            result.append(codePoint(at: offset))
            offset += codePointLength(at: offset)
        }
        return result
    }
}

extension UnsafeMutablePointer<UInt8> {
    /// Copies `text` here and goes on behind it.
    @inline(__always)
    mutating func append(_ text: ByteText) {
        if let source = text.baseAddress { update(from: source, count: text.count) }
        self += text.count
    }
}

extension [UInt8] {
    /// Appends one code point in UTF-8.
    mutating func append(codePoint: Unicode.Scalar) {
        if codePoint.isASCII {
            append(UInt8(truncatingIfNeeded: codePoint.value))
        } else {
            append(contentsOf: UTF8.encode(codePoint) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// Appends the text of an integer.
    mutating func append(decimal integer: Int) {
        if integer >= 0 && integer < 10 {
            append(UInt8(ascii: "0") + UInt8(integer))
        } else {
            append(contentsOf: String(integer).utf8)
        }
    }

    /// Appends the bytes of an ASCII or UTF-8 literal.
    @inline(__always)
    mutating func append(literal text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
}
