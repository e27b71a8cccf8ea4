import Documents
import Testing

@testable import Rego

/// Calls bodies of built-ins directly, without an engine around them.
struct BuiltinCaller {
    let arena = Arena()
    let context: BuiltinContext
    let builtins: [String: Builtin]

    init(_ builtins: [Builtin], now: Int64 = 1_700_000_000_000_000_000) {
        self.builtins = Dictionary(uniqueKeysWithValues: builtins.map { ($0.name, $0) })
        context = BuiltinContext(
            arena: arena, now: now, randomBytes: { count in [UInt8](repeating: 0xA5, count: count) })
    }

    func call(_ name: String, _ arguments: Value...) throws -> Value {
        let builtin = try #require(builtins[name])
        return try arguments.withUnsafeBufferPointer { buffer throws(BuiltinError) in
            try builtin.body(context, buffer)
        }
    }

    func text(_ text: String) -> Value { arena.string(text) }

    /// The words of the error that a call ends with, or nil when it has an answer.
    func error(_ name: String, _ arguments: Value...) -> String? {
        guard let builtin = builtins[name] else { return "no such function" }
        do {
            _ = try arguments.withUnsafeBufferPointer { buffer throws(BuiltinError) in
                try builtin.body(context, buffer)
            }
            return nil
        } catch {
            switch error {
            case .operand(let index, let words): return "operand \(index) \(words)"
            case .failure(let words), .budget(let words): return words
            }
        }
    }
}

extension BuiltinCaller {
    /// A value from its JSON text.
    func json(_ text: String) throws -> Value {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { buffer in
            try JSONParser.parse(buffer, name: "test", into: arena, copyingStrings: true)
        }
    }

    /// The answer of a function as JSON text.
    func answer(_ name: String, _ arguments: [Value]) throws -> String {
        let builtin = try #require(builtins[name])
        let result = try arguments.withUnsafeBufferPointer { buffer throws(BuiltinError) in
            try builtin.body(context, buffer)
        }
        return result.isUndefined ? "undefined" : JSONWriter.compact.string(result)
    }
}
