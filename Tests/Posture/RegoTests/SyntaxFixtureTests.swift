import Foundation
import Rego
import Testing

/// A text with the tree or the error that it has to give.
struct SyntaxCase: Sendable, CustomTestStringConvertible {
    var file: String
    var text: String
    var wanted: [String]

    var testDescription: String { "\(file): \(text)" }

    static func read(_ file: String) -> [SyntaxCase] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/Syntax").standardized
        guard let text = try? String(contentsOf: folder.appending(path: file), encoding: .utf8) else { return [] }
        return text.split(separator: "\n===\n", omittingEmptySubsequences: false).dropFirst().compactMap { piece in
            guard let arrow = piece.range(of: "\n--->\n") else { return nil }
            let wanted = piece[arrow.upperBound...].split(separator: "\n").map(String.init)
            return SyntaxCase(file: file, text: String(piece[..<arrow.lowerBound]), wanted: wanted)
        }
    }

    func lines(_ dialect: Dialect) -> [String] {
        do {
            return TreeLines.lines(of: try Parser.parseModule(text, file: "", dialect: dialect))
        } catch {
            guard let first = error.errors.first else { return ["no errors"] }
            return ["ERROR \(first.location.line):\(first.location.column) \(first.message)"]
        }
    }
}

/// Texts with what OPA makes of them: one case of a fixture file is one behaviour, so more need no Swift.
@Suite struct SyntaxFixtureTests {
    static let v1Files = [
        "modules.txt", "errors.txt", "templates.txt", "keyword-references.txt", "generated.txt",
    ]

    @Test(arguments: v1Files)
    func `Texts of v1 give the trees and messages of OPA`(file: String) {
        let cases = SyntaxCase.read(file)
        #expect(!cases.isEmpty)
        for fixture in cases {
            #expect(fixture.lines(.v1) == fixture.wanted, "\(fixture.testDescription)")
        }
    }

    @Test func `Texts of v0 give their trees and messages`() {
        let cases = SyntaxCase.read("v0.txt")
        #expect(!cases.isEmpty)
        for fixture in cases {
            #expect(fixture.lines(.v0) == fixture.wanted, "\(fixture.testDescription)")
        }
    }

    @Test(arguments: v1Files)
    func `A module written anew from its tree has the same tree`(file: String) throws {
        for fixture in SyntaxCase.read(file) { try checkRewriting(fixture, .v1) }
    }

    @Test func `A module of v0 written anew has the same tree`() throws {
        for fixture in SyntaxCase.read("v0.txt") { try checkRewriting(fixture, .v0) }
    }

    private func checkRewriting(_ fixture: SyntaxCase, _ dialect: Dialect) throws {
        guard let module = try? Parser.parseModule(fixture.text, file: "", dialect: dialect) else { return }
        let text = module.rewritten
        let again = try Parser.parseModule(text, file: "", dialect: dialect)
        #expect(again.rewritten == text)
        #expect(comparable(again) == comparable(module), "\(fixture.text)\nbecame\n\(text)")
    }

    /// Less what the writer does not keep: whether a template was raw, whether a negation had braces, and the numbers
    /// of wildcards, which chained bodies share.
    private func comparable(_ module: Module) -> [String] {
        TreeLines.lines(of: module).map {
            $0.replacing("$(raw ", with: "$(").replacing("(not block ", with: "(not ").replacing(/\$\d+/, with: "_")
        }
    }
}
