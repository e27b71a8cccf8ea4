import CZlib
import Foundation

/// Objects and details as they lie in the database: deflated at the fastest level, after their length as a varint.
enum Deflate {
    /// What one value may be when it is unpacked: twice the largest body that receivers admit.
    static let limit = 64 << 20

    /// `bytes`, packed.
    static func pack(_ bytes: UnsafeBufferPointer<UInt8>) -> Data {
        var header: [UInt8] = []
        Varint.append(UInt64(bytes.count), to: &header)
        let bound = Int(compressBound(uLong(bytes.count)))
        var packed = Data(count: header.count + bound)
        let used = packed.withUnsafeMutableBytes { output -> Int in
            output.copyBytes(from: header)
            var length = uLong(bound)
            let target = output.baseAddress.unsafelyUnwrapped.advanced(by: header.count)
                .assumingMemoryBound(to: UInt8.self)
            // An empty buffer has no address; zlib wants one.
            let status = withUnsafePointer(to: 0 as UInt8) { none in
                compress2(target, &length, bytes.baseAddress ?? none, uLong(bytes.count), 1)
            }
            precondition(status == Z_OK, "deflate failed with \(status)")
            return header.count + Int(length)
        }
        packed.count = used
        return packed
    }

    static func pack(_ bytes: [UInt8]) -> Data { bytes.withUnsafeBufferPointer(pack) }

    /// The bytes that were packed. Throws ``StoreError/damaged(path:reason:)`` for anything else.
    static func unpack(_ packed: Data) throws(StoreError) -> [UInt8] {
        let damaged = StoreError.damaged(path: ReportStore.fileName, reason: "a packed value does not unpack")
        var place = 0
        let input = [UInt8](packed)
        guard let count = Varint.read(input, &place), count <= UInt64(limit) else { throw damaged }
        if count == 0 { return [] }
        var status = Z_OK
        let output = [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, used in
            var length = uLong(count)
            status = input.withUnsafeBufferPointer { bytes in
                uncompress(
                    buffer.baseAddress, &length, bytes.baseAddress.unsafelyUnwrapped + place,
                    uLong(input.count - place))
            }
            used = status == Z_OK ? Int(length) : 0
        }
        guard status == Z_OK, output.count == Int(count) else { throw damaged }
        return output
    }
}

/// Unsigned integers in seven-bit groups, lowest first.
enum Varint {
    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    /// The integer at `place`, which moves past it; nil when the bytes end too early or say more than 64 bits.
    static func read(_ bytes: [UInt8], _ place: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count, shift < 64 {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
