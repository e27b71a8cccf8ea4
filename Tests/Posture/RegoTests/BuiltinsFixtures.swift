import Documents
import Foundation
import Testing

@testable import Rego

/// The lists of built-ins that these tests call.
let familiesB: [Builtin] =
    BuiltinTable.objects + BuiltinTable.arraysAndSets + BuiltinTable.types + BuiltinTable.encodings
    + BuiltinTable.graphQL + BuiltinTable.schemas

/// One call and what comes of it: a line `name(arguments) => answer` of a file in `Tests/Posture/Fixtures/Builtins`.
///
/// Both sides are written as terms of Rego. An error stands behind an exclamation mark, with `\\n` for a line feed.
/// A line `let NAME = term` shortens last arguments. Unless a file says otherwise, the answers are those that OPA itself gave.
struct BuiltinCase: CustomTestStringConvertible, Sendable {
    let name: String
    let arguments: String
    let answer: String

    var testDescription: String { "\(name)(\(arguments))" }

    /// All cases of a file.
    static func file(_ name: String) -> [BuiltinCase] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        guard let file = fopen("/\(folder)/Fixtures/Builtins/\(name).cases", "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte >= 0 { bytes.append(UInt8(byte)) }
        var names: [(name: String, term: String)] = []
        return bytes.split(separator: 10).filter { $0.first != UInt8(ascii: "#") }.compactMap { line in
            let line = String(decoding: line, as: UTF8.self)
            if line.hasPrefix("let "), let equals = line.range(of: " = ") {
                names.append((String(line.dropFirst(4)[..<equals.lowerBound]), String(line[equals.upperBound...])))
                return nil
            }
            guard let arrow = line.range(of: ") => "), let open = line.firstIndex(of: "(") else { return nil }
            var arguments = String(line[line.index(after: open)..<arrow.lowerBound])
            for (name, term) in names {
                if arguments == name || arguments.hasSuffix(" " + name) {
                    arguments = arguments.dropLast(name.count) + term
                }
            }
            return BuiltinCase(
                name: String(line[..<open]), arguments: arguments,
                answer: String(line[arrow.upperBound...]))
        }
    }
}

/// Calls a built-in with `arguments` and gives its answer as text, or its error after an exclamation mark.
func call(_ name: String, _ arguments: String, resultLimit: Int = 1 << 24) throws -> String {
    let arena = Arena()
    let context = BuiltinContext(
        arena: arena, now: 0, randomBytes: { [UInt8](repeating: 0, count: $0) }, resultLimit: resultLimit)
    var reader = TermReader(text: Array("[\(arguments)]".utf8), arena: arena)
    let list = try reader.read()
    let builtin = try #require(familiesB.first { $0.name == name }, "no built-in \(name)")
    #expect(builtin.arguments.count == list.count, "arity of \(name)")
    do {
        return TermWriter.text(try builtin.body(context, list.elements))
    } catch {
        switch error {
        case .operand(0, let text) where text.hasPrefix("both"): return "!\(text)"
        case .operand(let index, let text): return "!operand \(index) \(text)"
        case .failure(let text): return "!\(text)"
        case .budget: return "!budget"
        }
    }
}

/// The order of what does not match a schema is random in OPA, so it is sorted before it is compared.
private func sortedMismatches(_ text: String) throws -> String {
    let arena = Arena()
    var reader = TermReader(text: Array(text.utf8), arena: arena)
    let answer = try reader.read()
    guard answer.isArray, answer.count == 2, answer.elements[1].isArray else { return text }
    return TermWriter.text(arena.array([answer.elements[0], arena.set(answer.elements[1].elements)]))
}

/// Expects the answer of a case, whose spelling does not matter, or its error as it is.
func check(_ test: BuiltinCase, sourceLocation: SourceLocation = #_sourceLocation) throws {
    var wanted = test.answer
    if wanted.hasPrefix("!") {
        wanted = wanted.replacing("\\\\", with: "\u{0}").replacing("\\n", with: "\n").replacing("\u{0}", with: "\\")
    } else {
        var reader = TermReader(text: Array(test.answer.utf8), arena: Arena())
        wanted = TermWriter.text(try reader.read())
    }
    var result = try call(test.name, test.arguments)
    if test.name == "json.match_schema", !wanted.hasPrefix("!"), !result.hasPrefix("!") {
        wanted = try sortedMismatches(test.answer)
        result = try sortedMismatches(result)
    }
    #expect(result == wanted, "\(test.testDescription)", sourceLocation: sourceLocation)
}

/// Reads the terms that these tests are written in.
struct TermReader {
    struct Mistake: Error { let at: Int }
    let text: [UInt8]
    let arena: Arena
    var index = 0

    init(text: [UInt8], arena: Arena) {
        self.text = text
        self.arena = arena
    }

    mutating func read() throws -> Value {
        skip()
        guard index < text.count else { throw Mistake(at: index) }
        switch text[index] {
        case UInt8(ascii: "["): return arena.array(try list(until: UInt8(ascii: "]")).map(\.key))
        case UInt8(ascii: "{"):
            let entries = try list(until: UInt8(ascii: "}"))
            if let first = entries.first, first.value == nil { return arena.set(entries.map(\.key)) }
            return arena.object(entries.map { (key: $0.key, value: $0.value ?? .undefined) })
        case UInt8(ascii: "\""): return arena.string(try string())
        default:
            let start = index
            let end = text[start...].firstIndex { ",]}: \n".utf8.contains($0) } ?? text.count
            index = end
            switch String(decoding: text[start..<end], as: UTF8.self) {
            case "null": return .null
            case "true": return .true
            case "false": return .false
            case "set()": return arena.set([])
            case let number: return arena.number(text: number)
            }
        }
    }

    private mutating func list(until end: UInt8) throws -> [(key: Value, value: Value?)] {
        var entries: [(key: Value, value: Value?)] = []
        index += 1
        while true {
            skip()
            guard index < text.count else { throw Mistake(at: index) }
            if text[index] == end { break }
            let key = try read()
            skip()
            guard index < text.count else { throw Mistake(at: index) }
            var value: Value?
            if text[index] == UInt8(ascii: ":") {
                index += 1
                value = try read()
            }
            entries.append((key, value))
            skip()
            if index < text.count, text[index] == UInt8(ascii: ",") { index += 1 }
        }
        index += 1
        return entries
    }

    private mutating func string() throws -> [UInt8] {
        var bytes: [UInt8] = []
        index += 1
        while index < text.count, text[index] != UInt8(ascii: "\"") {
            if text[index] == UInt8(ascii: "\\") {
                index += 1
                switch text[index] {
                case UInt8(ascii: "n"): bytes.append(10)
                case UInt8(ascii: "t"): bytes.append(9)
                case UInt8(ascii: "r"): bytes.append(13)
                case UInt8(ascii: "a"): bytes.append(7)
                case UInt8(ascii: "b"): bytes.append(8)
                case UInt8(ascii: "v"): bytes.append(11)
                case UInt8(ascii: "f"): bytes.append(12)
                case UInt8(ascii: "x"): try escape(digits: 2, into: &bytes)
                case UInt8(ascii: "u"): try escape(digits: 4, into: &bytes)
                case UInt8(ascii: "U"): try escape(digits: 8, into: &bytes)
                case let other: bytes.append(other)
                }
            } else {
                bytes.append(text[index])
            }
            index += 1
        }
        index += 1
        return bytes
    }

    private mutating func escape(digits: Int, into bytes: inout [UInt8]) throws {
        let hex = String(decoding: text[(index + 1)...].prefix(digits), as: UTF8.self)
        guard let code = UInt32(hex, radix: 16), let scalar = Unicode.Scalar(code) else { throw Mistake(at: index) }
        if digits == 2 { bytes.append(UInt8(code)) } else { bytes.append(contentsOf: String(Character(scalar)).utf8) }
        index += digits
    }

    private mutating func skip() {
        while index < text.count, " \n".utf8.contains(text[index]) { index += 1 }
    }
}

/// Writes terms so that they can be compared.
enum TermWriter {
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    static func text(_ value: Value) -> String {
        switch value.kind {
        case nil: return "undefined"
        case .null: return "null"
        case .boolean: return value.isTrue ? "true" : "false"
        case .number: return value.numberText
        case .string: return quoted(value.string)
        case .array: return "[" + value.elements.map(text).joined(separator: ", ") + "]"
        case .set where value.count == 0: return "set()"
        case .set: return "{" + value.elements.map(text).joined(separator: ", ") + "}"
        case .object:
            let entries = zip(value.keys, value.values).map { "\(text($0)): \(text($1))" }
            return "{" + entries.joined(separator: ", ") + "}"
        }
    }
}
