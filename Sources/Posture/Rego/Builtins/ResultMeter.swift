import Documents

/// Watches how much one call of a built-in puts into the arena.
///
/// Values may share parts, so that a small one can be astronomically large when it is written out or walked.
struct ResultMeter {
    private let arena: Arena
    private let start: Int
    private let limit: Int

    init(_ context: BuiltinContext) {
        arena = context.arena
        start = context.arena.byteCount
        limit = context.resultLimit
    }

    /// - Throws: ``BuiltinError/budget(_:)`` once the call has made more than it may, or would with `more` bytes.
    func check(adding more: Int = 0) throws(BuiltinError) {
        if more > limit || arena.byteCount - start > limit - more {
            throw .budget("result larger than \(limit) bytes")
        }
    }
}

/// How deep recursive built-ins follow a value.
enum Nesting {
    /// Far beyond any real document, and well within the stack of a thread.
    static let limit = 1_000

    /// - Throws: ``BuiltinError/budget(_:)`` below the limit.
    static func check(_ depth: Int) throws(BuiltinError) {
        if depth > limit { throw .budget("value nested deeper than \(limit) levels") }
    }
}

/// A value as the key of a Swift dictionary: equal by the rules of Rego, so that `1` and `1.0` are one key.
struct ValueKey: Hashable {
    let value: Value

    init(_ value: Value) { self.value = value }

    static func == (left: ValueKey, right: ValueKey) -> Bool { Value.equal(left.value, right.value) }

    func hash(into hasher: inout Hasher) { hasher.combine(value.hash) }
}

extension UnsafeBufferPointer<Value> {
    /// Argument `index` (from 0) when its kind is one of `kinds`.
    func oneOf(_ kinds: [ValueKind], _ index: Int) throws(BuiltinError) -> Value {
        let value = self[index]
        if let kind = value.kind, kinds.contains(kind) { return value }
        let names = kinds.map(\.name).joined(separator: ", ")
        throw .operand(index + 1, "must be one of {\(names)} but got \(value.typeName)")
    }
}
