/// A URL split as Go's `net/url` does.
struct GoURL {
    /// In lower case; empty when there is none.
    let scheme: [UInt8]
    /// What follows the scheme of `mailto:x` and its like, which have neither host nor path.
    let opaque: [UInt8]
    /// Whether a user, and perhaps a password, stand before the host.
    let hasUser: Bool
    /// With the port.
    let host: [UInt8]
    /// The path as it is written.
    let writtenPath: [UInt8]
    /// Whether a path follows the scheme without `//`.
    let omitsHost: Bool
    /// Whether the text ends with its only question mark.
    let forcesQuery: Bool
    /// What follows the first question mark, as it is.
    let query: [UInt8]
    /// What follows the first `#`, as it is.
    let fragment: [UInt8]

    /// - Throws: the sentence of `url.Parse`.
    init(_ text: [UInt8]) throws(BuiltinError) {
        func failure(_ reason: String) -> BuiltinError {
            .failure("parse \"\(String(decoding: text, as: UTF8.self))\": \(reason)")
        }
        guard !text.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw failure("net/url: invalid control character in URL")
        }
        var rest = text[...]
        if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
            fragment = Array(rest[(mark + 1)...])
            rest = rest[..<mark]
        } else {
            fragment = []
        }
        guard rest.first != UInt8(ascii: ":") else { throw failure("missing protocol scheme") }
        scheme = GoURL.takeScheme(&rest)
        let mark = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        query = Array(rest[mark...].dropFirst())
        forcesQuery = query.isEmpty && mark < rest.endIndex
        rest = rest[..<mark]

        if rest.first != UInt8(ascii: "/"), !scheme.isEmpty {
            opaque = Array(rest)
            (hasUser, host, writtenPath, omitsHost) = (false, [], [], false)
            return
        }
        opaque = []
        if rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) {
            throw failure("first path segment in URL cannot contain colon")
        }
        if rest.starts(with: "//".utf8), !scheme.isEmpty || !rest.starts(with: "///".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            rest = rest[authority.endIndex...]
            let at = authority.lastIndex(of: UInt8(ascii: "@"))
            hasUser = at != nil
            host = Array(authority[(at.map { $0 + 1 } ?? authority.startIndex)...])
            if let trouble = GoURL.trouble(inHost: host) { throw failure(trouble) }
            omitsHost = false
        } else {
            hasUser = false
            host = []
            omitsHost = !scheme.isEmpty && !rest.isEmpty
        }
        if let escape = GoURL.brokenEscape(rest) { throw failure("invalid URL escape \"\(escape)\"") }
        writtenPath = Array(rest)
    }

    /// The path without its escapes.
    var path: [UInt8] {
        var decoded: [UInt8] = []
        var rest = writtenPath[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"),
                let escaped = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                decoded.append(escaped)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }

    /// The path as it was written when every byte may stand in one, else with the default escapes.
    var escapedPath: [UInt8] {
        let mayStand = writtenPath.allSatisfy { GoURL.isPlain($0) || "!'()*[]%".utf8.contains($0) }
        return mayStand ? writtenPath : defaultPath
    }

    /// The path with the escapes that Go makes of itself.
    var defaultPath: [UInt8] {
        path.flatMap { byte in
            GoURL.isPlain(byte) ? [byte] : [UInt8(ascii: "%")] + Hashes.hexadecimal([byte]).map(ASCII.uppercased)
        }
    }

    /// Bytes that Go leaves as they are in a path.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || "0123456789-_.~$&+,/:;=@".utf8.contains(byte)
    }

    /// Takes `https:` off the front; empty when there is no scheme.
    private static func takeScheme(_ text: inout ArraySlice<UInt8>) -> [UInt8] {
        for (index, byte) in zip(text.indices, text) {
            if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) { continue }
            if index > text.startIndex, "0123456789+-.".utf8.contains(byte) { continue }
            guard byte == UInt8(ascii: ":"), index > text.startIndex else { return [] }
            defer { text = text[(index + 1)...] }
            return text[..<index].map(ASCII.lowercased)
        }
        return []
    }

    private static func trouble(inHost host: [UInt8]) -> String? {
        if let invalid = host.first(where: { " \"<>\\^`{|}".utf8.contains($0) }) {
            return "invalid character \"\(Character(Unicode.Scalar(invalid)))\" in host name"
        }
        guard host.last != UInt8(ascii: "]"), let colon = host.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        if host[(colon + 1)...].allSatisfy(digits.contains) { return nil }
        return "invalid port \"\(String(decoding: host[colon...], as: UTF8.self))\" after host"
    }

    /// The first `%` that two hexadecimal digits do not follow, with what does.
    private static func brokenEscape(_ text: ArraySlice<UInt8>) -> String? {
        for (index, byte) in zip(text.indices, text) where byte == UInt8(ascii: "%") {
            let escape = text[index...].prefix(3)
            let isDigit = { (byte: UInt8) in "0123456789abcdefABCDEF".utf8.contains(byte) }
            guard escape.count == 3, escape.dropFirst().allSatisfy(isDigit) else {
                return String(decoding: escape, as: UTF8.self)
            }
        }
        return nil
    }
}
