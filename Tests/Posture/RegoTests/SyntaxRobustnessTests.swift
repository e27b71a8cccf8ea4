import Foundation
import Rego
import Testing

/// No text, however broken or deep, may crash the parser or take it long.
@Suite struct SyntaxRobustnessTests {
    /// SplitMix64: the same texts in every run.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private func exercise(_ bytes: [UInt8]) {
        for dialect in [Dialect.v0, .v1] {
            guard let module = try? Parser.parseModule(bytes, file: "", dialect: dialect) else { continue }
            _ = module.rewritten
            _ = module.jsonTree
        }
        _ = try? Parser.parseQuery(String(decoding: bytes, as: UTF8.self), dialect: .v1)
    }

    @Test(arguments: 0..<4)
    func `Changed bytes are an error or another module, never a crash`(seed: UInt64) {
        var random = Generator(state: seed)
        let texts = SyntaxFixtureTests.v1Files.flatMap { SyntaxCase.read($0) }.map { Array($0.text.utf8) }
        for _ in 0..<1_500 {
            guard var bytes = texts.randomElement(using: &random), !bytes.isEmpty else { continue }
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1:
                    bytes.insert(Array("{}[]()|,:;=\"`$\\#_\n.-".utf8).randomElement(using: &random) ?? 0, at: index)
                case 2: bytes.removeSubrange(index..<min(index + 3, bytes.count))
                default: bytes = Array(bytes[..<index])
                }
                if bytes.isEmpty { break }
            }
            exercise(bytes)
        }
    }

    @Test func `Bytes without any sense are an error`() {
        var random = Generator(state: 42)
        for length in 0..<400 {
            exercise((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    @Test func `Bytes that no policy may hold are named`() {
        let cases: [([UInt8], String)] = [
            (Array("package a\np := \"".utf8) + [0xFF, 0x22], "2:7 illegal utf-8 character"),
            (Array("package a\n# ".utf8) + [0xE2, 0x82], "2:3 illegal utf-8 character"),
            (Array("package a\n".utf8) + [0], "2:1 illegal null character"),
            (Array("package a\n\u{FEFF}".utf8), "2:1 illegal byte-order mark"),
            ([], "0:0 empty module"),
        ]
        for (bytes, wanted) in cases {
            let error = #expect(throws: PolicyErrors.self) {
                try Parser.parseModule(bytes, file: "", dialect: .v1)
            }
            let first = error?.errors.first
            #expect(first.map { "\($0.location.line):\($0.location.column) \($0.message)" } == wanted)
        }
        #expect(throws: Never.self) { try Parser.parseModule("\u{FEFF}package a", file: "", dialect: .v1) }
    }

    static let nestings: [(open: String, middle: String, close: String)] = [
        ("[", "1", "]"), ("(", "1", ")"), ("{", "1", "}"), ("{\"a\":", "1", "}"), ("{", "1", ": 2}"), ("f(", "1", ")"),
        ("x[", "1", "]"), ("[1 | ", "1", "]"), ("{1 | ", "1", "}"), ("{1: 2 | ", "1", "}"), ("$\"{", "1", "}\""),
        ("1 + ", "1", ""), ("1 + (", "1", ")"), ("1 in ", "1", ""), ("(1, 2 in ", "1", ")"), ("-x[", "1", "]"),
        ("{1 | every x in y {", "1", "}}"), ("[1 | every k, v in ", "y", "{1}]"), ("[1 | some a, b in ", "1", "]"),
        ("[1 | x with input as ", "1", "]"), ("[1 | not ", "1", "]"), ("{1 | ", "1", ", 2}"), ("[1 | ", "1", ", 2]"),
        ("{1: 2 | ", "1", ", 3: 4}"), ("[", "", ""), ("[1 | ", "", ""), ("{1:", "", ""), ("(1, ", "", ""),
        ("[1 | some ", "x", "]"), ("1 == 1 | 1 & 1 + 1 * [", "1", "]"),
    ]

    @Test func `Nesting of any depth is an error within half a megabyte of stack`() {
        onSmallStack {
            for (open, middle, close) in Self.nestings {
                for count in [74, 2_000] {
                    let nested = String(repeating: open, count: count) + middle + String(repeating: close, count: count)
                    for text in ["package a\np if { \(nested) }", "package a\n\(nested)"] {
                        for dialect in [Dialect.v0, .v1] {
                            _ = try? Parser.parseModule(text, file: "", dialect: dialect)
                        }
                    }
                }
            }
        }
    }

    @Test func `Nesting too deep is named`() {
        for text in [String(repeating: "[", count: 10_000), String(repeating: "1 + ", count: 10_000)] {
            let error = #expect(throws: PolicyErrors.self) { try Parser.parseTerm(text) }
            #expect(error?.errors.first?.message == "max recursion depth (\(Parser.maximumDepth)) exceeded")
        }
    }

    @Test func `Attempts that fail do not multiply with depth`() {
        let depth = 35
        let texts = [
            String(repeating: "[a | b, ", count: depth) + "1" + String(repeating: "]", count: depth),
            String(repeating: "{a: b | c, ", count: depth) + "1: 1" + String(repeating: "}", count: depth),
            String(repeating: "{x + [y | z, ", count: depth) + "1" + String(repeating: "]}", count: depth),
            String(repeating: "[1 | some [2 | ", count: depth),
            String(repeating: "(a, [1 | (b, ", count: depth),
        ]
        let clock = ContinuousClock()
        for text in texts {
            for dialect in [Dialect.v0, .v1] {
                let time = clock.measure {
                    _ = try? Parser.parseModule("package a\np := \(text)", file: "", dialect: dialect)
                }
                #expect(time < .seconds(1), "\(text)")
            }
        }
    }

    @Test func `Long flat texts are no trouble`() throws {
        let list = (0..<20_000).map { "\"element \($0)\"" }.joined(separator: ", ")
        let rules = (0..<5_000).map { "p\($0) if input.x == \($0)" }.joined(separator: "\n")
        let chain = "q if false" + String(repeating: "\nelse := 1 if false", count: 5_000)
        let module = try Parser.parseModule(
            "package a\nx := [\(list)]\n\(rules)\n\(chain)", file: "", dialect: .v1)
        #expect(module.rules.count == 5_002)
    }

    private func onSmallStack(_ work: @escaping @Sendable () -> Void) {
        let thread = Thread(block: work)
        thread.stackSize = 512 << 10
        thread.start()
        while !thread.isFinished { Thread.sleep(forTimeInterval: 0.01) }
    }
}
