import Crypto
import Documents

extension BuiltinTable {
    /// `crypto.md5` and its relatives: digests and keyed digests of the bytes of a string, as hexadecimal text.
    static let hashes: [Builtin] = [
        Hashes.digest("crypto.md5", Insecure.MD5.self),
        Hashes.digest("crypto.sha1", Insecure.SHA1.self),
        Hashes.digest("crypto.sha256", SHA256.self),
        Hashes.keyed("crypto.hmac.md5", Insecure.MD5.self),
        Hashes.keyed("crypto.hmac.sha1", Insecure.SHA1.self),
        Hashes.keyed("crypto.hmac.sha256", SHA256.self),
        Hashes.keyed("crypto.hmac.sha512", SHA512.self),
        Builtin("crypto.hmac.equal", [.string, .string], .boolean) {
            (_, arguments) throws(BuiltinError) in
            Value(Hashes.equalInConstantTime(try arguments.string(0).utf8, try arguments.string(1).utf8))
        },
    ]
}

/// Digests over the bytes of values.
enum Hashes {
    /// The digest of `bytes`.
    static func digest<Function: HashFunction>(_ bytes: UnsafeBufferPointer<UInt8>, _: Function.Type) -> [UInt8] {
        var function = Function()
        function.update(bufferPointer: UnsafeRawBufferPointer(bytes))
        return Array(function.finalize())
    }

    /// The digest of `bytes` under `key` (RFC 2104).
    static func keyedDigest<Function: HashFunction>(
        _ bytes: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>, _: Function.Type
    ) -> [UInt8] {
        var code = HMAC<Function>(key: SymmetricKey(data: UnsafeRawBufferPointer(key)))
        code.update(data: UnsafeRawBufferPointer(bytes))
        return Array(code.finalize())
    }

    /// Lower-case hexadecimal text.
    static func hexadecimal(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// Whether two codes are the same, in time that depends on their length alone.
    static func equalInConstantTime(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(left, right) { difference |= a ^ b }
        return difference == 0
    }

    fileprivate static func digest<Function: HashFunction & Sendable>(
        _ name: String, _: Function.Type
    ) -> Builtin {
        Builtin(name, [.string], .string) { (context, arguments) throws(BuiltinError) in
            context.arena.string(hexadecimal(digest(try arguments.string(0).utf8, Function.self)))
        }
    }

    fileprivate static func keyed<Function: HashFunction & Sendable>(
        _ name: String, _: Function.Type
    ) -> Builtin {
        Builtin(name, [.string, .string], .string) { (context, arguments) throws(BuiltinError) in
            let message = try arguments.string(0).utf8
            let key = try arguments.string(1).utf8
            return context.arena.string(hexadecimal(keyedDigest(message, key: key, Function.self)))
        }
    }
}
