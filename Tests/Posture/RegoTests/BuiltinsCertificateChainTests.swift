import Documents
import Testing

@testable import Rego

private typealias Fixture = CertificateFixtures

@Suite("Chains of certificates")
struct BuiltinsCertificateChainTests {
    /// June 2025; the certificates begin in January 2024.
    let caller = BuiltinCaller(BuiltinTable.certificates, now: 1_750_000_000_000_000_000)

    private func verify(_ parts: [String], _ options: String? = nil) throws -> Value {
        let text = caller.text(parts.joined())
        guard let options else { return try caller.call("crypto.x509.parse_and_verify_certificates", text) }
        return try caller.call(
            "crypto.x509.parse_and_verify_certificates_with_options", text, caller.json(options))
    }

    private func isValid(_ parts: [String], _ options: String? = nil) throws -> Bool {
        try verify(parts, options).elements[0].isTrue
    }

    @Test("A chain is given from the leaf to the root")
    func valid() throws {
        let answer = try verify([Fixture.root, Fixture.intermediate, Fixture.leaf])
        #expect(answer.elements[0].isTrue)
        let names = answer.elements[1].elements.map {
            $0.lookup(caller.text("Subject")).lookup(caller.text("CommonName")).string
        }
        #expect(names == ["leaf", "Intermediate", "Root"])
    }

    @Test("A chain that is not whole or not allowed is invalid, without an error")
    func invalid() throws {
        #expect(
            try caller.answer("crypto.x509.parse_and_verify_certificates", [caller.text(Fixture.root)]) == "[false,[]]")
        #expect(try caller.answer("crypto.x509.parse_and_verify_certificates", [caller.text("!")]) == "[false,[]]")
        #expect(try !isValid([Fixture.root, Fixture.leaf]))
        #expect(try !isValid([Fixture.leaf, Fixture.intermediate, Fixture.root]))
        #expect(try !isValid([Fixture.root, Fixture.intermediate, Fixture.clientLeaf]))
        #expect(try !isValid([Fixture.root, Fixture.noAuthority, Fixture.leaf]))
        // Names outside what the authority permits.
        #expect(try !isValid([Fixture.root, Fixture.constrained, Fixture.leaf]))
        // One authority too many.
        #expect(try !isValid([Fixture.root, Fixture.intermediate, Fixture.below, Fixture.leafBelow]))
        #expect(try !isValid([Fixture.root, Fixture.critical], #"{"KeyUsages":["KeyUsageAny"]}"#))
    }

    @Test("Options ask for names, times and usages")
    func options() throws {
        let chain = [Fixture.root, Fixture.intermediate, Fixture.leaf]
        #expect(try isValid(chain, "{}"))
        for name in ["example.org", "www.example.com", "WWW.Example.Com.", "192.0.2.1", "[2001:DB8:0::1]"] {
            #expect(try isValid(chain, #"{"DNSName":"\#(name)"}"#))
        }
        for name in ["example.com", "a.b.example.com", "192.0.2.2", "leaf", ".example.com"] {
            #expect(try !isValid(chain, #"{"DNSName":"\#(name)"}"#))
        }
        #expect(try !isValid(chain, #"{"CurrentTime":1700000000000000000}"#))
        #expect(try isValid(chain, #"{"CurrentTime":2335219200000000000}"#))
        #expect(try !isValid(chain, #"{"CurrentTime":2335219200000000001}"#))
        let client = [Fixture.root, Fixture.intermediate, Fixture.clientLeaf]
        #expect(try isValid(client, #"{"KeyUsages":["KeyUsageClientAuth"]}"#))
        #expect(try isValid(client, #"{"KeyUsages":["KeyUsageAny"],"MaxConstraintComparisons":5}"#))
        #expect(try !isValid(client, #"{"KeyUsages":["KeyUsageServerAuth","KeyUsageCodeSigning"]}"#))
    }

    @Test("Options that make no sense are errors")
    func senseless() throws {
        func error(_ options: String) throws -> String? {
            caller.error(
                "crypto.x509.parse_and_verify_certificates_with_options",
                caller.text(Fixture.root + Fixture.intermediate + Fixture.leaf), try caller.json(options))
        }
        #expect(try error(#"{"DNSName":1}"#) == "'DNSName' should be a string")
        #expect(try error(#"{"CurrentTime":"now"}"#) == "'CurrentTime' should be a number")
        #expect(try error(#"{"CurrentTime":1.5}"#) == "'CurrentTime' should be a valid int64 number")
        #expect(try error(#"{"KeyUsages":"x"}"#) == "'KeyUsages' should be an Array or Set")
        #expect(try error(#"{"KeyUsages":["a","b"]}"#) == "invalid entries for 'KeyUsages' found: [a b]")
        #expect(try error(#"{"Nonsense":1}"#) == "invalid key option")
        #expect(try error("[]") == "operand 2 must be object but got array")
    }

    @Test("Comparisons of names with constraints are bounded")
    func comparisons() throws {
        // Six names of the leaf meet one constraint for hosts and one for addresses: two of each kind, so four.
        let excluding = [Fixture.root, Fixture.constrained, Fixture.leaf]
        let authority = try Certificate.all(try PEMContent.bytes(Fixture.constrained))
        let constraints = try #require(authority[0].extensions.nameConstraints)
        let leaf = try Certificate.all(try PEMContent.bytes(Fixture.leaf))[0]
        #expect(constraints.comparisons(leaf.extensions.alternativeNames) == 4)
        #expect(try !isValid(excluding, #"{"MaxConstraintComparisons":3}"#))
    }

    @Test("Very many like certificates do not cost more than the bound of checks")
    func bounded() throws {
        let many = [Fixture.root] + [String](repeating: Fixture.noAuthority, count: 300) + [Fixture.leaf]
        #expect(try !isValid(many))
    }
}

/// The DER of a PEM text with one block.
private enum PEMContent {
    static func bytes(_ pem: String) throws -> [UInt8] {
        try Base64Text.decode(pem.split(separator: "\n").dropFirst().dropLast().joined().utf8)
    }
}
