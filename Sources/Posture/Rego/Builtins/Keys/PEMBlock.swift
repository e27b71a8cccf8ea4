/// One block of a PEM file (RFC 1421), found the way Go's `encoding/pem` does.
struct PEMBlock {
    /// What stands after `BEGIN`.
    let type: String
    let bytes: [UInt8]

    /// Takes the first complete block off `text`, together with everything before it. Nil, and `text` left as it was,
    /// when there is none. Linear: text between blocks is looked at once.
    static func next(in text: inout ArraySlice<UInt8>) -> PEMBlock? {
        var rest = text
        var nextEnd: Int?
        while true {
            guard let afterBegin = startOfType(in: rest) else { return nil }
            rest = rest[afterBegin...]
            let typeLine = takeLine(&rest)
            guard typeLine.hasSuffix(dashes) else { continue }
            let type = typeLine.dropLast(dashes.count)

            var hasHeaders = false
            var header = rest
            while true {
                if rest.isEmpty { return nil }
                guard takeLine(&header).contains(UInt8(ascii: ":")) else { break }
                hasHeaders = true
                rest = header
            }

            let bodyEnd: Int
            if !hasHeaders, rest.starts(with: end.dropFirst()) {
                bodyEnd = rest.startIndex - 1
            } else {
                if nextEnd.map({ $0 < rest.startIndex }) ?? true { nextEnd = rest.firstRange(of: end) }
                // Without an end line here there is none for any later block.
                guard let found = nextEnd else { return nil }
                bodyEnd = found
            }
            var trailer = rest[(bodyEnd + end.count)...]
            guard takeLine(&trailer).elementsEqual(type + dashes) else { continue }
            let body = rest[rest.startIndex..<max(bodyEnd, rest.startIndex)]
            guard let bytes = try? Base64Text.decode(body, skippingBlanks: true) else { continue }
            text = trailer
            return PEMBlock(type: String(decoding: type, as: UTF8.self), bytes: bytes)
        }
    }

    /// Whether `text` looks like PEM at first sight, which is how the functions choose between PEM and Base64.
    static func startsLikePEM(_ text: some Collection<UInt8>) -> Bool { text.starts(with: "-----BEGIN".utf8) }

    private static let begin = Array("\n-----BEGIN ".utf8)
    private static let end = Array("\n-----END ".utf8)
    private static let dashes = Array("-----".utf8)

    /// Where the type of the next block starts: after `-----BEGIN ` at the very front or at the start of a line.
    private static func startOfType(in text: ArraySlice<UInt8>) -> Int? {
        if text.starts(with: begin.dropFirst()) { return text.startIndex + begin.count - 1 }
        return text.firstRange(of: begin).map { $0 + begin.count }
    }

    /// Takes a line off `text` and answers it without its end and blanks before that.
    private static func takeLine(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line: ArraySlice<UInt8>
        if let newline = text.firstIndex(of: UInt8(ascii: "\n")) {
            line = text[..<newline]
            text = text[(newline + 1)...]
        } else {
            line = text
            text = text[text.endIndex...]
        }
        while let last = line.last, [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(last) {
            line = line.dropLast()
        }
        return line
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool {
        count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }

    /// Where `pattern`, which begins with a line feed, is first found.
    fileprivate func firstRange(of pattern: [UInt8]) -> Int? {
        var from = startIndex
        while let candidate = self[from...].firstIndex(of: pattern[0]) {
            if self[candidate...].starts(with: pattern) { return candidate }
            from = candidate + 1
        }
        return nil
    }
}
