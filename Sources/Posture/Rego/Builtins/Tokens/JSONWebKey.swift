import Crypto
import Documents

/// A key in JSON (RFC 7517, 7518 and 8037).
struct JSONWebKey {
    /// The numbers of a key, as big-endian bytes.
    enum Material {
        case rsa(RSAPublicNumbers)
        case rsaPrivate(RSAPrivateNumbers)
        case elliptic(VerificationKey.Curve, point: [UInt8])
        case ellipticPrivate(VerificationKey.Curve, scalar: [UInt8])
        case ed25519([UInt8])
        case ed25519Private(seed: [UInt8])
        case secret([UInt8])
    }

    /// `kid`; nil when it is missing.
    let identifier: [UInt8]?
    /// `alg`; nil when it is missing.
    let algorithm: [UInt8]?
    let material: Material

    /// What is wrong with a key.
    struct Malformed: Error {
        let message: String
    }

    /// The keys of a text that holds one key or a set of keys. Keys of a set whose type or algorithm is not known are
    /// left out, as RFC 7517, section 5, wants it.
    static func keys(_ text: UnsafeBufferPointer<UInt8>, _ arena: Arena) throws(Malformed) -> [JSONWebKey] {
        let value: Value
        do {
            value = try TokenJSON.value(text, arena)
        } catch {
            throw Malformed(message: error.message)
        }
        return try keys(value)
    }

    /// The keys of a value that is one key or a set of keys.
    static func keys(_ value: Value) throws(Malformed) -> [JSONWebKey] {
        guard value.isObject else { throw Malformed(message: "failed to unmarshal JWK set: not an object") }
        let list = value.member("keys")
        guard list.isDefined else { return try [JSONWebKey(value, isInSet: false)].compactMap { $0 } }
        guard list.isArray else { throw Malformed(message: "failed to unmarshal JWK set: keys must be an array") }
        var keys: [JSONWebKey] = []
        for (index, element) in list.elements.enumerated() {
            do {
                if let key = try JSONWebKey(element, isInSet: true) { keys.append(key) }
            } catch {
                throw Malformed(message: "failed to decode key #\(index) in \"keys\": \(error.message)")
            }
        }
        return keys
    }

    /// Nil for keys of a set that are to be ignored.
    private init?(_ value: Value, isInSet: Bool) throws(Malformed) {
        guard value.isObject else { throw Malformed(message: "a JWK must be an object") }
        identifier = try JSONWebKey.text(value, "kid")
        algorithm = try JSONWebKey.text(value, "alg")
        let type = try JSONWebKey.text(value, "kty") ?? []
        if isInSet, let algorithm, TokenAlgorithm(algorithm) == nil { return nil }
        let fields = Fields(object: value)
        switch String(decoding: type, as: UTF8.self) {
        case "RSA": material = try fields.rsa()
        case "EC": material = try fields.elliptic()
        case "OKP": material = try fields.edwards()
        case "oct": material = .secret(try fields.bytes("k"))
        case "": throw Malformed(message: "failed to find \"kty\" in a JWK")
        case let name:
            if isInSet { return nil }
            throw Malformed(message: "invalid key type from JSON (\(name))")
        }
    }

    private static func text(_ object: Value, _ name: StaticString) throws(Malformed) -> [UInt8]? {
        let value = object.member(name)
        if value.isUndefined || value.isNull { return nil }
        guard value.isString else { throw Malformed(message: "\(name) of a JWK must be a string") }
        return value.utf8.isEmpty ? nil : Array(value.utf8)
    }

    /// The form that checks signatures.
    var verificationKey: VerificationKey {
        switch material {
        case .rsa(let numbers): .rsa(numbers)
        case .elliptic(let curve, let point): VerificationKey(curve, point: point) ?? .other
        case .ed25519(let bytes):
            (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)).map(VerificationKey.ed25519) ?? .other
        case .secret(let bytes): .secret(bytes)
        case .rsaPrivate, .ellipticPrivate, .ed25519Private: .other
        }
    }
}

/// Reads the members of a JWK that hold numbers.
private struct Fields {
    let object: Value

    func rsa() throws(JSONWebKey.Malformed) -> JSONWebKey.Material {
        guard let numbers = RSAPublicNumbers(modulus: try bytes("n"), exponent: try bytes("e")) else {
            throw JSONWebKey.Malformed(message: "n and e are no RSA key")
        }
        guard let exponent = try optionalBytes("d") else { return .rsa(numbers) }
        return .rsaPrivate(
            RSAPrivateNumbers(
                publicNumbers: numbers, exponent: exponent, prime1: try bytes("p"), prime2: try bytes("q"),
                exponent1: try optionalBytes("dp"), exponent2: try optionalBytes("dq"),
                coefficient: try optionalBytes("qi")))
    }

    func elliptic() throws(JSONWebKey.Malformed) -> JSONWebKey.Material {
        let name = object.member("crv").asString ?? ""
        guard let curve = VerificationKey.Curve(rawValue: name) else {
            throw JSONWebKey.Malformed(message: "invalid elliptic curve \"\(name)\"")
        }
        guard let x = UnsignedBytes.padded(try bytes("x"), to: curve.width),
            let y = UnsignedBytes.padded(try bytes("y"), to: curve.width)
        else { throw JSONWebKey.Malformed(message: "x and y are too long for \(name)") }
        let point = [4] + x + y
        guard VerificationKey(curve, point: point) != nil else {
            throw JSONWebKey.Malformed(message: "x and y are no point of \(name)")
        }
        guard let scalar = try optionalBytes("d") else { return .elliptic(curve, point: point) }
        guard let scalar = UnsignedBytes.padded(scalar, to: curve.width) else {
            throw JSONWebKey.Malformed(message: "d is too long for \(name)")
        }
        return .ellipticPrivate(curve, scalar: scalar)
    }

    func edwards() throws(JSONWebKey.Malformed) -> JSONWebKey.Material {
        let name = object.member("crv").asString ?? ""
        guard name == "Ed25519" else { throw JSONWebKey.Malformed(message: "invalid curve \"\(name)\"") }
        let x = try bytes("x")
        guard x.count == 32 else { throw JSONWebKey.Malformed(message: "x has the wrong length for Ed25519") }
        guard let seed = try optionalBytes("d") else { return .ed25519(x) }
        guard seed.count == 32 else { throw JSONWebKey.Malformed(message: "d has the wrong length for Ed25519") }
        return .ed25519Private(seed: seed)
    }

    func bytes(_ name: StaticString) throws(JSONWebKey.Malformed) -> [UInt8] {
        guard let bytes = try optionalBytes(name) else {
            throw JSONWebKey.Malformed(message: "required field \(name) is missing")
        }
        return bytes
    }

    /// Base64 in either alphabet, with or without padding: writers differ.
    func optionalBytes(_ name: StaticString) throws(JSONWebKey.Malformed) -> [UInt8]? {
        let value = object.member(name)
        if value.isUndefined || value.isNull { return nil }
        guard value.isString else { throw JSONWebKey.Malformed(message: "\(name) must be a string") }
        let text = value.utf8.map { byte in
            byte == UInt8(ascii: "+") ? UInt8(ascii: "-") : byte == UInt8(ascii: "/") ? UInt8(ascii: "_") : byte
        }
        do {
            return try Base64Text.decodeURL(text)
        } catch {
            throw JSONWebKey.Malformed(message: "failed to decode \(name): \(error.message)")
        }
    }
}
