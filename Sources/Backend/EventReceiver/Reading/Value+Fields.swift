import Documents

/// Fields of trees by constant names, for the parts of messages of which there are many.
extension Value {
    /// The value under a key; undefined when this is no object or has no such key.
    func field(_ key: StaticString) -> Value {
        guard isObject else { return .undefined }
        return member(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }

    /// The string under a key; empty for anything else.
    func text(_ key: StaticString) -> String { field(key).asString ?? "" }

    /// The elements under a key; none when there is no array.
    func list(_ key: StaticString) -> UnsafeBufferPointer<Value> {
        let value = field(key)
        return value.isArray ? value.elements : UnsafeBufferPointer(start: nil, count: 0)
    }

    /// The integer under a key; 0 for anything else, and never negative.
    func count(_ key: StaticString) -> Int { max(field(key).integer ?? 0, 0) }

    /// The number under a key; nil for anything else.
    func number(_ key: StaticString) -> Double? {
        let value = field(key)
        guard value.isNumber, let number = Double(value.numberText), number.isFinite else { return nil }
        return number
    }

    /// Whether this is a string with these bytes.
    func equals(_ text: StaticString) -> Bool {
        guard isString else { return false }
        let bytes = utf8
        guard bytes.count == text.utf8CodeUnitCount else { return false }
        return bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: bytes.count))
    }
}
