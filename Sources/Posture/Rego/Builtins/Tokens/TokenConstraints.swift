import Documents

/// What `io.jwt.decode_verify` asks of a token.
struct TokenConstraints {
    private var keys: TokenKeys?
    private var secret: [UInt8] = []
    /// Empty when any algorithm will do.
    private var algorithm: [UInt8] = []
    /// Empty when any issuer will do.
    private var issuer: [UInt8] = []
    /// Empty when the token must have no audience.
    private var audience: [UInt8] = []
    /// Nanoseconds since 1970 that `exp` and `nbf` are compared with.
    private var time: Double

    init(_ object: Value, _ context: BuiltinContext) throws(BuiltinError) {
        time = Double(context.now)
        for (key, value) in zip(object.keys, object.values) {
            guard key.isString else {
                throw .failure("unknown token validation constraint: \(JSONWriter.compact.string(key))")
            }
            switch key.string {
            case "cert":
                guard value.isString else { throw .failure("cert constraint: must be a string") }
                keys = try TokenKeys(value.utf8, context.arena)
            case "secret": secret = try TokenConstraints.text("secret", value)
            case "alg": algorithm = try TokenConstraints.text("alg", value)
            case "iss": issuer = try TokenConstraints.text("iss", value)
            case "aud": audience = try TokenConstraints.text("aud", value)
            case "time": time = try TokenConstraints.time(value)
            case let name: throw .failure("unknown token validation constraint: \(name)")
            }
        }
        switch (keys != nil, !secret.isEmpty) {
        case (true, true): throw .failure("duplicate key constraints")
        case (false, false): throw .failure("no key constraint")
        default: break
        }
    }

    private static func text(_ name: String, _ value: Value) throws(BuiltinError) -> [UInt8] {
        guard value.isString else { throw .failure("\(name) constraint: must be a string") }
        return Array(value.utf8)
    }

    private static func time(_ value: Value) throws(BuiltinError) -> Double {
        guard value.isNumber else { throw .failure("token time constraint: must be a number") }
        guard let time = Double(value.numberText), time.isFinite else {
            throw .failure("token time constraint: unvalid float64")
        }
        guard time >= 0 else { throw .failure("token time constraint: must not be negative") }
        return time
    }

    /// Whether the algorithm of the token is the one that is asked for.
    func allows(_ header: TokenHeader) -> Bool { algorithm.isEmpty || algorithm == header.algorithm }

    /// Whether the signature is right.
    func verify(_ token: WebToken, _ signature: [UInt8], _ header: TokenHeader) throws(BuiltinError) -> Bool {
        guard let scheme = TokenAlgorithm(header.algorithm)?.scheme else {
            throw .failure("unknown JWS algorithm: \(String(decoding: header.algorithm, as: UTF8.self))")
        }
        if let keys { return keys.verify(token, signature, header, scheme) }
        do {
            return try scheme.isValid(signature, of: token.signedBytes, .secret(secret))
        } catch {
            throw .failure(error.rawValue)
        }
    }

    /// Whether the registered claims fit (RFC 7519, section 4.1).
    func allows(claims: Value) throws(BuiltinError) -> Bool {
        if !issuer.isEmpty, !claims.member("iss").isText(issuer) { return false }
        let audiences = claims.member("aud")
        if audiences.isUndefined ? !audience.isEmpty : !allows(audience: audiences) { return false }
        // In seconds, with their fraction: compared exactly, as decimal numbers.
        let seconds = DecimalText(String(time / 1_000_000_000))
        let expiry = claims.member("exp")
        if expiry.isDefined {
            guard expiry.isNumber else { throw .failure("exp value must be a number") }
            if DecimalText.compare(seconds, DecimalText(expiry.numberText)) >= 0 { return false }
        }
        let start = claims.member("nbf")
        if start.isDefined {
            guard start.isNumber else { throw .failure("nbf value must be a number") }
            if DecimalText.compare(seconds, DecimalText(start.numberText)) < 0 { return false }
        }
        return true
    }

    private func allows(audience value: Value) -> Bool {
        value.isArray ? value.elements.contains { $0.isText(audience) } : value.isText(audience)
    }
}
