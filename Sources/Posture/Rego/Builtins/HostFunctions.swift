import Documents

/// Functions that a scanner adds to the language for its policies (scanner.md, section 7.3).
extension BuiltinTable {
    static let host: [Builtin] = [
        Builtin("image.parse_normalized_name", [.string], .string) { context, arguments throws(BuiltinError) in
            let text = try arguments.string(0)
            guard let name = NormalizedImageName(text.string) else {
                throw .failure("\(text.string) is not an image reference")
            }
            return context.arena.string(name.description)
        },
        // Signatures are not checked yet: undefined, so that a rule neither passes nor fails on them.
        Builtin("cosign.verify", [.string, .string], .boolean) { _, _ in .undefined },
        Builtin("cosign.has_signature", [.string], .boolean) { _, _ in .undefined },
        Builtin("trace", [.string], .boolean) { _, arguments throws(BuiltinError) in
            _ = try arguments.string(0)
            return .true
        },
    ]
}

/// An image reference with everything spelled out that Docker's short forms leave out
/// (distribution/reference, "normalize"): `nginx` is `docker.io/library/nginx:latest`.
struct NormalizedImageName: CustomStringConvertible {
    let domain: String
    let path: String
    /// `:tag`, `@digest` or both.
    let suffix: String

    init?(_ text: String) {
        var rest = Substring(text)
        var suffix = ""
        if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
            let digest = rest[at...]
            guard NormalizedImageName.isDigest(digest.dropFirst()) else { return nil }
            suffix = String(digest)
            rest = rest[..<at]
        }
        if let colon = rest.utf8.lastIndex(of: UInt8(ascii: ":")), !rest[colon...].utf8.contains(UInt8(ascii: "/")) {
            let tag = rest[colon...].dropFirst()
            guard NormalizedImageName.isTag(tag) else { return nil }
            suffix = ":\(tag)\(suffix)"
            rest = rest[..<colon]
        }
        var domain = "docker.io"
        if let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
            let first = rest[..<slash]
            let looksLikeHost = first.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
            if looksLikeHost || first == "localhost" || first.utf8.contains(where: { (65...90).contains($0) }) {
                domain = first == "index.docker.io" ? "docker.io" : String(first)
                rest = rest[slash...].dropFirst()
            }
        }
        guard NormalizedImageName.isPath(rest) else { return nil }
        self.domain = domain
        path = domain == "docker.io" && !rest.utf8.contains(UInt8(ascii: "/")) ? "library/\(rest)" : String(rest)
        self.suffix = suffix.isEmpty ? ":latest" : suffix
    }

    var description: String { "\(domain)/\(path)\(suffix)" }

    private static func isPath(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 255 else { return false }
        return text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, let last = part.last else { return false }
            return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
                && part.allSatisfy { isLowerAlphanumeric($0) || $0 == 45 || $0 == 46 || $0 == 95 }
        }
    }

    private static func isTag(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128, first != 45, first != 46 else { return false }
        return text.utf8.allSatisfy {
            isLowerAlphanumeric($0) || (65...90).contains($0) || $0 == 45 || $0 == 46 || $0 == 95
        }
    }

    private static func isDigest(_ text: Substring) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let digits = text[colon...].dropFirst().utf8
        return digits.count >= 32
            && digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0) || (65...70).contains($0) }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...122).contains(byte)
    }
}
