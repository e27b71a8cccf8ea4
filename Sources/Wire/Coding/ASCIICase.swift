/// Whether two texts differ only in the case of ASCII letters.
func equalsIgnoringCase(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for index in a.indices where lowercased(a[index]) != lowercased(b[index]) { return false }
    return true
}

/// Whether two texts differ only in the case of ASCII letters.
func equalsIgnoringCase(_ a: String, _ b: String) -> Bool {
    var (a, b) = (a, b)
    return a.withUTF8 { a in b.withUTF8 { equalsIgnoringCase(a, $0) } }
}

/// A byte, lower-cased when it is an ASCII letter.
@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}

/// A text with its ASCII letters in lower case; everything else stays.
func asciiLowercased(_ text: String) -> String { String(decoding: text.utf8.map(lowercased), as: UTF8.self) }
