import Documents

/// Built-ins that rules call in their innermost loops and that take less time than a call: they are worked out in place
/// when their arguments are of the usual kind, and called like any other when not.
enum QuickCall: UInt8, Sendable {
    case none
    case contains, startswith, endswith, lower, count, isMember, isString, isArray, isObject

    private static let byName: [String: QuickCall] = [
        "contains": .contains, "startswith": .startswith, "endswith": .endswith, "lower": .lower, "count": .count,
        "internal.member_2": .isMember, "is_string": .isString, "is_array": .isArray, "is_object": .isObject,
    ]

    init(_ name: String) { self = QuickCall.byName[name] ?? .none }

    /// The result, or undefined when the function itself has to be called.
    @inline(__always)
    func callAsFunction(_ first: Value, _ second: Value, _ context: BuiltinContext) -> Value {
        switch self {
        case .none: return .undefined
        case .contains:
            guard first.isString, second.isString else { return .undefined }
            return Value(first.utf8.offset(of: second.utf8) != nil)
        case .startswith:
            guard first.isString, second.isString else { return .undefined }
            return Value(first.utf8.begins(with: second.utf8))
        case .endswith:
            guard first.isString, second.isString else { return .undefined }
            return Value(first.utf8.ends(with: second.utf8))
        case .lower:
            return first.isString ? context.lowered.find(first) : .undefined
        case .count:
            return first.isCollection ? Value(smallInteger: first.count) : .undefined
        case .isMember:
            return QuickCall.member(first, of: second)
        case .isString: return Value(first.isString)
        case .isArray: return Value(first.isArray)
        case .isObject: return Value(first.isObject)
        }
    }

    private static func member(_ value: Value, of collection: Value) -> Value {
        if collection.isSet { return Value(collection.objectIndex(of: value) >= 0) }
        guard collection.isArray else { return .undefined }
        for element in collection.elements where Value.equal(element, value) { return .true }
        return .false
    }
}
