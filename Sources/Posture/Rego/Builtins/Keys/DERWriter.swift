/// Writes the few structures in DER (X.690) that libraries want keys in.
enum DERWriter {
    /// `RSAPublicKey` (RFC 8017, appendix A.1.1).
    static func rsaPublicKey(_ key: RSAPublicNumbers) -> [UInt8] {
        let exponent = stride(from: 56, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: key.exponent >> UInt64($0))
        }
        return sequence(of: [key.modulus, exponent])
    }

    /// `SEQUENCE` of unsigned integers that are given as big-endian bytes.
    static func sequence(of integers: [[UInt8]]) -> [UInt8] {
        element(DERReader.Tag.sequence, integers.flatMap(unsignedInteger))
    }

    private static func unsignedInteger(_ bytes: [UInt8]) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        if (digits.first ?? 0x80) & 0x80 != 0 { digits.insert(0, at: 0) }
        return element(DERReader.Tag.integer, digits)
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var header = [tag]
        if content.count < 128 {
            header.append(UInt8(content.count))
        } else {
            var length: [UInt8] = []
            var rest = content.count
            while rest > 0 {
                length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
                rest >>= 8
            }
            header.append(0x80 | UInt8(length.count))
            header += length
        }
        return header + content
    }
}
