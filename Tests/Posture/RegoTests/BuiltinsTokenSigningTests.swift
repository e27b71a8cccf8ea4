import Documents
import Testing

@testable import Rego

@Suite("Signing tokens")
struct BuiltinsTokenSigningTests {
    let caller = BuiltinCaller(BuiltinTable.tokenSigning + BuiltinTable.tokens)
    static let secretKey =
        #"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#

    private func raw(_ header: String, _ payload: String, _ key: String) throws -> String {
        try caller.call("io.jwt.encode_sign_raw", caller.text(header), caller.text(payload), caller.text(key)).string
    }

    private func error(_ header: String, _ payload: String, _ key: String = secretKey) -> String? {
        caller.error("io.jwt.encode_sign_raw", caller.text(header), caller.text(payload), caller.text(key))
    }

    /// RFC 7515, appendix A.1.
    @Test("Raw texts are kept byte by byte")
    func rawBytes() throws {
        let payload = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
        #expect(
            try raw("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}", payload, Self.secretKey)
                == "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6"
                + "Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    }

    @Test("Objects are written as Go's encoder does: sorted, compact, with escapes for HTML")
    func objects() throws {
        let header = try caller.json(#"{"typ":"JWT","alg":"HS256"}"#)
        let payload = try caller.json(#"{"b":"<&>","a":1.0}"#)
        let key = try caller.json(Self.secretKey)
        let token = try caller.call("io.jwt.encode_sign", header, payload, key).string
        let parts = token.split(separator: ".")
        #expect(parts[0] == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")
        #expect(
            try String(decoding: Base64Text.decodeURL(parts[1].utf8), as: UTF8.self)
                == #"{"a":1.0,"b":"\u003c\u0026\u003e"}"#)
    }

    @Test(
        "Tokens of every algorithm are right under the public half of the key",
        arguments: [
            ("RS256", TokenFixtures.rsaPrivateJWK, TokenFixtures.rsaPublicKey),
            ("RS384", TokenFixtures.rsaPrivateJWK, TokenFixtures.rsaPublicKey),
            ("RS512", TokenFixtures.rsaPrivateJWK, TokenFixtures.rsaPublicKey),
            ("PS256", TokenFixtures.rsaPrivateJWK, TokenFixtures.rsaPublicKey),
            ("PS512", TokenFixtures.rsaPrivateJWK, TokenFixtures.rsaPublicKey),
            ("RS256", TokenFixtures.rsa1024PrivateJWK, TokenFixtures.rsa1024PublicKey),
            ("ES256", TokenFixtures.ecPrivateJWK, TokenFixtures.ecCertificate),
            ("ES512", TokenFixtures.ec521PrivateJWK, TokenFixtures.ec521PublicKey),
            ("EdDSA", TokenFixtures.edPrivateJWK, TokenFixtures.edPublicKey),
        ])
    func everyAlgorithm(algorithm: String, key: String, publicKey: String) throws {
        let token = try raw(#"{"alg":"\#(algorithm)","typ":"text/plain"}"#, "hello", key)
        let name = "io.jwt.verify_\(algorithm.lowercased())"
        #expect(try caller.call(name, caller.text(token), caller.text(publicKey)).isTrue)
    }

    @Test("RS256 and EdDSA give the same bytes as OpenSSL")
    func sameBytes() throws {
        let payload = #"{"iss":"xxx","sub":"alice","nbf":1000,"exp":3000}"#
        let header = { (algorithm: String) in #"{"typ": "JWT", "alg": "\#(algorithm)"}"# }
        #expect(try raw(header("RS256"), payload, TokenFixtures.rsaPrivateJWK) == TokenFixtures.rs256)
        #expect(try raw(header("EdDSA"), payload, TokenFixtures.edPrivateJWK) == TokenFixtures.edDSA)
    }

    @Test("A key without what follows from its primes signs, too")
    func derivedNumbers() throws {
        let whole = try caller.json(TokenFixtures.rsaPrivateJWK)
        let kept = zip(whole.keys, whole.values).filter { !["dp", "dq", "qi"].contains($0.0.string) }
        let key = JSONWriter.compact.string(caller.arena.object(kept.map { (key: $0, value: $1) }))
        let token = try raw(#"{"alg":"RS256"}"#, "{}", key)
        #expect(try token == raw(#"{"alg":"RS256"}"#, "{}", TokenFixtures.rsaPrivateJWK))
    }

    @Test(
        "Headers that cannot be used are errors",
        arguments: [
            ("", "unexpected end of JSON input"),
            ("hello", "invalid character 'h' looking for beginning of value"),
            (#"{"alg":HS256}"#, "invalid character 'H' looking for beginning of value"),
            ("{\"alg\":\"HS\n256\"}", "invalid character '\\n' in string literal"),
            (#"{"alg":"CS256"}"#, "unknown signature algorithm"),
            (#"{"typ":"JWT"}"#, "unsupported signature algorithm"),
            (#"{"alg":"RS256"}"#, "failed to sign payload: the key does not fit the algorithm"),
        ])
    func header(header: String, message: String) throws {
        let text = try #require(error(header, "{}"))
        #expect(text.contains(message))
    }

    @Test("A payload of type JWT must be JSON, others need not")
    func payload() throws {
        let message = "type is JWT but payload is not JSON"
        #expect(error(#"{"alg":"HS256","typ":"JWT"}"#, "") == message)
        #expect(error(#"{"alg":"HS256"}"#, "{\"iss\"") == message)
        #expect(error(#"{"alg":"HS256","typ":"text/plain"}"#, "e") == nil)
        #expect(error(#"{"alg":"HS256","typ":"JWT"}"#, #""text""#) == nil)
    }

    @Test(
        "Keys that are no keys are errors, never traps",
        arguments: [
            "", "[]", "{}", #"{"keys":[]}"#, #"{"kty":"RSA"}"#, #"{"kty":"oct"}"#, #"{"kty":1}"#, #"{"kty":"XYZ"}"#,
            #"{"kty":"RSA","n":"AQ","e":"AQAB","d":"AQ","p":"AQ","q":"AQ"}"#,
            #"{"kty":"RSA","n":"","e":"","d":"","p":"","q":""}"#,
            #"{"kty":"RSA","n":"AAAA","e":"AQAB","d":"AAAA","p":"AA","q":"AA","dp":"AA","dq":"AA","qi":"AA"}"#,
            #"{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ","d":"AQ"}"#, #"{"kty":"EC","crv":"P-999"}"#,
            #"{"kty":"OKP","crv":"Ed25519","x":"AQ"}"#,
        ])
    func badKeys(key: String) {
        for algorithm in ["RS256", "PS256", "ES256", "EdDSA"] {
            #expect(error(#"{"alg":"\#(algorithm)"}"#, "{}", key) != nil)
        }
    }
}
