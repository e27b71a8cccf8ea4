import Documents

extension BuiltinTable {
    /// `io.jwt.decode` and the functions that check signatures of JSON web tokens.
    static let tokens: [Builtin] =
        [
            Builtin("io.jwt.decode", [.string], .array(.any)) { (context, arguments) throws(BuiltinError) in
                try Tokens.decode(Array(arguments.string(0).utf8), context.arena)
            },
            Builtin("io.jwt.decode_verify", [.string, .object], .array(.any), isPure: false) {
                (context, arguments) throws(BuiltinError) in
                // The second argument is looked at first, as OPA does.
                let constraints = try TokenConstraints(arguments.object(1), context)
                return try Tokens.decodeVerify(Array(arguments.string(0).utf8), constraints, context.arena)
            },
        ] + Tokens.verifiers

    /// Names and algorithms of `io.jwt.verify_…`.
    fileprivate static let verifierAlgorithms: [(name: String, scheme: SignatureScheme)] = [
        ("rs256", .rsaPKCS1(.sha256)), ("rs384", .rsaPKCS1(.sha384)), ("rs512", .rsaPKCS1(.sha512)),
        ("ps256", .rsaPSS(.sha256)), ("ps384", .rsaPSS(.sha384)), ("ps512", .rsaPSS(.sha512)),
        ("es256", .ecdsa(.sha256)), ("es384", .ecdsa(.sha384)), ("es512", .ecdsa(.sha512)),
        ("eddsa", .ed25519),
        ("hs256", .hmac(.sha256)), ("hs384", .hmac(.sha384)), ("hs512", .hmac(.sha512)),
    ]
}

/// The bodies of the functions on tokens.
private enum Tokens {
    static let verifiers = BuiltinTable.verifierAlgorithms.map { name, scheme in
        Builtin("io.jwt.verify_\(name)", [.string, .string], .boolean) { (context, arguments) throws(BuiltinError) in
            let token = try WebToken(Array(arguments.string(0).utf8))
            let key = try arguments.string(1).utf8
            return Value(try isValid(token, key, scheme, context.arena))
        }
    }

    private static func isValid(
        _ token: WebToken, _ key: UnsafeBufferPointer<UInt8>, _ scheme: SignatureScheme, _ arena: Arena
    ) throws(BuiltinError) -> Bool {
        if case .hmac(let hash) = scheme {
            let code = hash.keyedDigest(token.signedBytes, key: Array(key))
            return Hashes.equalInConstantTime(code, try token.decodedSignature())
        }
        let keys = try TokenKeys(key, arena)
        let signature = try token.decodedSignature()
        let header = try TokenHeader(token.decodedHeader(arena))
        return keys.verify(token, signature, header, scheme)
    }

    /// Header, payload and signature without any check. A token inside a token is opened, too.
    static func decode(_ text: [UInt8], _ arena: Arena) throws(BuiltinError) -> Value {
        var text = text
        while true {
            let token = try WebToken(text)
            let header = try token.decodedHeader(arena)
            let payload = try token.decodedPayload()
            if WebToken.isNested(header.member("cty")) {
                // Writers put quotes around the inner token.
                let isQuote = { (byte: UInt8) in byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
                let inner = payload.drop(while: isQuote)
                text = Array(inner[...(inner.lastIndex { !isQuote($0) } ?? inner.endIndex - 1)])
                continue
            }
            let object = try TokenJSON.object(payload, arena)
            let signature = Hashes.hexadecimal(try token.decodedSignature())
            return arena.array([header, object, arena.string(signature)])
        }
    }

    /// `[valid, header, payload]`; the last two are empty for tokens that are not valid (RFC 7519, section 7.2).
    static func decodeVerify(
        _ text: [UInt8], _ constraints: TokenConstraints, _ arena: Arena
    ) throws(BuiltinError) -> Value {
        let invalid = arena.array([.false, arena.object([:]), arena.object([:])])
        var text = text
        while true {
            let token = try WebToken(text)
            let object = try token.decodedHeader(arena)
            let header = try TokenHeader(object)
            guard header.isUnderstood, constraints.allows(header) else { return invalid }
            let signature = try token.decodedSignature()
            guard try constraints.verify(token, signature, header) else { return invalid }
            let payload = try token.decodedPayload()
            if WebToken.isNested(header.contentType) {
                text = payload
                continue
            }
            let claims = try TokenJSON.object(payload, arena)
            guard try constraints.allows(claims: claims) else { return invalid }
            return arena.array([.true, object, claims])
        }
    }
}
