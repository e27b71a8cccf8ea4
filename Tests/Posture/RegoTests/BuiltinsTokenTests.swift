import Documents
import Testing

@testable import Rego

private typealias Fixture = TokenFixtures

@Suite("Checking tokens")
struct BuiltinsTokenTests {
    let caller = BuiltinCaller(BuiltinTable.tokens, now: 2_000_000_000_000)

    @Test(
        "A signature is right under the key that made it",
        arguments: [
            ("rs256", Fixture.rs256, Fixture.rsaCertificate), ("rs384", Fixture.rs384, Fixture.rsaPublicKey),
            ("rs512", Fixture.rs512, Fixture.rsaPublicKey), ("ps256", Fixture.ps256, Fixture.rsaCertificate),
            ("ps384", Fixture.ps384, Fixture.rsaCertificate), ("ps512", Fixture.ps512, Fixture.rsaCertificate),
            ("ps256", Fixture.ps256EmptySalt, Fixture.rsaCertificate),
            ("ps256", Fixture.ps256LongSalt, Fixture.rsaCertificate),
            ("es256", Fixture.es256, Fixture.ecCertificate), ("es384", Fixture.es384, Fixture.ec384PublicKey),
            ("es512", Fixture.es512, Fixture.ec521PublicKey), ("eddsa", Fixture.edDSA, Fixture.edCertificate),
            ("eddsa", Fixture.edDSA, Fixture.edPublicKey), ("rs256", Fixture.rs256Short, Fixture.rsa1024PublicKey),
            ("hs256", Fixture.hs256, "secret"), ("hs384", Fixture.hs384, "secret"), ("hs512", Fixture.hs512, "secret"),
            ("rs256", Fixture.rs256, Fixture.keySet), ("es384", Fixture.es384, Fixture.keySet),
            ("eddsa", Fixture.edDSA, Fixture.keySet), ("rs256", Fixture.rs256NamingRSA, Fixture.keySet),
            ("rs256", Fixture.rs256NamingNobody, Fixture.keySet),
        ])
    func right(algorithm: String, token: String, key: String) throws {
        let name = "io.jwt.verify_\(algorithm)"
        #expect(try caller.call(name, caller.text(token), caller.text(key)).isTrue)
        // The same with one bit of the payload turned.
        var parts = token.split(separator: ".").map(String.init)
        parts[1] = "eyJhIjoxfQ"
        #expect(try caller.call(name, caller.text(parts.joined(separator: ".")), caller.text(key)).isFalse)
    }

    @Test(
        "A signature is wrong under other keys, algorithms and key types",
        arguments: [
            ("rs256", Fixture.rs256, Fixture.rsa1024PublicKey), ("rs384", Fixture.rs256, Fixture.rsaPublicKey),
            ("ps256", Fixture.rs256, Fixture.rsaPublicKey), ("rs256", Fixture.ps256, Fixture.rsaPublicKey),
            ("ps384", Fixture.ps256, Fixture.rsaPublicKey), ("es256", Fixture.rs256, Fixture.rsaPublicKey),
            ("rs256", Fixture.rs256, Fixture.ecCertificate), ("es256", Fixture.es256, Fixture.ec384PublicKey),
            ("eddsa", Fixture.edDSA, Fixture.ecCertificate), ("hs256", Fixture.hs256, "Secret"),
            ("rs256", Fixture.rs256NamingSmall, Fixture.keySet), ("rs256", Fixture.rs256, #"{"keys":[]}"#),
            ("rs256", Fixture.rs256, Fixture.rsaPrivateJWK),
        ])
    func wrong(algorithm: String, token: String, key: String) throws {
        #expect(try caller.call("io.jwt.verify_\(algorithm)", caller.text(token), caller.text(key)).isFalse)
    }

    @Test(
        "Tokens and keys that cannot be read are errors",
        arguments: [
            ("a.b", Fixture.rsaPublicKey, "encoded JWT must have 3 sections, found 2"),
            ("abc", Fixture.rsaPublicKey, "encoded JWT had no period separators"),
            ("e30.e30.", Fixture.rsaPublicKey, "missing alg header parameter"),
            ("e30.e30.a", Fixture.rsaPublicKey, "JWT signature had invalid encoding: illegal base64url string: a"),
            (
                "e30.e30.%A==", Fixture.rsaPublicKey,
                "JWT signature had invalid encoding: illegal base64 data at input byte 0"
            ),
            (
                Fixture.rs256, Fixture.rsaPublicKey + Fixture.rsaPublicKey,
                "extra data after a PEM certificate block"
            ),
            (
                Fixture.rs256, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "failed to parse a PEM certificate: x509: malformed certificate"
            ),
            (
                Fixture.rs256, "-----BEGIN THING-----\nAAAA\n-----END THING-----\n",
                "failed to extract a Key from the PEM certificate"
            ),
            (Fixture.rs256, "{", "failed to parse a JWK key (set): unexpected EOF"),
            (
                Fixture.rs256, #"{"kty":"RSA","e":"AQAB"}"#,
                "failed to parse a JWK key (set): required field n is missing"
            ),
        ])
    func unreadable(token: String, key: String, message: String) {
        #expect(caller.error("io.jwt.verify_rs256", caller.text(token), caller.text(key)) == message)
    }

    @Test("Decoding gives header, payload and the signature in hexadecimal")
    func decode() throws {
        // RFC 7515, appendix A.1.
        let token =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9l"
            + "eGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        #expect(
            try caller.answer("io.jwt.decode", [caller.text(token)])
                == #"[{"alg":"HS256","typ":"JWT"},{"exp":1300819380,"http://example.com/is_root":true,"iss":"joe"},"#
                + #""7418dfb49799e0254ffa607dd8adbbba16d4254d69d6bff05b58055853848d79"]"#)
        let inner = try caller.answer("io.jwt.decode", [caller.text(Fixture.rs256)])
        #expect(try caller.answer("io.jwt.decode", [caller.text(Fixture.nested)]) == inner)
        #expect(try caller.answer("io.jwt.decode", [caller.text(Fixture.nestedQuoted)]) == inner)
    }

    @Test(
        "Decoding tells which part is wrong",
        arguments: [
            ("a.e30.", "JWT header had invalid encoding: illegal base64url string: a"),
            ("e30.%%%%.", "JWT payload had invalid encoding: illegal base64 data at input byte 0"),
            ("e30.e30.a", "JWT signature had invalid encoding: illegal base64url string: a"),
            ("W10.e30.", "bad JWT header: decoded JSON type was not an Object"),
            ("ew.e30.", "bad JWT header: invalid JSON: unexpected EOF"),
            ("e30.W10.", "decoded JSON type was not an Object"),
            ("e30.aGk.", "invalid JSON: invalid character 'h' looking for beginning of value"),
            ("eyJlbmMiOiJBMTI4In0.e30.", "JWT is a JWE object, which is not supported"),
            ("eyJjdHkiOiJKV1QifQ..", "encoded JWT had no period separators"),
        ])
    func undecodable(token: String, message: String) {
        #expect(caller.error("io.jwt.decode", caller.text(token)) == message)
    }
}

@Suite("Checking tokens with constraints")
struct BuiltinsTokenConstraintTests {
    /// 2,000 seconds after 1970: between `nbf` and `exp` of the fixtures.
    let caller = BuiltinCaller(BuiltinTable.tokens, now: 2_000_000_000_000)
    static let invalid = "[false,{},{}]"

    private func answer(_ token: String, _ constraints: KeyValuePairs<String, Value>) throws -> String {
        try caller.answer("io.jwt.decode_verify", [caller.text(token), caller.arena.object(constraints)])
    }

    private func error(_ token: String, _ constraints: KeyValuePairs<String, Value>) -> String? {
        caller.error("io.jwt.decode_verify", caller.text(token), caller.arena.object(constraints))
    }

    @Test("A token that meets everything is given with header and payload")
    func valid() throws {
        let key = caller.text(Fixture.rsaCertificate)
        #expect(
            try answer(Fixture.rs256, ["cert": key, "alg": caller.text("RS256"), "iss": caller.text("xxx")])
                == #"[true,{"alg":"RS256","typ":"JWT"},{"exp":3000,"iss":"xxx","nbf":1000,"sub":"alice"}]"#)
        for token in [Fixture.ps256, Fixture.rs512, Fixture.rs256CriticalKnown, Fixture.nested] {
            #expect(try answer(token, ["cert": key]).hasPrefix("[true"))
        }
        for token in [Fixture.rs256, Fixture.edDSA, Fixture.es384, Fixture.hs256, Fixture.rs256NamingRSA] {
            #expect(try answer(token, ["cert": caller.text(Fixture.keySet)]).hasPrefix("[true"))
        }
        #expect(try answer(Fixture.hs512, ["secret": caller.text("secret")]).hasPrefix("[true"))
    }

    @Test("A token that misses one constraint is invalid, without an error")
    func invalid() throws {
        let key = caller.text(Fixture.rsaCertificate)
        let number = { (value: Int) in Value(smallInteger: value) }
        #expect(try answer(Fixture.rs256, ["cert": caller.text(Fixture.ecCertificate)]) == Self.invalid)
        #expect(try answer(Fixture.rs256, ["cert": key, "alg": caller.text("RS384")]) == Self.invalid)
        #expect(try answer(Fixture.rs256, ["cert": key, "iss": caller.text("yyy")]) == Self.invalid)
        #expect(try answer(Fixture.rs256, ["cert": key, "aud": caller.text("me")]) == Self.invalid)
        #expect(try answer(Fixture.rs256, ["cert": key, "time": number(3_000_000_000_000)]) == Self.invalid)
        #expect(try answer(Fixture.rs256, ["cert": key, "time": number(2_999_999_999_999)]).hasPrefix("[true"))
        #expect(try answer(Fixture.rs256, ["cert": key, "time": number(1_000_000_000_000)]).hasPrefix("[true"))
        #expect(try answer(Fixture.rs256, ["cert": key, "time": number(999_999_999_999)]) == Self.invalid)
        #expect(try answer(Fixture.rs256Critical, ["cert": key]) == Self.invalid)
        #expect(try answer(Fixture.rs256NamingSmall, ["cert": caller.text(Fixture.keySet)]) == Self.invalid)
        #expect(try answer(Fixture.hs256, ["secret": caller.text("wrong")]) == Self.invalid)
        #expect(try answer(Fixture.hs256, ["cert": key]) == Self.invalid)
    }

    @Test("Constraints that make no sense are errors")
    func senseless() {
        let key = caller.text(Fixture.rsaCertificate)
        let secret = caller.text("secret")
        #expect(error(Fixture.rs256, [:]) == "no key constraint")
        #expect(error(Fixture.rs256, ["secret": caller.text("")]) == "no key constraint")
        #expect(error(Fixture.rs256, ["cert": key, "secret": secret]) == "duplicate key constraints")
        #expect(error(Fixture.rs256, ["cert": .null]) == "cert constraint: must be a string")
        #expect(error(Fixture.rs256, ["cert": key, "alg": .null]) == "alg constraint: must be a string")
        #expect(error(Fixture.rs256, ["cert": key, "tiem": .null]) == "unknown token validation constraint: tiem")
        #expect(error(Fixture.rs256, ["cert": key, "time": .true]) == "token time constraint: must be a number")
        #expect(
            error(Fixture.rs256, ["cert": key, "time": Value(smallInteger: -1)])
                == "token time constraint: must not be negative")
        #expect(error(Fixture.rs256, ["secret": secret]) == "incorrect public key type")
        #expect(
            error("eyJhbGciOiJub25lIn0.e30.", ["secret": secret]) == "unknown JWS algorithm: none")
        #expect(
            caller.error("io.jwt.decode_verify", caller.text(Fixture.rs256), .null)
                == "operand 2 must be object but got null")
    }

    @Test("An audience must be asked for, and be one of those of the token")
    func audience() throws {
        let signing = BuiltinCaller(BuiltinTable.tokenSigning)
        func token(_ payload: String) throws -> String {
            let key = signing.text(#"{"kty":"oct","k":"c2VjcmV0"}"#)
            return try signing.call(
                "io.jwt.encode_sign_raw", signing.text(#"{"alg":"HS256"}"#), signing.text(payload), key
            ).string
        }
        let secret = caller.text("secret")
        let (one, two) = (caller.text("one"), caller.text("two"))
        let single = try token(#"{"aud":"one"}"#)
        #expect(try answer(single, ["secret": secret]) == Self.invalid)
        #expect(try answer(single, ["secret": secret, "aud": one]).hasPrefix("[true"))
        #expect(try answer(single, ["secret": secret, "aud": two]) == Self.invalid)
        let several = try token(#"{"aud":["one","two"]}"#)
        #expect(try answer(several, ["secret": secret, "aud": two]).hasPrefix("[true"))
        #expect(try answer(several, ["secret": secret]) == Self.invalid)
        #expect(error(try token(#"{"exp":"soon"}"#), ["secret": secret]) == "exp value must be a number")
        #expect(error(try token(#"{"nbf":null}"#), ["secret": secret]) == "nbf value must be a number")
        #expect(try answer(try token(#"{"iss":1}"#), ["secret": secret, "iss": one]) == Self.invalid)
    }
}
