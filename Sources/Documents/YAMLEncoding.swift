/// The encodings of YAML besides UTF-8.
enum YAMLEncoding {
    /// The text in UTF-8 when `bytes` begin with a byte order mark of UTF-16; nil otherwise. Unpaired surrogates become
    /// U+FFFD.
    static func utf8(fromUTF16 bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard bytes.count >= 2 else { return nil }
        let littleEndian = bytes[0] == 0xFF && bytes[1] == 0xFE
        guard littleEndian || (bytes[0] == 0xFE && bytes[1] == 0xFF) else { return nil }
        let units = (1..<bytes.count / 2).lazy.map { index in
            let first = UInt16(bytes[index * 2])
            let second = UInt16(bytes[index * 2 + 1])
            return littleEndian ? first | second << 8 : first << 8 | second
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
