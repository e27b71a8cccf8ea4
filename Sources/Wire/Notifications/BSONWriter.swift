public import Documents

/// Writes trees as BSON. Keys go in the order of the tree, integers take 32 bits where they fit, then 64.
public struct BSONWriter {
    private var bytes: [UInt8] = []

    /// The BSON of an object of at most 1,000 levels, which is what readers of `Documents` let through.
    ///
    /// Throws when `node` is no object, a key holds a zero byte, or a number has more than 64 bits and no near double.
    public static func bytes(_ node: Node) throws(WireError) -> [UInt8] {
        guard node.value.isObject else {
            throw .wrongType(path: "The BSON document", expected: "an object", found: node.kindName)
        }
        var writer = BSONWriter()
        defer { withExtendedLifetime(node.document) {} }
        try writer.document(node.value)
        return writer.bytes
    }

    private mutating func document(_ value: Value) throws(WireError) {
        let start = bytes.count
        append(Int32(0))
        if value.isObject {
            for index in 0..<value.count {
                try element(value.keys[index].isString ? value.keys[index].string : "", value.values[index])
            }
        } else {
            for (index, element) in value.elements.enumerated() { try self.element("\(index)", element) }
        }
        bytes.append(0)
        let length = Int32(truncatingIfNeeded: bytes.count - start)
        withUnsafeBytes(of: length.littleEndian) { bytes.replaceSubrange(start..<start + 4, with: $0) }
    }

    private mutating func element(_ key: String, _ value: Value) throws(WireError) {
        guard !key.utf8.contains(0) else {
            throw .invalid(path: "A key", value: key, what: "BSON keys cannot hold a zero byte")
        }
        let place = bytes.count
        bytes.append(0)
        bytes.append(contentsOf: key.utf8)
        bytes.append(0)
        bytes[place] = try content(value)
    }

    /// Appends a value and says its type.
    private mutating func content(_ value: Value) throws(WireError) -> UInt8 {
        switch value.tag {
        case Value.Tag.string:
            append(Int32(truncatingIfNeeded: value.utf8.count + 1))
            bytes.append(contentsOf: value.utf8)
            bytes.append(0)
            return 0x02
        case Value.Tag.integer, Value.Tag.number:
            if let integer = value.integer {
                if let small = Int32(exactly: integer) {
                    append(small)
                    return 0x10
                }
                append(Int64(integer))
                return 0x12
            }
            guard let double = Double(value.numberText), double.isFinite else {
                throw .invalid(path: "A number", value: value.numberText, what: "it is too large for BSON")
            }
            append(double.bitPattern)
            return 0x01
        case Value.Tag.object:
            try document(value)
            return 0x03
        case Value.Tag.array, Value.Tag.set:
            try document(value)
            return 0x04
        default:
            guard value.isBoolean else { return 0x0A }
            bytes.append(value.isTrue ? 1 : 0)
            return 0x08
        }
    }

    private mutating func append(_ integer: some FixedWidthInteger) {
        withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
