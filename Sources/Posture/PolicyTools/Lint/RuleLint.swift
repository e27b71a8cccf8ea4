import Documents
import PolicyLibrary
import Rego
import RegoTools

/// Checks rules: that they compile, declare the inputs and libraries they use, have objects to look at, and tests.
struct RuleLint {
    private let source: LibrarySource
    private let library: PolicyLibrary
    private let cases: CaseOverview?

    init(_ source: LibrarySource, _ library: PolicyLibrary, cases: CaseOverview?) {
        self.source = source
        self.library = library
        self.cases = cases
    }

    func problems() throws -> [LintProblem] {
        let compiler = try RuleCompiler(library)
        let used = Set(source.controls.flatMap { $0.texts("rulesNames") })
        let inputs = Set(source.inputs.map { InputLint.lists($0).map(\.key) } ?? [])
        let packages = RuleLint.paths(inLibraries: source.libraries)
        var problems: [LintProblem] = []
        var names: [String: String] = [:]
        for rule in source.rules {
            let name = rule.metadata.name
            if name != rule.name {
                problems.append(
                    at(rule, "name", .error, "The rule is called \"\(name)\", its folder \"\(rule.name)\"."))
            }
            if let other = names.updateValue(rule.name, forKey: name), !name.isEmpty {
                problems.append(at(rule, "name", .error, "The name \"\(name)\" is taken by rules/\(other)."))
            }
            if !used.contains(name) {
                problems.append(at(rule, "name", .warning, "No control uses the rule."))
            }
            if rule.metadata.text("description").count < TextLimits.description {
                problems.append(at(rule, "description", .warning, "The description does not say what the rule finds."))
            }
            problems += matches(rule) + bounds(rule)
            problems += code(rule, compiler, inputs: inputs, packages: packages)
            if let cases { problems += tests(rule, cases) }
        }
        return problems
    }

    private func at(
        _ rule: LibrarySource.RuleFolder, _ key: String, _ severity: LintProblem.Severity, _ message: String
    ) -> LintProblem {
        LintProblem(severity, rule.metadata.path, line: rule.metadata.line(key), message)
    }

    // MARK: Metadata

    private func matches(_ rule: LibrarySource.RuleFolder) -> [LintProblem] {
        var problems: [LintProblem] = []
        var kinds: [String] = []
        for key in ["match", "dynamicMatch"] {
            for block in rule.metadata.node[key]?.elements ?? [] {
                for list in ["apiGroups", "apiVersions", "resources"] where (block[list]?.elements ?? []).isEmpty {
                    problems.append(
                        at(rule, key, .error, "A block under \(key) has no \(list), so it matches nothing."))
                }
                kinds += block["resources"]?.elements.compactMap(\.string) ?? []
            }
        }
        if kinds.isEmpty {
            problems.append(at(rule, "match", .error, "The rule matches no objects, so it never finds anything."))
        }
        let attributes = rule.metadata.node["attributes"]
        if let aggregator = attributes?["resourcesAggregator"]?.string {
            if PolicyRule.Aggregator(rawValue: aggregator) == nil {
                problems.append(at(rule, "attributes", .error, "There is no aggregator \"\(aggregator)\"."))
            } else if aggregator == PolicyRule.Aggregator.subjectRoleRolebinding.rawValue {
                let names = kinds.map { $0.lowercased() }
                for end in ["binding", "role"]
                where !names.contains(where: { $0.hasSuffix(end) || $0.hasSuffix(end + "s") }) {
                    problems.append(
                        at(rule, "match", .error, "The aggregator joins roles and bindings, but no \(end) is matched."))
                }
            }
        }
        return problems
    }

    private func bounds(_ rule: LibrarySource.RuleFolder) -> [LintProblem] {
        let attributes = rule.metadata.node["attributes"]
        var problems: [LintProblem] = []
        var versions: [LibraryVersion?] = []
        for key in ["useFromKubescapeVersion", "useUntilKubescapeVersion"] {
            let text = attributes?[key]?.string
            versions.append(text.flatMap { LibraryVersion($0) })
            if let text, LibraryVersion(text) == nil {
                problems.append(
                    at(rule, "attributes", .error, "\(key) is \"\(text)\". Write a version such as v4.0.12."))
            }
        }
        if let from = versions[0], let until = versions[1], from >= until {
            problems.append(
                at(rule, "attributes", .error, "The rule is used from a version that is not before its end."))
        }
        return problems
    }

    // MARK: Code

    private func code(
        _ rule: LibrarySource.RuleFolder, _ compiler: RuleCompiler, inputs: Set<String>,
        packages: [String: Set<[String]>]
    ) -> [LintProblem] {
        do {
            if let found = try library.rule(inFolder: rule.name) {
                _ = try compiler.compile(found)
                _ = try compiler.compileEnumerator(found)
            }
            var problems: [LintProblem] = []
            var paths: Set<[String]> = []
            for text in [rule.code, rule.filter].compactMap(\.self) {
                let module = try Parser.parseModuleInEitherDialect(text.text, file: text.file)
                paths.formUnion(NameUses.paths(in: module))
                problems += results(of: module, text)
            }
            problems += declarations(rule, paths, inputs: inputs, packages: packages)
            return problems
        } catch let error as PolicyLibraryError {
            return [LintProblem(.error, rule.code.file, "\(error)")]
        } catch {
            return [LintProblem(.error, rule.code.file, "The rule cannot be read: \(error)")]
        }
    }

    /// A set beside the responses is taken for responses by other scanners.
    private func results(of module: Module, _ text: PolicyText) -> [LintProblem] {
        var problems: [LintProblem] = []
        var hasResponses = false
        for rule in module.rules {
            if PolicyRule.responseNames.contains(rule.head.name) {
                hasResponses = true
            } else if rule.head.key != nil && rule.head.value == nil && rule.head.arguments == nil {
                problems.append(
                    LintProblem(
                        .warning, text.file, line: rule.location.line,
                        "The set \"\(rule.head.name)\" beside deny is read as findings by other scanners. Make it a "
                            + "function or an object."))
            }
        }
        if module.package != ["armo_builtins"] {
            problems.append(
                LintProblem(
                    .error, text.file, line: module.packageLocation.line,
                    "The package is \(module.package.joined(separator: ".")); scanners look in armo_builtins."))
        } else if !hasResponses {
            problems.append(LintProblem(.error, text.file, "The module has no set \"deny\", so it finds nothing."))
        }
        return problems
    }

    private func declarations(
        _ rule: LibrarySource.RuleFolder, _ paths: Set<[String]>, inputs: Set<String>,
        packages: [String: Set<[String]>]
    ) -> [LintProblem] {
        var problems: [LintProblem] = []
        let declared = Set(InputLint.declared(by: rule))
        let direct = RuleLint.inputs(in: paths)
        var all = paths
        let needed = RuleLint.packages(in: paths, known: packages.keys)
        var open = Array(needed)
        var reached = needed
        while let next = open.popLast() {
            let inner = packages[next] ?? []
            all.formUnion(inner)
            for name in RuleLint.packages(in: inner, known: packages.keys) where reached.insert(name).inserted {
                open.append(name)
            }
        }
        let read = RuleLint.inputs(in: all)
        // A reference to the whole document reads every input.
        let readsAll = all.contains(["data", "postureControlInputs"])
        for name in declared.sorted() where !read.contains(name) && !readsAll {
            problems.append(
                at(rule, "controlConfigInputs", .error, "The input \"\(name)\" is declared and never read."))
        }
        for name in direct.subtracting(declared).subtracting(fixedInputs(for: rule)).sorted() {
            problems.append(
                at(
                    rule, "controlConfigInputs", .error,
                    "The rule reads the input \"\(name)\" and does not declare it, so it is never there."))
        }
        for name in declared.sorted() where !inputs.contains(name) {
            problems.append(
                at(rule, "controlConfigInputs", .error, "The input \"\(name)\" has no default in inputs/default.yaml."))
        }
        let dependencies = Set(
            (rule.metadata.node["ruleDependencies"]?.elements ?? []).compactMap { $0["packageName"]?.string })
        for name in dependencies.sorted() where packages[name] == nil {
            problems.append(at(rule, "ruleDependencies", .error, "There is no library with the package \"\(name)\"."))
        }
        for name in reached.subtracting(dependencies).sorted() {
            problems.append(
                at(
                    rule, "ruleDependencies", .error,
                    "The rule uses \(name) and does not name it under ruleDependencies."))
        }
        for name in dependencies.subtracting(reached).sorted() where packages[name] != nil {
            problems.append(at(rule, "ruleDependencies", .warning, "\(name) is named and never used."))
        }
        return problems
    }

    /// Inputs that every control sets which uses the rule; those need no declaration.
    private func fixedInputs(for rule: LibrarySource.RuleFolder) -> Set<String> {
        Set(
            source.controls.filter { $0.texts("rulesNames").contains(rule.metadata.name) }
                .flatMap { $0.node["fixedInput"]?.entries.map(\.key) ?? [] })
    }

    /// What each library refers to, by its package. One that cannot be read refers to nothing; the rules that use it say
    /// that they do not compile.
    private static func paths(inLibraries libraries: [PolicyText]) -> [String: Set<[String]>] {
        var paths: [String: Set<[String]>] = [:]
        for text in libraries where paths[PolicyLibrary.package(of: text.text)] == nil {
            let module = try? Parser.parseModuleInEitherDialect(text.text, file: text.file)
            paths[PolicyLibrary.package(of: text.text)] = module.map { NameUses.paths(in: $0) } ?? []
        }
        return paths
    }

    private static func inputs(in paths: Set<[String]>) -> Set<String> {
        Set(paths.compactMap { $0.starts(with: ["data", "postureControlInputs"]) && $0.count > 2 ? $0[2] : nil })
    }

    private static func packages(in paths: Set<[String]>, known: some Collection<String>) -> Set<String> {
        Set(
            known.filter { name in
                let wanted = ["data"] + name.split(separator: ".").map(String.init)
                return paths.contains { $0.starts(with: wanted) }
            })
    }

    // MARK: Tests

    private func tests(_ rule: LibrarySource.RuleFolder, _ cases: CaseOverview) -> [LintProblem] {
        guard let own = cases.rules[rule.name] else {
            return [at(rule, "name", .error, "There are no test cases in rules/\(rule.name)/test.")]
        }
        var problems: [LintProblem] = []
        if own.failing == 0 { problems.append(at(rule, "name", .error, "No test case expects a finding.")) }
        if own.passing == 0 { problems.append(at(rule, "name", .error, "No test case expects that nothing is found.")) }
        let hasModes = [rule.code, rule.filter].compactMap(\.self).contains { $0.text.contains("compatibility.strict") }
        if hasModes && own.strict == 0 {
            problems.append(
                at(rule, "name", .error, "The rule has a compatible mode (compatibility.strict) that no case tests."))
        }
        if rule.filter != nil && own.filtered == 0 {
            problems.append(at(rule, "name", .warning, "No case has expected-filter.json, so filter.rego is untested."))
        }
        return problems
    }
}
