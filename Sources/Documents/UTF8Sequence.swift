/// Single characters of UTF-8.
enum UTF8Sequence {
    /// The length of the well-formed sequence (Unicode, table 3-7) of two to four bytes at `bytes`, or 0.
    static func length(at bytes: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) -> Int {
        let first = bytes[0]
        let available = end - bytes
        if first < 0xC2 || first > 0xF4 { return 0 }
        if first < 0xE0 {
            return available >= 2 && isContinuation(bytes[1]) ? 2 : 0
        }
        guard available >= 3 else { return 0 }
        let second = bytes[1]
        if first < 0xF0 {
            let lowest: UInt8 = first == 0xE0 ? 0xA0 : 0x80
            let highest: UInt8 = first == 0xED ? 0x9F : 0xBF
            return second >= lowest && second <= highest && isContinuation(bytes[2]) ? 3 : 0
        }
        let lowest: UInt8 = first == 0xF0 ? 0x90 : 0x80
        let highest: UInt8 = first == 0xF4 ? 0x8F : 0xBF
        guard available >= 4, second >= lowest, second <= highest else { return 0 }
        return isContinuation(bytes[2]) && isContinuation(bytes[3]) ? 4 : 0
    }

    @inline(__always)
    static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    /// Appends the bytes of a scalar.
    static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
    }

    /// Whether all of `bytes` is well-formed.
    static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard var next = bytes.baseAddress else { return true }
        let end = next + bytes.count
        while next < end {
            if next.pointee < 0x80 {
                next += 1
                continue
            }
            let length = length(at: next, before: end)
            if length == 0 { return false }
            next += length
        }
        return true
    }
}
