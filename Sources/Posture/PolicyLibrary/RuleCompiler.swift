public import Rego
import Synchronization

/// Compiles rules, each once, together with the helper modules they use. Shared by threads.
public final class RuleCompiler: Sendable {
    private struct Helper: Sendable {
        let package: String
        let text: PolicyText
        /// Packages of other helpers that this one names.
        let uses: [Int]
    }

    private let helpers: [Helper]
    private let parsed: Mutex<[Int: Module]> = Mutex([:])

    public init(_ library: PolicyLibrary) throws(PolicyLibraryError) {
        let texts = try library.helperTexts()
        helpers = texts.enumerated().map { index, helper in
            Helper(
                package: helper.package, text: helper.text,
                uses: RuleCompiler.helpers(in: helper.text.text, among: texts.map(\.package)).filter { $0 != index })
        }
    }

    /// The rule ready to run.
    public func compile(_ rule: PolicyRule) throws(PolicyLibraryError) -> CompiledPolicy {
        try compile(rule.text, of: rule.name)
    }

    /// The module that says which objects were tested, ready to run; nil when the rule has none.
    public func compileEnumerator(_ rule: PolicyRule) throws(PolicyLibraryError) -> CompiledPolicy? {
        guard let text = rule.enumerator else { return nil }
        return try compile(text, of: rule.name)
    }

    /// The texts that decide what a rule says: its own and those of all modules that it may call, in a fixed order.
    package func texts(behind rule: PolicyRule) -> [String] {
        let own = [rule.text] + [rule.enumerator].compactMap(\.self)
        let needed = Set(own.flatMap { self.needed(by: $0.text) }).sorted()
        return own.map(\.text) + needed.map { helpers[$0].text.text }
    }

    private func compile(_ text: PolicyText, of rule: String) throws(PolicyLibraryError) -> CompiledPolicy {
        do {
            var modules = [try Parser.parseModuleInEitherDialect(text.text, file: text.file)]
            for index in needed(by: text.text) { modules.append(try module(index)) }
            return try CompiledPolicy(modules)
        } catch let errors as PolicyErrors {
            throw PolicyLibraryError.doesNotCompile(
                rule: rule, file: text.file,
                problems: errors.errors.prefix(3).map { problem in
                    let place = "line \(problem.location.line), column \(problem.location.column)"
                    let file = problem.location.file == text.file ? "" : "\(problem.location.file), "
                    return "\(file)\(place): \(problem.message) (\(problem.code.rawValue))"
                })
        } catch {
            throw PolicyLibraryError.doesNotCompile(rule: rule, file: text.file, problems: ["\(error)"])
        }
    }

    private func module(_ index: Int) throws -> Module {
        if let known = parsed.withLock({ $0[index] }) { return known }
        let helper = helpers[index].text
        let module = try Parser.parseModuleInEitherDialect(helper.text, file: helper.file)
        parsed.withLock { $0[index] = module }
        return module
    }

    /// Helpers that a text names, and those that they name, in order.
    private func needed(by text: String) -> [Int] {
        var found: Set<Int> = []
        var open = RuleCompiler.helpers(in: text, among: helpers.map(\.package))
        while let next = open.popLast() {
            if found.insert(next).inserted { open += helpers[next].uses }
        }
        return found.sorted()
    }

    /// The packages whose path `data.…` occurs in a text. One too many costs a little time and changes nothing.
    private static func helpers(in text: String, among packages: [String]) -> [Int] {
        var text = text
        return text.withUTF8 { bytes in
            var found: [Int] = []
            let paths = packages.map { Array("data.\($0)".utf8) }
            var seen = [Bool](repeating: false, count: packages.count)
            for start in bytes.indices where bytes[start] == UInt8(ascii: "d") {
                let rest = bytes[start...]
                guard rest.starts(with: "data.".utf8) else { continue }
                for (index, path) in paths.enumerated() where !seen[index] && rest.starts(with: path) {
                    seen[index] = true
                    found.append(index)
                }
            }
            return found
        }
    }
}
