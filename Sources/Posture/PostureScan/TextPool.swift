/// Texts that findings repeat, each kept once: paths, values of fixes, messages without the names in them.
///
/// Filled by one worker. Bounded: when it is full, new texts are written out where they occur.
struct TextPool: Sendable {
    private(set) var texts: [String] = []
    private var places: [String: UInt64] = [:]
    private var bytes = 0
    /// Bytes of all texts, and of the longest one that is worth keeping.
    private static let most = 4 << 20
    private static let longest = 512

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

    /// Begins a part that readers can pass over. Parts do not nest.
    mutating func beginLength() {
        lengthStart = bytes.count
        bytes += [0, 0, 0, 0]
    }

    mutating func endLength() {
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

    mutating func text(_ text: String?, _ pool: inout TextPool) {
        number(text == nil ? 0 : 1)
        if let text { self.text(text, &pool) }
    }
}

/// Reads what ``RecordWriter`` wrote.
struct RecordReader {
    private let bytes: [UInt8]
    private let texts: [String]
    private var next = 0

    init(_ bytes: [UInt8], texts: [String]) {
        self.bytes = bytes
        self.texts = texts
    }

    var isAtEnd: Bool { next >= bytes.count }

    mutating func number() -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = bytes[next]
            next += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return number }
            shift += 7
        }
    }

    mutating func int() -> Int { Int(number()) }

    mutating func text() -> String {
        let place = number()
        if place > 0 { return texts[Int(place - 1)] }
        let count = int()
        defer { next += count }
        return String(decoding: bytes[next..<(next + count)], as: UTF8.self)
    }

    /// Enters a part with a length.
    mutating func enterPart() { next += 4 }

    /// Goes behind a part with a length.
    mutating func skipPart() {
        var length = 0
        for index in 0..<4 { length |= Int(bytes[next + index]) << (8 * index) }
        next += 4 + length
    }

    mutating func optionalText() -> String? { number() == 0 ? nil : text() }
}
