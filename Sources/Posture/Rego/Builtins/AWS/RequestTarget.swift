/// The parts of a URL that are signed, split as Go's `net/url` does.
struct RequestTarget {
    /// With the port, without user and password.
    let host: [UInt8]
    /// The path with its escapes.
    let path: [UInt8]
    /// What follows the first question mark, as it is.
    let query: [UInt8]

    /// - Throws: the sentence of `url.Parse`.
    init(_ text: [UInt8]) throws(BuiltinError) {
        func failure(_ reason: String) -> BuiltinError {
            .failure("parse \"\(String(decoding: text, as: UTF8.self))\": \(reason)")
        }
        guard !text.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw failure("net/url: invalid control character in URL")
        }
        var rest = text[...]
        if let fragment = rest.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<fragment] }
        guard rest.first != UInt8(ascii: ":") else { throw failure("missing protocol scheme") }
        let scheme = RequestTarget.takeScheme(&rest)
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = Array(rest[(mark + 1)...])
            rest = rest[..<mark]
        } else {
            query = []
        }
        if rest.first != UInt8(ascii: "/") {
            if scheme {
                // `mailto:x` and its like have neither host nor path.
                (host, path) = ([], [])
                return
            }
            guard !rest.prefix(while: { $0 != UInt8(ascii: "/") }).contains(UInt8(ascii: ":")) else {
                throw failure("first path segment in URL cannot contain colon")
            }
        }
        if rest.starts(with: "//".utf8), scheme || !rest.starts(with: "///".utf8) {
            let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
            rest = rest[authority.endIndex...]
            let afterUser = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority.startIndex
            host = Array(authority[afterUser...])
            if let invalid = host.first(where: { " \"<>\\^`{|}".utf8.contains($0) }) {
                throw failure("invalid character \"\(Character(Unicode.Scalar(invalid)))\" in host name")
            }
            if host.last != UInt8(ascii: "]"), let colon = host.lastIndex(of: UInt8(ascii: ":")),
                !host[(colon + 1)...].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
            {
                let port = String(decoding: host[colon...], as: UTF8.self)
                throw failure("invalid port \"\(port)\" after host")
            }
        } else {
            host = []
        }
        if let escape = RequestTarget.brokenEscape(rest) { throw failure("invalid URL escape \"\(escape)\"") }
        path = RequestTarget.escaped(rest)
    }

    /// Takes `https:` off the front; false when there is no scheme.
    private static func takeScheme(_ text: inout ArraySlice<UInt8>) -> Bool {
        for (index, byte) in zip(text.indices, text) {
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            if isLetter { continue }
            if index > text.startIndex, "0123456789+-.".utf8.contains(byte) { continue }
            guard byte == UInt8(ascii: ":"), index > text.startIndex else { return false }
            text = text[(index + 1)...]
            return true
        }
        return false
    }

    /// The first `%` that two hexadecimal digits do not follow, with what does.
    private static func brokenEscape(_ text: ArraySlice<UInt8>) -> String? {
        for (index, byte) in zip(text.indices, text) where byte == UInt8(ascii: "%") {
            let escape = text[index...].prefix(3)
            guard escape.count == 3, escape.dropFirst().allSatisfy(isHexadecimal) else {
                return String(decoding: escape, as: UTF8.self)
            }
        }
        return nil
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool { "0123456789abcdefABCDEF".utf8.contains(byte) }

    /// The path as it was written when every byte may stand in one, else with the default escapes.
    private static func escaped(_ path: ArraySlice<UInt8>) -> [UInt8] {
        func isPlain(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || "0123456789-_.~$&+,/:;=@".utf8.contains(byte)
        }
        if path.allSatisfy({ isPlain($0) || "!'()*[]%".utf8.contains($0) }) { return Array(path) }
        var decoded: [UInt8] = []
        var index = path.startIndex
        while index < path.endIndex {
            if path[index] == UInt8(ascii: "%"),
                let byte = UInt8(String(decoding: path[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                decoded.append(byte)
                index += 3
            } else {
                decoded.append(path[index])
                index += 1
            }
        }
        return decoded.flatMap { byte in
            isPlain(byte)
                ? [byte] : [UInt8(ascii: "%")] + Hashes.hexadecimal([byte]).map(ASCII.uppercased)
        }
    }
}
