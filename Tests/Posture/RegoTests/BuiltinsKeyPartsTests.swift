import Testing

@testable import Rego

@Suite("Parts of keys")
struct BuiltinsKeyPartsTests {
    @Test(
        "Addresses are written as Go does",
        arguments: [
            ("0.0.0.0", "0.0.0.0"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"), ("::ffff:1.2.3.4", "1.2.3.4"), ("FE80::A", "fe80::a"),
        ])
    func addresses(text: String, wanted: String) throws {
        let bytes = try #require(AddressText.bytes(Array(text.utf8)))
        #expect(AddressText.text(bytes) == wanted)
    }

    @Test(
        "Text that is no address is none", arguments: ["", "1.2.3", "1.2.3.256", "01.2.3.4", ":::", "1::2::3", "g::"])
    func noAddresses(text: String) {
        #expect(AddressText.bytes(Array(text.utf8)) == nil)
    }

    @Test("Base64 is read with the errors of Go")
    func base64() throws {
        func decode(_ text: String) throws -> String {
            String(decoding: try Base64Text.decode(text.utf8), as: UTF8.self)
        }
        #expect(try decode("Zm9v\r\nYmE=") == "fooba")
        for (text, offset) in [
            ("Zm9", 0), ("Zm9vY", 4), ("Zg=", 3), ("Zg==Z", 4), ("Z===", 1), ("Zm9-", 3), ("Zg=v", 2),
        ] {
            #expect(throws: Base64Text.CorruptInput.self) { try decode(text) }
            do { _ = try Base64Text.decode(text.utf8) } catch { #expect(error.offset == offset, "\(text)") }
        }
    }

    @Test("A PEM block is found after other text and with headers")
    func pem() throws {
        var text = Array("junk\n-----BEGIN A-----\n-----BEGIN B-----\nKey: value\n\nAA==\n-----END B-----\nrest".utf8)[
            ...]
        let block = try #require(PEMBlock.next(in: &text))
        #expect(block.type == "B")
        #expect(block.bytes == [0])
        #expect(text.elementsEqual("rest".utf8))
        #expect(PEMBlock.next(in: &text) == nil)
    }

    @Test("Powers are right for moduli of any width", arguments: 1...40)
    func powers(width: Int) throws {
        // Fermat: a^(p-1) ≡ 1 is not at hand for every width, but (a^3)^5 = a^15 is.
        let modulus = (0..<width).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 0x8B) } + [0xF1]
        let base = (0..<width).map { UInt8(truncatingIfNeeded: $0 &* 91 &+ 3) }
        let field = try #require(MontgomeryModulus(modulus))
        let once = try #require(field.power(base, 15))
        let cube = try #require(field.power(base, 3))
        let twice = try #require(field.power(cube, 5))
        #expect(once == twice)
        #expect(field.power(base, 1).map { Array($0.drop { $0 == 0 }) } == Array(base.drop { $0 == 0 }))
    }

    @Test("Decimal digits are right at the borders of limbs")
    func decimals() {
        func decimal(_ bytes: [UInt8]) -> String? {
            UnsignedBytes.decimal(bytes).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(decimal([]) == "0")
        #expect(decimal([0x3B, 0x9A, 0xCA, 0x00]) == "1000000000")
        #expect(decimal([0x0D, 0xE0, 0xB6, 0xB3, 0xA7, 0x64, 0x00, 0x00]) == "1000000000000000000")
        #expect(decimal([UInt8](repeating: 0xFF, count: 16)) == "340282366920938463463374607431768211455")
        #expect(decimal([UInt8](repeating: 1, count: UnsignedBytes.decimalLimit + 1)) == nil)
    }
}
