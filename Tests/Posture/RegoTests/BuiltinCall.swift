import Documents

@testable import Rego

/// Calls built-ins with arguments written as terms of the language and gives back the answer as such a term.
enum BuiltinCall {
    static let table: [String: Builtin] = Dictionary(
        uniqueKeysWithValues: [
            BuiltinTable.arithmetic, BuiltinTable.comparison, BuiltinTable.aggregates, BuiltinTable.bits,
            BuiltinTable.numbers, BuiltinTable.strings, BuiltinTable.trimming, BuiltinTable.regex, BuiltinTable.semver,
            BuiltinTable.glob, BuiltinTable.units, BuiltinTable.time, BuiltinTable.networks, BuiltinTable.templates,
        ].joined().map { ($0.name, $0) })

    /// The answer, `undefined`, or `type error: …`, `error: …`, `budget: …`.
    /// - Parameter arguments: terms with commas between them.
    static func answer(_ name: String, _ arguments: String, in context: BuiltinContext? = nil) -> String {
        let context = context ?? BuiltinCall.context()
        guard let builtin = table[name] else { return "no built-in \(name)" }
        var reader = PlainTermReader("[\(arguments)]", arena: context.arena)
        let values = reader.value()
        do {
            let result = try builtin.body(context, values.elements)
            var output: [UInt8] = []
            result.appendTerm(to: &output)
            return String(decoding: output, as: UTF8.self)
        } catch .operand(let position, let text) {
            return "type error: operand \(position) \(text)"
        } catch .failure(let text) {
            return "error: \(text)"
        } catch {
            guard case .budget(let text) = error else { return "unexpected: \(error)" }
            return "budget: \(text)"
        }
    }

    static func context(now: Int64 = 1_700_000_000_123_456_789, resultLimit: Int = 1 << 20) -> BuiltinContext {
        BuiltinContext(
            arena: Arena(), now: now, randomBytes: { [UInt8](repeating: 7, count: $0) }, resultLimit: resultLimit)
    }
}

/// Reads one term: JSON, sets, `set()`. For well-formed text only.
struct PlainTermReader {
    private let text: [UInt8]
    private var index = 0
    private let arena: Arena

    init(_ text: String, arena: Arena) {
        self.text = Array(text.utf8)
        self.arena = arena
    }

    mutating func value() -> Value {
        skipSpace()
        switch text[index] {
        case UInt8(ascii: "\""): return arena.string(string())
        case UInt8(ascii: "`"):
            let end = text[(index + 1)...].firstIndex(of: UInt8(ascii: "`"))!
            defer { index = end + 1 }
            return arena.string(text[(index + 1)..<end])
        case UInt8(ascii: "["):
            index += 1
            return arena.array(elements(until: UInt8(ascii: "]")).map(\.key))
        case UInt8(ascii: "{"):
            index += 1
            let entries = elements(until: UInt8(ascii: "}"))
            return entries.first?.value.isDefined == false ? arena.set(entries.map(\.key)) : arena.object(entries)
        default: return word()
        }
    }

    private mutating func word() -> Value {
        let start = index
        while index < text.count, !", ]}:\n".utf8.contains(text[index]) { index += 1 }
        switch String(decoding: text[start..<index], as: UTF8.self) {
        case "null": return .null
        case "true": return .true
        case "false": return .false
        case "set()": return arena.set([])
        case let number: return arena.number(text: number)
        }
    }

    private mutating func elements(until close: UInt8) -> [(key: Value, value: Value)] {
        var result: [(key: Value, value: Value)] = []
        while true {
            skipSpace()
            if text[index] == close { break }
            if text[index] == UInt8(ascii: ",") {
                index += 1
                continue
            }
            let key = value()
            skipSpace()
            if text[index] == UInt8(ascii: ":") {
                index += 1
                result.append((key, value()))
            } else {
                result.append((key, .undefined))
            }
        }
        index += 1
        return result
    }

    private mutating func string() -> String {
        var result: [UInt8] = []
        index += 1
        while text[index] != UInt8(ascii: "\"") {
            if text[index] == UInt8(ascii: "\\") {
                index += 1
                switch text[index] {
                case UInt8(ascii: "n"): result.append(10)
                case UInt8(ascii: "t"): result.append(9)
                case UInt8(ascii: "u"):
                    let code = UInt32(String(decoding: text[(index + 1)...(index + 4)], as: UTF8.self), radix: 16)!
                    result.append(codePoint: Unicode.Scalar(code)!)
                    index += 4
                default: result.append(text[index])
                }
            } else {
                result.append(text[index])
            }
            index += 1
        }
        index += 1
        return String(decoding: result, as: UTF8.self)
    }

    private mutating func skipSpace() {
        while text[index] == UInt8(ascii: " ") || text[index] == UInt8(ascii: "\n") { index += 1 }
    }
}
