import Documents

/// A JSON web token in compact form (RFC 7515, section 7.1): three parts in Base64url.
struct WebToken {
    let header: ArraySlice<UInt8>
    let payload: ArraySlice<UInt8>
    let signature: ArraySlice<UInt8>

    /// Splits the text of a token. Nothing is decoded yet.
    init(_ text: [UInt8]) throws(BuiltinError) {
        // Counted first: hostile text may be nothing but separators.
        let dot = UInt8(ascii: ".")
        let count = 1 + text.count { $0 == dot }
        guard count > 1 else { throw .failure("encoded JWT had no period separators") }
        guard count == 3 else { throw .failure("encoded JWT must have 3 sections, found \(count)") }
        let parts = text.split(separator: dot, omittingEmptySubsequences: false)
        (header, payload, signature) = (parts[0], parts[1], parts[2])
    }

    /// What the signature is made over.
    var signedBytes: [UInt8] { header + [UInt8(ascii: ".")] + payload }

    /// The header as an object. Encrypted tokens are refused.
    func decodedHeader(_ arena: Arena) throws(BuiltinError) -> Value {
        let text = try WebToken.decoded(header, "header")
        let object: Value
        do {
            object = try TokenJSON.object(text, arena)
        } catch {
            throw .failure("bad JWT header: \(error.message)")
        }
        guard object.member("enc").isUndefined else {
            throw .failure("JWT is a JWE object, which is not supported")
        }
        return object
    }

    func decodedPayload() throws(BuiltinError) -> [UInt8] { try WebToken.decoded(payload, "payload") }

    func decodedSignature() throws(BuiltinError) -> [UInt8] { try WebToken.decoded(signature, "signature") }

    private static func decoded(_ part: ArraySlice<UInt8>, _ name: String) throws(BuiltinError) -> [UInt8] {
        do {
            return try Base64Text.decodeURL(part)
        } catch {
            throw .failure("JWT \(name) had invalid encoding: \(error.message)")
        }
    }

    /// Whether a content type says that the payload is a token itself.
    static func isNested(_ contentType: Value) -> Bool {
        contentType.isString && contentType.utf8.count == 3
            && contentType.utf8.map { $0 & 0xDF }.elementsEqual("JWT".utf8)
    }
}

/// The members of a header that matter (RFC 7515, section 4.1).
struct TokenHeader {
    /// `alg`, never empty.
    let algorithm: [UInt8]
    /// `kid`; empty when there is none.
    let keyIdentifier: [UInt8]
    let contentType: Value
    /// Whether every extension that the token calls critical is understood.
    let isUnderstood: Bool

    private static let understood = ["alg", "kid", "typ", "cty", "crit"]

    init(_ object: Value) throws(BuiltinError) {
        var isUnderstood = true
        // In the order of the keys, which decides which error is told.
        for (key, value) in zip(object.keys, object.values) where key.isString {
            let name = key.string
            guard TokenHeader.understood.contains(name) else { continue }
            if name != "crit" {
                guard value.isString else { throw .failure("\(name): must be a string") }
                continue
            }
            guard value.isArray else { throw .failure("crit: must be a list") }
            for element in value.elements {
                guard element.isString else { throw .failure("crit: must be a list of strings") }
                if !TokenHeader.understood.contains(element.string) { isUnderstood = false }
            }
            guard value.count > 0 else { throw .failure("crit: must be a nonempty list") }
        }
        let algorithm = object.member("alg")
        let identifier = object.member("kid")
        self.algorithm = algorithm.isString ? Array(algorithm.utf8) : []
        keyIdentifier = identifier.isString ? Array(identifier.utf8) : []
        contentType = object.member("cty")
        self.isUnderstood = isUnderstood
        guard !self.algorithm.isEmpty else { throw .failure("missing alg header parameter") }
    }
}

/// The algorithms of RFC 7518, section 3.1, and RFC 8037.
struct TokenAlgorithm {
    let scheme: SignatureScheme

    private static let schemes: [String: SignatureScheme] = [
        "RS256": .rsaPKCS1(.sha256), "RS384": .rsaPKCS1(.sha384), "RS512": .rsaPKCS1(.sha512),
        "PS256": .rsaPSS(.sha256), "PS384": .rsaPSS(.sha384), "PS512": .rsaPSS(.sha512),
        "ES256": .ecdsa(.sha256), "ES384": .ecdsa(.sha384), "ES512": .ecdsa(.sha512),
        "HS256": .hmac(.sha256), "HS384": .hmac(.sha384), "HS512": .hmac(.sha512),
        "EdDSA": .ed25519,
    ]

    init?(_ name: [UInt8]) {
        guard let scheme = TokenAlgorithm.schemes[String(decoding: name, as: UTF8.self)] else { return nil }
        self.scheme = scheme
    }
}
