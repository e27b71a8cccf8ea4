import Documents
import Testing

@testable import Rego

@Suite("Digests")
struct BuiltinsHashesTests {
    let caller = BuiltinCaller(BuiltinTable.hashes)

    /// Vectors of RFC 1321 and FIPS 180-4 for "abc".
    @Test(
        "A digest is lower-case hexadecimal text",
        arguments: [
            ("crypto.md5", "900150983cd24fb0d6963f7d28e17f72"),
            ("crypto.sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("crypto.sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func digest(name: String, wanted: String) throws {
        #expect(try caller.call(name, caller.text("abc")).string == wanted)
    }

    /// The second test case of RFC 2202 and RFC 4231.
    @Test(
        "A keyed digest takes the message first and the key second",
        arguments: [
            ("crypto.hmac.md5", "750c783e6ab0b503eaa86e310a5db738"),
            ("crypto.hmac.sha1", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            ("crypto.hmac.sha256", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (
                "crypto.hmac.sha512",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
            ),
        ])
    func keyed(name: String, wanted: String) throws {
        let message = caller.text("what do ya want for nothing?")
        #expect(try caller.call(name, message, caller.text("Jefe")).string == wanted)
    }

    @Test("Empty messages and keys have digests, too")
    func empty() throws {
        #expect(try caller.call("crypto.md5", caller.text("")).string == "d41d8cd98f00b204e9800998ecf8427e")
        let code = try caller.call("crypto.hmac.sha256", caller.text(""), caller.text(""))
        #expect(code.string == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("Codes are equal when all their bytes are")
    func equal() throws {
        for (left, right, wanted) in [("ab", "ab", true), ("ab", "ac", false), ("ab", "abc", false), ("", "", true)] {
            let result = try caller.call("crypto.hmac.equal", caller.text(left), caller.text(right))
            #expect(result.isTrue == wanted, "\(left) \(right)")
        }
    }

    @Test("Arguments of other types are refused by their position")
    func types() {
        let one = Value(smallInteger: 1)
        #expect(caller.error("crypto.md5", one) == "operand 1 must be string but got number")
        #expect(
            caller.error("crypto.hmac.sha1", caller.text("a"), .null) == "operand 2 must be string but got null")
        #expect(caller.error("crypto.hmac.equal", .true, caller.text("")) == "operand 1 must be string but got boolean")
    }
}
