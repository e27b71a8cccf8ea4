import Documents
import Testing

@testable import Rego

private typealias Fixture = CertificateFixtures

@Suite("Reading certificates and keys")
struct BuiltinsCertificateTests {
    let caller = BuiltinCaller(BuiltinTable.certificates)

    private func certificates(_ text: String) throws -> Value {
        try caller.call("crypto.x509.parse_certificates", caller.text(text))
    }

    private func json(_ object: Value, _ member: String) -> String {
        JSONWriter.compact.string(object.lookup(caller.text(member)))
    }

    @Test("Fields of a certificate have the names and forms that Go gives them")
    func fields() throws {
        let leaf = try certificates(Fixture.leaf).elements[0]
        let wanted = [
            "Version": "3", "SerialNumber": "207698809136909011942886895", "NotBefore": #""2024-01-01T00:00:00Z""#,
            "NotAfter": #""2044-01-01T00:00:00Z""#, "SignatureAlgorithm": "11", "PublicKeyAlgorithm": "3",
            "KeyUsage": "0", "ExtKeyUsage": "[1]", "UnknownExtKeyUsage": "null", "BasicConstraintsValid": "false",
            "IsCA": "false", "MaxPathLen": "0", "MaxPathLenZero": "false", "SubjectKeyId": "null",
            "DNSNames": #"["*.example.com","example.org"]"#, "EmailAddresses": #"["a@example.com"]"#,
            "IPAddresses": #"["192.0.2.1","2001:db8::1"]"#, "URIStrings": #"["spiffe://cluster/ns/a?b=c"]"#,
            "URIs": #"[{"ForceQuery":false,"Fragment":"","Host":"cluster","OmitHost":false,"Opaque":"","Path":"/ns/a","#
                + #""RawFragment":"","RawPath":"","RawQuery":"b=c","Scheme":"spiffe","User":null}]"#,
            "OCSPServer": #"["http://ocsp.example.com"]"#,
            "IssuingCertificateURL": #"["http://ca.example.com/ca.crt"]"#,
            "CRLDistributionPoints": #"["http://crl.example.com/a.crl"]"#, "Policies": #"["2.23.140.1.2.1"]"#,
            "PolicyIdentifiers": "[[2,23,140,1,2,1]]", "UnhandledCriticalExtensions": "null",
            "Subject": #"{"CommonName":"leaf","Country":null,"ExtraNames":null,"Locality":null,"Names":["#
                + #"{"Type":[2,5,4,3],"Value":"leaf"},{"Type":[2,5,4,5],"Value":"42"}],"Organization":null,"#
                + #""OrganizationalUnit":null,"PostalCode":null,"Province":null,"SerialNumber":"42","#
                + #""StreetAddress":null}"#,
        ]
        for (member, value) in wanted.sorted(by: { $0.key < $1.key }) { #expect(json(leaf, member) == value) }
        let key = leaf.lookup(caller.text("PublicKey"))
        #expect(json(key, "X") == Fixture.ecX)
        #expect(json(key, "Curve") == "{}")
        // The DER is that of the PEM.
        let body = Fixture.leaf.split(separator: "\n").dropFirst().dropLast().joined()
        #expect(json(leaf, "Raw") == "\"\(body)\"")
        let extensions = leaf.lookup(caller.text("Extensions"))
        #expect(extensions.count == 5)
        #expect(json(extensions.elements[1], "Id") == "[2,5,29,37]")
        #expect(json(extensions.elements[1], "Value") == #""MAoGCCsGAQUFBwMB""#)
    }

    @Test("Authorities have their constraints")
    func authority() throws {
        let root = try certificates(Fixture.root).elements[0]
        #expect(json(root, "IsCA") == "true")
        #expect(json(root, "MaxPathLen") == "-1")
        #expect(json(root, "KeyUsage") == "96")
        #expect(json(root, "PublicKey") == #"{"E":65537,"N":\#(Fixture.rsaModulus)}"#)
        #expect(json(root, "SignatureAlgorithm") == "4")
        #expect(json(root.lookup(caller.text("Issuer")), "Country") == #"["DE"]"#)
        let intermediate = try certificates(Fixture.intermediate).elements[0]
        #expect(json(intermediate, "MaxPathLenZero") == "true")
        #expect(json(intermediate, "SignatureAlgorithm") == "14")
        #expect(json(intermediate, "AuthorityKeyId") == json(root, "SubjectKeyId"))
        let constrained = try certificates(Fixture.constrained).elements[0]
        #expect(json(constrained, "PermittedDNSDomains") == #"["example.org"]"#)
        #expect(json(constrained, "PermittedDNSDomainsCritical") == "true")
        #expect(json(constrained, "ExcludedIPRanges") == #"[{"IP":"10.0.0.0","Mask":"/wAAAA=="}]"#)
    }

    @Test("Several certificates are read from PEM, from Base64 of PEM and from Base64 of DER")
    func forms() throws {
        let text = Fixture.root + Fixture.leaf
        let encoded = String(decoding: Base64Text.encode(Array(text.utf8)), as: UTF8.self)
        let body = { (pem: String) in pem.split(separator: "\n").dropFirst().dropLast().joined() }
        let der = try Base64Text.decode(body(Fixture.root).utf8) + Base64Text.decode(body(Fixture.leaf).utf8)
        let wanted = JSONWriter.compact.string(try certificates(text))
        #expect(try certificates(text).count == 2)
        #expect(JSONWriter.compact.string(try certificates(encoded)) == wanted)
        #expect(
            JSONWriter.compact.string(try certificates(String(decoding: Base64Text.encode(der), as: UTF8.self)))
                == wanted
        )
        #expect(try certificates("").count == 0)
    }

    @Test("Text that holds no certificate is an error")
    func noCertificates() {
        let name = "crypto.x509.parse_certificates"
        #expect(caller.error(name, caller.text("!")) == "illegal base64 data at input byte 0")
        #expect(caller.error(name, caller.text("AAAA")) == "x509: malformed certificate")
        #expect(
            caller.error(name, caller.text(Fixture.rsaKey))
                == "PEM block type is 'RSA PRIVATE KEY', expected CERTIFICATE")
        #expect(caller.error(name, .null) == "operand 1 must be string but got null")
    }

    @Test("Certificates that are cut off or changed anywhere are errors or answers, never traps")
    func hostile() throws {
        let body = Fixture.leaf.split(separator: "\n").dropFirst().dropLast().joined()
        let der = try Base64Text.decode(body.utf8)
        for index in der.indices {
            _ = try? Certificate.all(Array(der[..<index]))
            for mask in [0xFF, 0x01, 0x80] as [UInt8] {
                var changed = der
                changed[index] ^= mask
                let text = String(decoding: Base64Text.encode(changed), as: UTF8.self)
                _ = try? certificates(text)
            }
        }
    }

    @Test("Private keys that are changed anywhere are errors or answers, never traps")
    func hostileKeys() throws {
        for pem in [Fixture.ecKeyPKCS8, Fixture.edKey, Fixture.ecKey] {
            let body = pem.split(separator: "\n").dropFirst().dropLast().joined()
            let der = try Base64Text.decode(body.utf8)
            for index in der.indices {
                for mask in [0xFF, 0x01, 0x80] as [UInt8] {
                    var changed = der
                    changed[index] ^= mask
                    for key in [try? PrivateKey(pkcs8: changed), try? PrivateKey(sec1: changed)] {
                        _ = try key?.value(caller.arena)
                        _ = key?.jsonWebKey(caller.arena)
                    }
                }
            }
        }
    }

    @Test("A request for a certificate is read")
    func request() throws {
        let request = try caller.call("crypto.x509.parse_certificate_request", caller.text(Fixture.request))
        #expect(json(request, "Version") == "0")
        #expect(json(request, "DNSNames") == #"["csr.example.com"]"#)
        #expect(json(request, "IPAddresses") == #"["192.0.2.9"]"#)
        #expect(json(request.lookup(caller.text("Subject")), "CommonName") == #""leaf""#)
        #expect(json(request, "PublicKey") == #"{"E":65537,"N":\#(Fixture.rsaModulus)}"#)
        #expect(request.lookup(caller.text("Extensions")).count == 2)
        // The password is left out; the critical extension has its flag where others have their value.
        let attributes = request.lookup(caller.text("Attributes"))
        #expect(attributes.count == 1)
        #expect(json(attributes.elements[0], "Type") == "[1,2,840,113549,1,9,14]")
        #expect(json(attributes.elements[0], "Value").hasSuffix(#"{"Type":[2,5,29,19],"Value":true}]]"#))
    }

    @Test("Text that holds no request is an error")
    func noRequests() {
        let name = "crypto.x509.parse_certificate_request"
        #expect(caller.error(name, caller.text("!")) == "illegal base64 data at input byte 0")
        #expect(caller.error(name, caller.text(Fixture.root)) == "illegal base64 data at input byte 0")
        let encoded = String(decoding: Base64Text.encode(Array(Fixture.root.utf8)), as: UTF8.self)
        #expect(caller.error(name, caller.text(encoded)) == "invalid PEM-encoded certificate signing request")
        #expect(caller.error(name, caller.text("MIID")) == "asn1: syntax error: truncated tag or length")
        #expect(
            caller.error(name, caller.text("AgEB"))?.hasPrefix(
                "asn1: structure error: tags don't match (16 vs {class:0 tag:2 length:1 isCompound:false})") == true)
    }

    @Test("Private keys are given as Go's structures")
    func privateKeys() throws {
        let text = Fixture.rsaKey + Fixture.ecKey + Fixture.leaf + Fixture.edKey
        let keys = try caller.call("crypto.parse_private_keys", caller.text(text))
        #expect(keys.count == 3)
        let rsa = keys.elements[0]
        #expect(json(rsa, "N") == Fixture.rsaModulus)
        #expect(json(rsa, "D") == Fixture.rsaExponent)
        #expect(json(rsa, "Primes") == "[\(Fixture.rsaPrimes.joined(separator: ","))]")
        let precomputed = rsa.lookup(caller.text("Precomputed"))
        #expect(json(precomputed, "Qinv") == Fixture.rsaCoefficient)
        #expect(json(precomputed, "CRTValues") == "[]")
        #expect(json(keys.elements[1], "D") == Fixture.ecScalar)
        #expect(json(keys.elements[1], "X") == Fixture.ecX)
        #expect(keys.elements[2].isString)
        let other = try caller.call("crypto.parse_private_keys", caller.text(Fixture.rsaKeyPKCS8 + Fixture.ecKeyPKCS8))
        #expect(Value.equal(other.elements[0], rsa))
        #expect(Value.equal(other.elements[1], keys.elements[1]))
    }

    @Test("No private keys are null for no text and an empty array for other text")
    func noPrivateKeys() throws {
        #expect(try caller.call("crypto.parse_private_keys", caller.text("")).isNull)
        #expect(try caller.answer("crypto.parse_private_keys", [caller.text("x")]) == "[]")
        #expect(try caller.answer("crypto.parse_private_keys", [caller.text(Fixture.leaf)]) == "[]")
    }

    @Test("The first private key is given as a JWK that signs")
    func jsonWebKey() throws {
        let name = "crypto.x509.parse_rsa_private_key"
        let signing = BuiltinCaller(BuiltinTable.tokenSigning)
        let header = try signing.json(#"{"alg":"RS256"}"#)
        for text in [Fixture.rsaKey, Fixture.rsaKeyPKCS8] {
            let key = try caller.answer(name, [caller.text(text)])
            #expect(key.contains(#""e":"AQAB","kty":"RSA""#))
            _ = try signing.call("io.jwt.encode_sign", header, header, signing.json(key))
        }
        #expect(try caller.answer(name, [caller.text(Fixture.ecKey)]).hasPrefix(#"{"crv":"P-256","d":""#))
        #expect(caller.error(name, caller.text("")) == "input PEM data was empty")
        #expect(caller.error(name, caller.text("!")) == "illegal base64 data at input byte 0")
        #expect(try caller.answer(name, [caller.text(Fixture.leaf)]) == "null")
    }

    @Test("A certificate and its key make a pair")
    func keyPair() throws {
        let name = "crypto.x509.parse_keypair"
        let pair = try caller.call(name, caller.text(Fixture.leaf + Fixture.intermediate), caller.text(Fixture.ecKey))
        #expect(pair.lookup(caller.text("Certificate")).count == 2)
        #expect(json(pair.lookup(caller.text("PrivateKey")), "D") == Fixture.ecScalar)
        #expect(json(pair, "OCSPStaple") == "null")
        #expect(json(pair.lookup(caller.text("Leaf")), "Version") == "3")
        #expect(
            caller.error(name, caller.text(Fixture.leaf), caller.text(Fixture.rsaKey))
                == "tls: private key type does not match public key type")
        #expect(
            caller.error(name, caller.text(Fixture.leaf), caller.text(Fixture.leaf))
                == "tls: found a certificate rather than a key in the PEM for the private key")
    }
}
