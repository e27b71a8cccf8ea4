import Crypto
import CryptoExtras
import Documents

extension BuiltinTable {
    /// `io.jwt.encode_sign` and `io.jwt.encode_sign_raw`.
    static let tokenSigning: [Builtin] = [
        Builtin("io.jwt.encode_sign", [.object, .object, .object], .string, isPure: false) {
            (context, arguments) throws(BuiltinError) in
            let writer = JSONWriter(.compact, escapingHTML: true)
            return try TokenSigning.sign(
                header: writer.bytes(arguments[0]), payload: writer.bytes(arguments[1]),
                key: writer.bytes(arguments[2]), context.arena)
        },
        Builtin("io.jwt.encode_sign_raw", [.string, .string, .string], .string, isPure: false) {
            (context, arguments) throws(BuiltinError) in
            // The key is looked at first, as OPA does.
            let key = Array(try arguments.string(2).utf8)
            let header = Array(try arguments.string(0).utf8)
            return try TokenSigning.sign(
                header: header, payload: Array(try arguments.string(1).utf8), key: key, context.arena)
        },
    ]
}

/// Makes signed tokens; header and payload go into them byte by byte as they are given.
private enum TokenSigning {
    static func sign(
        header: [UInt8], payload: [UInt8], key: [UInt8], _ arena: Arena
    ) throws(BuiltinError) -> Value {
        let keys: [JSONWebKey]
        do {
            keys = try key.withUnsafeBufferPointer { buffer throws(JSONWebKey.Malformed) in
                try JSONWebKey.keys(buffer, arena)
            }
        } catch {
            throw .failure("failed to parse a JWK key (set): \(error.message)")
        }
        guard let key = keys.first else { throw .failure("failed to parse a JWK key (set): no key") }
        let fields = try fields(header, arena)
        guard let scheme = TokenAlgorithm(fields.algorithm)?.scheme else {
            let name = String(decoding: fields.algorithm, as: UTF8.self)
            throw .failure("unknown signature algorithm (unsupported signature algorithm \"\(name)\")")
        }
        if fields.type.isEmpty || fields.type == Array("JWT".utf8) {
            let message = payload.withUnsafeBufferPointer { JSONSyntax.error(in: $0) }
            guard message == nil else { throw .failure("type is JWT but payload is not JSON") }
        }
        let signed = Base64Text.encode(header, .url) + [UInt8(ascii: ".")] + Base64Text.encode(payload, .url)
        let signature = try signature(of: signed, scheme, key.material)
        return arena.string(signed + [UInt8(ascii: ".")] + Base64Text.encode(signature, .url))
    }

    /// The members of a header that decide how to sign.
    private static func fields(
        _ header: [UInt8], _ arena: Arena
    ) throws(BuiltinError) -> (algorithm: [UInt8], type: [UInt8]) {
        if let message = header.withUnsafeBufferPointer({ JSONSyntax.error(in: $0) }) { throw .failure(message) }
        let object = try header.withUnsafeBufferPointer { buffer throws(BuiltinError) in
            try TokenJSON.value(buffer, arena)
        }
        guard object.isObject else {
            throw .failure("json: cannot unmarshal \(object.typeName) into Go value of type jws.StandardHeaders")
        }
        var texts: [[UInt8]] = []
        for name in ["alg", "typ"] as [StaticString] {
            let value = object.member(name)
            guard value.isUndefined || value.isNull || value.isString else {
                throw .failure("failed to decode value for key \(name): must be a string")
            }
            texts.append(value.isString ? Array(value.utf8) : [])
        }
        return (texts[0], texts[1])
    }

    private static func signature(
        of message: [UInt8], _ scheme: SignatureScheme, _ key: JSONWebKey.Material
    ) throws(BuiltinError) -> [UInt8] {
        do {
            switch (scheme, key) {
            case (.hmac(let hash), .secret(let secret)): return hash.keyedDigest(message, key: secret)
            case (.rsaPKCS1(let hash), .rsaPrivate(let numbers)):
                return try numbers.signature(of: message, hash, .insecurePKCS1v1_5)
            case (.rsaPSS(let hash), .rsaPrivate(let numbers)): return try numbers.signature(of: message, hash, .PSS)
            case (.ecdsa(let hash), .ellipticPrivate(let curve, let scalar)):
                return try hash.use(EllipticSigning(curve: curve, scalar: scalar, message: message)).get()
            case (.ed25519, .ed25519Private(let seed)):
                return Array(try Curve25519.Signing.PrivateKey(rawRepresentation: seed).signature(for: message))
            default: throw SignatureScheme.Mismatch.publicKey
            }
        } catch is SignatureScheme.Mismatch {
            throw .failure("failed to sign payload: the key does not fit the algorithm")
        } catch {
            throw .failure("failed to sign payload: the key is not valid")
        }
    }

    private struct EllipticSigning: SignatureHash.Use {
        let curve: VerificationKey.Curve
        let scalar: [UInt8]
        let message: [UInt8]

        func callAsFunction<Function: HashFunction>(_: Function.Type) -> Result<[UInt8], any Error> {
            let digest = Function.hash(data: message)
            return Result {
                switch curve {
                case .p256:
                    let key = try P256.Signing.PrivateKey(rawRepresentation: scalar)
                    return Array(try key.signature(for: digest).rawRepresentation)
                case .p384:
                    let key = try P384.Signing.PrivateKey(rawRepresentation: scalar)
                    return Array(try key.signature(for: digest).rawRepresentation)
                case .p521:
                    let key = try P521.Signing.PrivateKey(rawRepresentation: scalar)
                    return Array(try key.signature(for: digest).rawRepresentation)
                }
            }
        }
    }
}
