import Crypto
import Documents
import ManifestSources

/// Tells the content of an object from every other: 128 bits of SHA-256, so that nobody can make an object that passes
/// for another.
struct ObjectDigest: Sendable, Hashable, Comparable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(hashing bytes: [UInt8]) {
        var words: (UInt64, UInt64) = (0, 0)
        for (index, byte) in SHA256.hash(data: bytes).prefix(16).enumerated() {
            if index < 8 { words.0 = words.0 << 8 | UInt64(byte) } else { words.1 = words.1 << 8 | UInt64(byte) }
        }
        self.init(high: words.0, low: words.1)
    }

    /// - Parameter isLean: whether what changes without anybody changing the object is left out: `status`,
    ///   `metadata.managedFields` and `metadata.resourceVersion`.
    init(_ resource: Resource, isLean: Bool) {
        guard case .whole(let node, let manifest) = resource.body else {
            preconditionFailure("only objects that are there are hashed")
        }
        var writer = Writer(isLean: isLean, line: manifest?.object.position?.line)
        withExtendedLifetime(node.document) { writer.write(node.value, depth: 0, inMetadata: false) }
        self.init(hashing: writer.bytes)
    }

    static func < (left: ObjectDigest, right: ObjectDigest) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// Writes a value so that different ones give different bytes. The places of fields count from the line in which
    /// the object begins, so that an object that only moved is the same.
    private struct Writer {
        let isLean: Bool
        let line: UInt32?
        var bytes: [UInt8] = []

        mutating func number(_ number: Int) {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).littleEndian) { bytes += $0 }
        }

        mutating func write(_ value: Value, depth: Int, inMetadata: Bool) {
            bytes.append(UInt8(value.tag))
            switch value.tag {
            case Value.Tag.string:
                number(value.utf8.count)
                bytes += value.utf8
            case Value.Tag.integer, Value.Tag.number:
                let text = value.numberText
                number(text.utf8.count)
                bytes += text.utf8
            case Value.Tag.array, Value.Tag.set:
                number(value.count)
                for (index, element) in value.elements.enumerated() {
                    place(value.position(ofSlot: index))
                    write(element, depth: depth + 1, inMetadata: false)
                }
            case Value.Tag.object:
                for (index, key) in value.keys.enumerated() {
                    let name = key.isString ? key.string : ""
                    if isLean && depth == 0 && name == "status" { continue }
                    if inMetadata && (name == "managedFields" || name == "resourceVersion") { continue }
                    place(value.position(ofKey: index))
                    place(value.position(ofSlot: index))
                    write(key, depth: depth + 1, inMetadata: false)
                    write(value.values[index], depth: depth + 1, inMetadata: isLean && depth == 0 && name == "metadata")
                }
                // Entries may have been left out, so the end is marked instead of counted.
                bytes.append(0xFF)
            default:
                bytes.append(value.isTrue ? 1 : value.isFalse ? 2 : 3)
            }
        }

        private mutating func place(_ position: SourcePosition?) {
            guard let line, let position else { return }
            number(Int(position.line &- line))
            number(Int(position.column))
        }
    }
}
