/// Finds out what is wrong with a JSON text, in the words of Go's `encoding/json`, which policies and their tests see.
///
/// One pass without recursion. ``Documents/JSONParser`` makes the values and has words of its own, for people.
struct JSONSyntax {
    /// How the end of a text that is cut off is called.
    enum Ending: Sendable {
        /// As `json.Unmarshal` and `json.Valid` do.
        case whole
        /// As a `json.Decoder` does.
        case stream
    }

    /// Containers inside containers, as in Go.
    private static let depthLimit = 10_000

    private let text: UnsafeBufferPointer<UInt8>
    private let ending: Ending
    private var index = 0
    /// Whether the containers that are open are objects.
    private var open: [Bool] = []

    private struct Trouble: Error {
        let message: String
    }

    /// The sentence about the first error, or nil for text that is valid.
    static func error(in text: UnsafeBufferPointer<UInt8>, _ ending: Ending = .whole) -> String? {
        var syntax = JSONSyntax(text: text, ending: ending)
        do {
            try syntax.check()
            return nil
        } catch {
            return error.message
        }
    }

    private init(text: UnsafeBufferPointer<UInt8>, ending: Ending) {
        self.text = text
        self.ending = ending
    }

    private mutating func check() throws(Trouble) {
        skipBlanks()
        if index == text.count, ending == .stream { throw Trouble(message: "EOF") }
        try beginValue()
        while let isObject = open.last {
            // A value has just ended inside a container, or the container has just been opened.
            skipBlanks()
            let byte = try current()
            if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                index += 1
                open.removeLast()
            } else if byte == UInt8(ascii: ",") {
                index += 1
                skipBlanks()
                if isObject { try key() }
                try beginValue()
            } else {
                throw invalid(isObject ? "after object key:value pair" : "after array element")
            }
        }
        skipBlanks()
        if index < text.count { throw invalid("after top-level value") }
    }

    /// Reads scalars whole and containers up to their first value; an empty container is left for its end.
    private mutating func beginValue() throws(Trouble) {
        while true {
            skipBlanks()
            let byte = try current()
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                index += 1
                let isObject = byte == UInt8(ascii: "{")
                open.append(isObject)
                guard open.count <= JSONSyntax.depthLimit else { throw Trouble(message: "exceeded max depth") }
                skipBlanks()
                if try current() == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { return }
                if isObject { try key() }
            case UInt8(ascii: "\""): return try string()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
            case UInt8(ascii: "t"): return try word("true")
            case UInt8(ascii: "f"): return try word("false")
            case UInt8(ascii: "n"): return try word("null")
            default: throw invalid("looking for beginning of value")
            }
        }
    }

    private mutating func key() throws(Trouble) {
        guard try current() == UInt8(ascii: "\"") else { throw invalid("looking for beginning of object key string") }
        try string()
        skipBlanks()
        guard try current() == UInt8(ascii: ":") else { throw invalid("after object key") }
        index += 1
    }

    private mutating func string() throws(Trouble) {
        index += 1
        while true {
            switch try current() {
            case UInt8(ascii: "\""):
                index += 1
                return
            case UInt8(ascii: "\\"):
                index += 1
                try escape()
            case 0..<0x20:
                throw invalid("in string literal")
            default:
                index += 1
            }
        }
    }

    private mutating func escape() throws(Trouble) {
        let byte = try current()
        if byte == UInt8(ascii: "u") {
            index += 1
            for _ in 0..<4 {
                guard try isHexadecimal(current()) else { throw invalid("in \\u hexadecimal character escape") }
                index += 1
            }
        } else if "\"\\/bfnrt".utf8.contains(byte) {
            index += 1
        } else {
            throw invalid("in string escape code")
        }
    }

    private mutating func number() throws(Trouble) {
        if try current() == UInt8(ascii: "-") { index += 1 }
        if try current() == UInt8(ascii: "0") { index += 1 } else { try digits("in numeric literal") }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            try digits("after decimal point in numeric literal")
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            let sign = try current()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
            try digits("in exponent of numeric literal")
        }
    }

    private mutating func digits(_ place: String) throws(Trouble) {
        guard try isDigit(current()) else { throw invalid(place) }
        while index < text.count, isDigit(text[index]) { index += 1 }
    }

    private mutating func word(_ word: String) throws(Trouble) {
        for letter in word.utf8 {
            guard try current() == letter else {
                throw invalid("in literal \(word) (expecting '\(Character(Unicode.Scalar(letter)))')")
            }
            index += 1
        }
    }

    private mutating func skipBlanks() {
        while index < text.count, text[index] == 0x20 || (0x09...0x0A).contains(text[index]) || text[index] == 0x0D {
            index += 1
        }
    }

    private func current() throws(Trouble) -> UInt8 {
        if index < text.count { return text[index] }
        throw Trouble(message: ending == .whole ? "unexpected end of JSON input" : "unexpected EOF")
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    private func invalid(_ place: String) -> Trouble {
        Trouble(message: "invalid character \(JSONSyntax.quoted(text[index])) \(place)")
    }

    /// One byte in the quotes of Go, where bytes of longer characters appear as Latin-1.
    private static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "'"): return "'\\''"
        case UInt8(ascii: "\""): return "'\"'"
        case UInt8(ascii: "\\"): return "'\\\\'"
        case 0x07: return "'\\a'"
        case 0x08: return "'\\b'"
        case 0x09: return "'\\t'"
        case 0x0A: return "'\\n'"
        case 0x0B: return "'\\v'"
        case 0x0C: return "'\\f'"
        case 0x0D: return "'\\r'"
        case 0x00..<0x20, 0x7F: return "'\\x" + String(decoding: Hashes.hexadecimal([byte]), as: UTF8.self) + "'"
        case 0x80..<0xA1, 0xAD: return "'\\u00" + String(decoding: Hashes.hexadecimal([byte]), as: UTF8.self) + "'"
        default: return "'\(Character(Unicode.Scalar(byte)))'"
        }
    }
}
