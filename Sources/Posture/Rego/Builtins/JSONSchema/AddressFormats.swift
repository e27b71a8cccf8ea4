extension JSONSchema {
    /// URLs as Go's `net/url` reads them: lenient in paths, strict about hosts and percent signs.
    enum URIText {
        /// The scheme (empty when there is none) of a text that is a URL.
        static func parse(_ bytes: [UInt8]) -> (scheme: String, Void)? {
            if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }) { return nil }
            let hash = bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.endIndex
            guard hasValidEscapes(bytes[hash...]) else { return nil }
            var rest = bytes[..<hash]
            guard let scheme = scheme(of: rest) else { return nil }
            if !scheme.isEmpty { rest = rest.dropFirst(scheme.count + 1) }
            let question = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
            rest = rest[..<question]
            if rest.first != UInt8(ascii: "/") {
                if !scheme.isEmpty { return (String(decoding: scheme, as: UTF8.self), ()) }
                // A colon in the first segment would be taken for the end of a scheme.
                let segment = rest.prefix { $0 != UInt8(ascii: "/") }
                if segment.contains(UInt8(ascii: ":")) { return nil }
            }
            if rest.starts(with: "//".utf8) && (!scheme.isEmpty || !rest.starts(with: "///".utf8)) {
                let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
                guard isAuthority(authority) else { return nil }
                rest = rest.dropFirst(2 + authority.count)
            }
            return hasValidEscapes(rest) ? (String(decoding: scheme, as: UTF8.self), ()) : nil
        }

        /// Empty when there is none, nil when there is a colon and nothing before it.
        private static func scheme(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
            for index in bytes.indices {
                switch bytes[index] {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): continue
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    if index == bytes.startIndex { return [] }
                case UInt8(ascii: ":"): return index == bytes.startIndex ? nil : bytes[..<index]
                default: return []
                }
            }
            return []
        }

        private static func hasValidEscapes(_ bytes: ArraySlice<UInt8>) -> Bool {
            bytes.indices.allSatisfy { index in
                guard bytes[index] == UInt8(ascii: "%") else { return true }
                return index + 2 < bytes.endIndex && HexText.value(of: bytes[index + 1]) != nil
                    && HexText.value(of: bytes[index + 2]) != nil
            }
        }

        private static func isAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
            var host = bytes
            if let at = bytes.lastIndex(of: UInt8(ascii: "@")) {
                host = bytes[(at + 1)...]
                let user = bytes[..<at]
                let isUser = user.allSatisfy {
                    Formats.isAlphanumeric($0) || "-._:~!$&'()*+,;=%@".utf8.contains($0)
                }
                guard isUser, hasValidEscapes(user) else { return false }
            }
            if host.first == UInt8(ascii: "[") {
                guard let end = host.lastIndex(of: UInt8(ascii: "]")) else { return false }
                return isPort(host[(end + 1)...])
            }
            if let colon = host.lastIndex(of: UInt8(ascii: ":")), !isPort(host[colon...]) { return false }
            // Go's hosts may have percent signs only for bytes beyond ASCII.
            var index = host.startIndex
            while index < host.endIndex {
                if host[index] == UInt8(ascii: "%") {
                    guard index + 2 < host.endIndex, let high = HexText.value(of: host[index + 1]), high >= 8,
                        HexText.value(of: host[index + 2]) != nil
                    else { return false }
                } else if host[index] < 0x80, !Formats.isAlphanumeric(host[index]),
                    !"-._~!$&'()*+,;=:[]<>\"".utf8.contains(host[index])
                {
                    return false
                }
                index += 1
            }
            return true
        }

        private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
            guard let first = bytes.first else { return true }
            return first == UInt8(ascii: ":") && bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        }
    }

    /// Addresses of the internet as Go's `net.ParseIP` reads them.
    enum IPText {
        static func isValid(_ bytes: [UInt8], containing mark: UInt8) -> Bool {
            guard bytes.contains(mark) else { return false }
            return bytes.contains(UInt8(ascii: ":")) ? isVersion6(bytes) : isVersion4(bytes[...])
        }

        private static func isVersion4(_ bytes: ArraySlice<UInt8>) -> Bool {
            let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return parts.count == 4
                && parts.allSatisfy { part in
                    guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }) else {
                        return false
                    }
                    if part.count > 1 && part.first == 0x30 { return false }
                    return part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
                }
        }

        private static func isVersion6(_ bytes: [UInt8]) -> Bool {
            let colon = UInt8(ascii: ":")
            var groups = 0
            var rest = bytes[...]
            var hasGap = false
            if rest.starts(with: "::".utf8) {
                hasGap = true
                rest = rest.dropFirst(2)
                if rest.isEmpty { return true }
            }
            while groups < 8 {
                let group = rest.prefix { $0 != colon }
                if group.contains(UInt8(ascii: ".")) {
                    guard group.endIndex == rest.endIndex, groups <= 6, hasGap || groups == 6, isVersion4(group) else {
                        return false
                    }
                    groups += 2
                    rest = []
                    break
                }
                guard (1...4).contains(group.count), group.allSatisfy({ HexText.value(of: $0) != nil }) else {
                    return false
                }
                groups += 1
                rest = rest.dropFirst(group.count)
                if rest.isEmpty { break }
                rest = rest.dropFirst()
                if rest.isEmpty { return false }
                if rest.first == colon {
                    if hasGap { return false }
                    hasGap = true
                    rest = rest.dropFirst()
                    if rest.isEmpty { break }
                }
            }
            return rest.isEmpty && (hasGap ? groups < 8 : groups == 8)
        }
    }

    /// One address of RFC 5322, with or without a name, as Go's `net/mail` reads it.
    enum MailAddress {
        static func isValid(_ bytes: [UInt8]) -> Bool {
            guard String(validating: bytes, as: UTF8.self) != nil else { return false }
            var text = trimmed(bytes[...])
            if text.last == UInt8(ascii: ">") {
                guard let open = text.lastIndex(of: UInt8(ascii: "<")) else { return false }
                guard isPhrase(trimmed(text[..<open])) else { return false }
                text = text[(open + 1)...].dropLast()
            }
            return isAddress(text)
        }

        private static func isAddress(_ text: ArraySlice<UInt8>) -> Bool {
            guard let at = text.lastIndex(of: UInt8(ascii: "@")) else { return false }
            let (local, domain) = (text[..<at], text[(at + 1)...])
            let isLocal = isQuoted(local) || isDotAtom(local)
            if domain.first == UInt8(ascii: "["), domain.last == UInt8(ascii: "]"), domain.count > 2 {
                let inner = Array(domain.dropFirst().dropLast())
                return isLocal
                    && (IPText.isValid(inner, containing: UInt8(ascii: "."))
                        || IPText.isValid(inner, containing: UInt8(ascii: ":")))
            }
            return isLocal && isDotAtom(domain)
        }

        private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            let space = { (byte: UInt8) in byte == 0x20 || byte == 9 }
            var text = text.drop(while: space)
            while let last = text.last, space(last) { text = text.dropLast() }
            return text
        }

        /// Words before an address in angle brackets; there may be none.
        private static func isPhrase(_ text: ArraySlice<UInt8>) -> Bool {
            isQuoted(text) || text.split(separator: 0x20).allSatisfy { $0.allSatisfy { isAtomByte($0) || $0 == 0x2E } }
        }

        private static func isQuoted(_ text: ArraySlice<UInt8>) -> Bool {
            guard text.count >= 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else {
                return false
            }
            var isEscaped = false
            for byte in text.dropFirst().dropLast() {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") || byte < 0x20 && byte != 9 {
                    return false
                }
            }
            return !isEscaped
        }

        private static func isDotAtom(_ text: ArraySlice<UInt8>) -> Bool {
            text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomByte) }
        }

        private static func isAtomByte(_ byte: UInt8) -> Bool {
            Formats.isAlphanumeric(byte) || byte >= 0x80 || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }
}
