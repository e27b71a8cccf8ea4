/// Texts that findings repeat, each kept once: paths, values of fixes, messages without the names in them.
///
/// Filled by one worker. Bounded: when it is full, new texts are written out where they occur.
struct TextPool: Sendable {
    private(set) var texts: [String] = []
    private var places: [String: UInt64] = [:]
    private var bytes = 0
    /// Bytes of all texts, and of the longest one that is worth keeping.
    private static let most = 2 << 20
    private static let longest = 512

    init(_ texts: [String] = []) {
        self.texts = texts
        bytes = texts.reduce(0) { $0 + $1.utf8.count }
        places = Dictionary(texts.enumerated().map { ($1, UInt64($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The number of a text; nil when it is not kept.
    mutating func place(of text: String) -> UInt64? {
        if let known = places[text] { return known }
        let size = text.utf8.count
        guard size <= TextPool.longest, bytes + size <= TextPool.most else { return nil }
        let place = UInt64(texts.count)
        places[text] = place
        texts.append(text)
        bytes += size
        return place
    }
}

/// Writes what was found about a resource in a few bytes.
struct RecordWriter {
    private(set) var bytes: [UInt8] = []

    private var lengthStart = 0

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Begins a part in front that readers can pass over.
    mutating func beginFront() {
        lengthStart = bytes.count
        bytes += [0, 0, 0, 0]
    }

    mutating func endFront() {
        let length = UInt32(clamping: bytes.count - lengthStart - 4)
        for index in 0..<4 { bytes[lengthStart + index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index)) }
    }

    /// An unsigned number, seven bits a byte, the lowest first.
    mutating func number(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func number(_ number: Int) { self.number(UInt64(number)) }

    mutating func text(_ text: String, _ pool: inout TextPool) {
        if let place = pool.place(of: text) {
            number(place + 1)
        } else {
            number(0)
            number(text.utf8.count)
            bytes += text.utf8
        }
    }

    /// A text without a pool.
    mutating func plainText(_ text: String) {
        number(0)
        number(text.utf8.count)
        bytes += text.utf8
    }

    mutating func append(_ more: [UInt8]) { bytes += more }

    /// A part with its length before it.
    mutating func part(_ part: ArraySlice<UInt8>) {
        number(part.count)
        bytes += part
    }

    /// Two words of eight bytes.
    mutating func word(_ words: UInt64...) {
        for word in words { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }
    }

    mutating func text(_ text: String?, _ pool: inout TextPool) {
        number(text == nil ? 0 : 1)
        if let text { self.text(text, &pool) }
    }
}

/// Reads what ``RecordWriter`` wrote. Bytes that make no sense break the reader, which then gives zeros and empty texts.
struct RecordReader {
    private let bytes: [UInt8]
    private let texts: [String]
    private var next = 0
    private(set) var isBroken = false

    init(_ bytes: [UInt8], texts: [String]) {
        self.bytes = bytes
        self.texts = texts
    }

    var isAtEnd: Bool { next >= bytes.count || isBroken }

    mutating func number() -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while next < bytes.count, shift < 64 {
            let byte = bytes[next]
            next += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return number }
            shift += 7
        }
        isBroken = true
        return 0
    }

    mutating func int() -> Int { Int(exactly: number()) ?? 0 }

    /// How many things follow: never more than there are bytes.
    mutating func count() -> Int {
        let count = int()
        guard count <= bytes.count - next else {
            isBroken = true
            return 0
        }
        return count
    }

    mutating func text() -> String {
        let place = number()
        if place > 0 {
            guard let index = Int(exactly: place - 1), index < texts.count else {
                isBroken = true
                return ""
            }
            return texts[index]
        }
        let count = count()
        defer { next += count }
        return String(decoding: bytes[next..<(next + count)], as: UTF8.self)
    }

    mutating func optionalText() -> String? { number() == 0 ? nil : text() }

    /// A word of eight bytes.
    mutating func word() -> UInt64 {
        guard next + 8 <= bytes.count else {
            isBroken = true
            return 0
        }
        defer { next += 8 }
        return (0..<8).reduce(0) { $0 | UInt64(bytes[next + $1]) << UInt64(8 * $1) }
    }

    /// The bytes of a part with a length; nil when there are not as many.
    mutating func part() -> ArraySlice<UInt8>? {
        let count = count()
        guard !isBroken else { return nil }
        defer { next += count }
        return bytes[next..<(next + count)]
    }

    /// Enters the part in front, whose length was written last.
    mutating func enterFront() { next += 4 }

    /// Goes behind the part in front.
    mutating func skipFront() {
        guard next + 4 <= bytes.count else {
            isBroken = true
            return
        }
        var length = 0
        for index in 0..<4 { length |= Int(bytes[next + index]) << (8 * index) }
        next += 4 + length
    }
}
