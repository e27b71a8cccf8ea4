import Documents

/// Makes objects the way Go's `encoding/json` writes structures: bytes as Base64, empty lists as null.
struct ObjectBuilder {
    private let arena: Arena
    private var entries: [(key: Value, value: Value)] = []

    init(_ arena: Arena) { self.arena = arena }

    /// The object of everything that was set.
    var value: Value { arena.object(entries) }

    mutating func set(_ name: String, _ value: Value) { entries.append((arena.string(name), value)) }

    mutating func set(_ name: String, number: Int) { set(name, arena.number(number)) }

    mutating func set(_ name: String, flag: Bool) { set(name, Value(flag)) }

    mutating func set(_ name: String, text: String) { set(name, arena.string(text)) }

    /// A text that must be UTF-8 or is repaired.
    mutating func set(_ name: String, text: some Collection<UInt8>) {
        set(name, ObjectBuilder.text(text, arena))
    }

    /// Bytes as Base64; nil is null.
    mutating func set(_ name: String, bytes: (some Collection<UInt8>)?) {
        set(name, bytes.map { arena.string(Base64Text.encode($0)) } ?? .null)
    }

    /// A whole number given as big-endian bytes.
    mutating func set(_ name: String, integer: some Collection<UInt8>) throws(BuiltinError) {
        set(name, try ObjectBuilder.integer(integer, arena))
    }

    /// Values; none are null.
    mutating func set(_ name: String, list: [Value]) { set(name, list.isEmpty ? .null : arena.array(list)) }

    /// Texts; none are null.
    mutating func set(_ name: String, texts: [some Collection<UInt8>]) {
        set(name, list: texts.map { ObjectBuilder.text($0, arena) })
    }

    /// A number given as big-endian bytes.
    static func integer(_ bytes: some Collection<UInt8>, _ arena: Arena) throws(BuiltinError) -> Value {
        guard let digits = UnsignedBytes.decimal(bytes) else { throw .failure("x509: number too large") }
        return arena.number(text: digits)
    }

    private static func text(_ bytes: some Collection<UInt8>, _ arena: Arena) -> Value {
        DERString.isUTF8(bytes)
            ? arena.string(Array(bytes)) : arena.string(String(decoding: bytes, as: UTF8.self))
    }
}

extension DERObjectIdentifier {
    /// The arcs as an array of numbers.
    func value(_ arena: Arena) -> Value { arena.array(arcs.map { arena.number($0) }) }
}
