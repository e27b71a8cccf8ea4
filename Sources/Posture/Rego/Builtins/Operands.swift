import BigInt
import Documents

extension BuiltinError {
    /// An argument whose kind is none of `expected`; `position` counts from 1.
    static func type(_ position: Int, _ got: Value, _ expected: String...) -> BuiltinError {
        let wanted = expected.count == 1 ? expected[0] : "one of {\(expected.joined(separator: ", "))}"
        return .operand(position, "must be \(wanted) but got \(got.typeName)")
    }

    /// A collection with an element whose kind is not `expected`; `position` counts from 1.
    static func element(_ position: Int, of collection: Value, _ got: Value, _ expected: String) -> BuiltinError {
        let kind = collection.typeName
        return .operand(position, "must be \(kind) of \(expected)(s) but got \(kind) containing \(got.typeName)")
    }

    /// The one sentence for every result that would not fit into ``BuiltinContext/resultLimit``.
    static let resultTooLarge = BuiltinError.budget("the result is larger than the limit")
}

extension UnsafeBufferPointer<Value> {
    /// Argument `index` (from 0) as an integer of any size.
    func bigInteger(_ index: Int) throws(BuiltinError) -> BigInt {
        guard self[index].isNumber else { throw .type(index + 1, self[index], "integer") }
        guard let integer = try ExactNumber(self[index]).integer else {
            throw .operand(index + 1, "must be integer number but got floating-point number")
        }
        return integer
    }

    /// Argument `index` (from 0) as an array or set, whose elements come back in order.
    func arrayOrSet(_ index: Int) throws(BuiltinError) -> UnsafeBufferPointer<Value> {
        guard self[index].isArray || self[index].isSet else { throw .type(index + 1, self[index], "set", "array") }
        return self[index].elements
    }

    /// Argument `index` (from 0) as one string or an array or set of them.
    func stringOrStrings(_ index: Int) throws(BuiltinError) -> [Value] {
        let value = self[index]
        if value.isString { return [value] }
        guard value.isArray || value.isSet else { throw .type(index + 1, value, "string", "set", "array") }
        for element in value.elements where !element.isString {
            throw .element(index + 1, of: value, element, "string")
        }
        return Array(value.elements)
    }
}

extension BuiltinContext {
    /// The string in `bytes`, unless it is larger than this evaluation allows.
    func string(_ bytes: [UInt8]) throws(BuiltinError) -> Value {
        guard bytes.count <= resultLimit else { throw .resultTooLarge }
        return arena.string(bytes)
    }

    /// Refuses a result of `count` elements before anything is allocated for it.
    func checkCount(_ count: Int) throws(BuiltinError) {
        guard count <= resultLimit / MemoryLayout<Value>.stride else { throw .resultTooLarge }
    }
}
