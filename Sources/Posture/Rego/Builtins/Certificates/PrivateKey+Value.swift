import Documents

extension PrivateKey {
    /// The key as Go writes those of its packages in JSON.
    func value(_ arena: Arena) throws(BuiltinError) -> Value {
        var object = ObjectBuilder(arena)
        switch self {
        case .rsa(let fields):
            try object.set("N", integer: fields.modulus)
            object.set("E", number: fields.publicExponent)
            try object.set("D", integer: fields.exponent)
            let primes = [fields.prime1, fields.prime2]
            object.set(
                "Primes",
                arena.array(try primes.map { prime throws(BuiltinError) in try ObjectBuilder.integer(prime, arena) }))
            var precomputed = ObjectBuilder(arena)
            try precomputed.set("Dp", integer: fields.exponent1)
            try precomputed.set("Dq", integer: fields.exponent2)
            try precomputed.set("Qinv", integer: fields.coefficient)
            precomputed.set("CRTValues", arena.array([Value]()))
            object.set("Precomputed", precomputed.value)
        case .elliptic(let curve, let scalar, let point):
            object.set("Curve", arena.object([:]))
            try object.set("X", integer: point.dropFirst().prefix(curve.width))
            try object.set("Y", integer: point.suffix(curve.width))
            try object.set("D", integer: scalar)
        case .ed25519(let seed, let publicKey): return arena.string(Base64Text.encode(seed + publicKey))
        }
        return object.value
    }

    /// The key as a JWK (RFC 7518, section 6, and RFC 8037).
    func jsonWebKey(_ arena: Arena) -> Value {
        var object = ObjectBuilder(arena)
        func encode(_ bytes: some Collection<UInt8>) -> [UInt8] { Base64Text.encode(bytes, .url) }
        switch self {
        case .rsa(let fields):
            object.set("kty", text: "RSA")
            object.set("n", text: encode(fields.modulus))
            let exponent = stride(from: 56, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: fields.publicExponent >> $0)
            }
            object.set("e", text: encode(Array(exponent.drop { $0 == 0 })))
            object.set("d", text: encode(fields.exponent))
            object.set("p", text: encode(fields.prime1))
            object.set("q", text: encode(fields.prime2))
            object.set("dp", text: encode(fields.exponent1))
            object.set("dq", text: encode(fields.exponent2))
            object.set("qi", text: encode(fields.coefficient))
        case .elliptic(let curve, let scalar, let point):
            object.set("kty", text: "EC")
            object.set("crv", text: curve.rawValue)
            object.set("x", text: encode(point.dropFirst().prefix(curve.width)))
            object.set("y", text: encode(point.suffix(curve.width)))
            object.set("d", text: encode(scalar))
        case .ed25519(let seed, let publicKey):
            object.set("kty", text: "OKP")
            object.set("crv", text: "Ed25519")
            object.set("x", text: encode(publicKey))
            object.set("d", text: encode(seed))
        }
        return object.value
    }
}
