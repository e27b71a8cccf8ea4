import CRE2
import Documents

/// A compiled regular expression in RE2's syntax, which is Go's: linear time whatever pattern and text.
final class Pattern: @unchecked Sendable {
    // RE2 objects are safe to use from many threads once they are made (re2.h, "Thread-safety").
    private let handle: OpaquePointer
    /// Number of capture groups.
    let groupCount: Int
    /// Bytes that every match contains; looking for them first is far cheaper than running the pattern.
    private let required: UnsafeMutableBufferPointer<UInt8>
    /// Whether the pattern is nothing but these bytes.
    private let isLiteral: Bool

    /// Upper bound of memory that one compiled pattern may take.
    static let memoryLimit: Int64 = 16 << 20

    /// - Throws: the library's own sentence about what is wrong with `text`.
    init(_ text: UnsafeBufferPointer<UInt8>) throws(BuiltinError) {
        let spelled = Pattern.spellingOutGroupNames(text)
        guard let handle = cre2_compile(spelled, spelled.count, Pattern.memoryLimit) else {
            throw .failure("out of memory for a pattern")
        }
        if let message = cre2_error(handle) {
            let sentence = String(cString: message)
            cre2_free(handle)
            throw .failure("error parsing regexp: \(sentence)")
        }
        self.handle = handle
        groupCount = Int(cre2_group_count(handle))
        let (literal, isWhole) = Pattern.leadingLiteral(text)
        required = .allocate(capacity: literal.count)
        _ = required.initialize(from: literal)
        isLiteral = isWhole
    }

    deinit {
        cre2_free(handle)
        required.deallocate()
    }

    /// The plain ASCII characters that a pattern begins with, and whether it is nothing else. Nothing when there are
    /// alternatives anywhere.
    static func leadingLiteral(_ text: ByteText) -> (bytes: [UInt8], isWhole: Bool) {
        if text.contains(UInt8(ascii: "|")) { return ([], false) }
        var literal: [UInt8] = []
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "{"):
                // The character before may be missing.
                return (literal.dropLast(), false)
            case UInt8(ascii: "\\"):
                guard index + 1 < text.count, escapable.contains(text[index + 1]) else { return (literal, false) }
                index += 1
                literal.append(text[index])
            case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
                UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "^"), UInt8(ascii: "$"), 0x80...:
                return (literal, false)
            default:
                literal.append(text[index])
            }
            index += 1
        }
        return (literal, true)
    }

    private static let escapable = Array(".+*?()[]{}^$-/".utf8)

    /// Go takes `(?<name>…)` since 1.22, this RE2 only the older `(?P<name>…)`.
    private static func spellingOutGroupNames(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 1)
        var index = 0
        while index < text.count {
            let byte = text[index]
            result.append(byte)
            if byte == UInt8(ascii: "\\"), index + 1 < text.count {
                index += 1
                result.append(text[index])
            } else if byte == UInt8(ascii: "?"), index > 0, text[index - 1] == UInt8(ascii: "("),
                index + 2 < text.count, text[index + 1] == UInt8(ascii: "<"), text[index + 2] != UInt8(ascii: "="),
                text[index + 2] != UInt8(ascii: "!")
            {
                result.append(UInt8(ascii: "P"))
            }
            index += 1
        }
        return result
    }

    /// Whether the pattern is found anywhere in `text`.
    func isFound(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        if required.count > 0 && text.offset(of: ByteText(required)) == nil { return false }
        return isLiteral || cre2_match(handle, text.baseAddress, text.count, 0, nil, 0)
    }

    /// The first match at or after `start`: the span of the whole and of each group, nil for groups that took no part.
    func firstMatch(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> [Range<Int>?]? {
        var spans = [cre2_span](repeating: cre2_span(start: -1, end: -1), count: groupCount + 1)
        guard cre2_match(handle, text.baseAddress, text.count, start, &spans, Int32(spans.count)) else { return nil }
        return spans.map { $0.start < 0 ? nil : Int($0.start)..<Int($0.end) }
    }

    /// The name of a group, counted from 1.
    func groupName(_ index: Int) -> String? {
        cre2_group_name(handle, Int32(index)).map { String(cString: $0) }
    }
}

/// Patterns by their text. Bounded: when it is full it starts anew.
struct PatternCache {
    private var slots: [Key: Pattern] = [:]
    private static let capacity = 512

    private struct Key: Hashable {
        let bytes: [UInt8]
    }

    /// Patterns used last, by the address of their text: in a loop over many texts it is nearly always one of these.
    private var recent = [(text: UInt64, pattern: Pattern?)](repeating: (0, nil), count: 32)
    private var hasRecent = false

    /// The compiled form of a string value.
    mutating func pattern(_ text: Value) throws(BuiltinError) -> Pattern {
        let place = Int(truncatingIfNeeded: ((text.bits >> 4) &* 0x9E37_79B9_7F4A_7C15) >> 59)
        if recent[place].text == text.bits, let pattern = recent[place].pattern { return pattern }
        let key = Key(bytes: Array(text.utf8))
        let pattern: Pattern
        if let known = slots[key] {
            pattern = known
        } else {
            pattern = try Pattern(text.utf8)
            if slots.count >= PatternCache.capacity { slots.removeAll() }
            slots[key] = pattern
        }
        recent[place] = (text.bits, pattern)
        hasRecent = true
        return pattern
    }

    /// Forgets the short way by address; needed when the arena that held the text is reset.
    mutating func forgetRecent() {
        guard hasRecent else { return }
        for index in recent.indices { recent[index].text = 0 }
        hasRecent = false
    }
}
