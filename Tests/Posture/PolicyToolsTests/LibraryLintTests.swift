import Documents
import PolicyLibrary
import PolicyTools
import Testing

/// A library in memory.
private struct TextFiles: PolicyFiles {
    let origin = "the library of the test"
    let modified: Timestamp? = nil
    let texts: [String: String]
    var paths: [String] { texts.keys.sorted() }

    func read(_ path: String) throws(PolicyLibraryError) -> SourceBytes {
        guard let text = texts[path] else {
            throw PolicyLibraryError.unreadable(path: path, why: "there is no such file")
        }
        return SourceBytes(text)
    }

    func name(of path: String) -> String { path }
}

@Suite struct LibraryLintTests {
    private static let sound: [String: String] = [
        "frameworks/team.yaml": """
        name: Team
        description: What our platform team asks of every workload that it runs.
        scanningScope:
          matches: [cluster, file]
        activeControls:
          - controlID: C-9001
        """,
        "controls/C-9001.yaml": """
        controlID: C-9001
        name: Images come from our registry
        description: Workloads run images that nobody of us has looked at.
        long_description: >-
          Images from elsewhere may change under the same name, hold known vulnerabilities or programs that nobody wants, and
          they can vanish from one day to the next.
        remediation: Copy the image into the registry of the company and name it there.
        test: Compares the registry of every container image with the list ourRegistries.
        baseScore: 6
        category:
          name: Workload
          id: Cat-5
        rulesNames: [own-registry]
        references: ["https://example.com/images"]
        """,
        "rules/own-registry/metadata.yaml": """
        name: own-registry
        description: Containers whose image comes from another registry.
        match:
          - apiGroups: [""]
            apiVersions: [v1]
            resources: [Pod]
        controlConfigInputs:
          - path: settings.postureControlInputs.ourRegistries
            name: Our registries
            description: Hosts of registries.
        """,
        "rules/own-registry/rule.rego": """
        package armo_builtins
        import rego.v1
        deny contains {"alertMessage": "x", "alertObject": {"k8sApiObjects": [pod]}} if {
            some pod in input
            some container in pod.spec.containers
            every registry in data.postureControlInputs.ourRegistries { not startswith(container.image, registry) }
        }
        """,
        "inputs/default.yaml": "settings: {postureControlInputs: {ourRegistries: [registry.example.com/]}}",
    ]

    private func problems(_ changes: [String: String] = [:]) throws -> [String] {
        let files = TextFiles(texts: LibraryLintTests.sound.merging(changes) { $1 })
        return try LibraryLint(LibrarySource(files), try PolicyLibrary(files: files), cases: nil).problems()
            .map { "\($0.file):\($0.line) \($0.severity.rawValue) \($0.message)" }
    }

    /// The sound library with a piece of one file replaced.
    private func problems(in file: String, _ old: String, _ new: String) throws -> [String] {
        let text = try #require(LibraryLintTests.sound[file])
        try #require(text.contains(old))
        return try problems([file: text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)])
    }

    @Test func aSoundLibraryHasNoProblems() throws {
        #expect(try problems() == [])
    }

    @Test func anIdentifierOfAnotherFormIsAnError() throws {
        let found = try problems(in: "controls/C-9001.yaml", "controlID: C-9001", "controlID: C-901")
        #expect(found.contains("controls/C-9001.yaml:1 error \"C-901\" is no control id. Write C- and four digits."))
        #expect(found.contains("frameworks/team.yaml:5 error There is no control \"C-9001\" in controls/."))
    }

    @Test func aShortTextIsAnError() throws {
        let found = try problems(
            in: "controls/C-9001.yaml", "Copy the image into the registry of the company and name it there.", "Fix it.")
        #expect(
            found == [
                "controls/C-9001.yaml:7 error remediation is too short to say how to fix it: 7 characters, at least 40 "
                    + "are needed."
            ])
    }

    @Test func aRuleThatIsMissingIsNamedAtItsLine() throws {
        let found = try problems(in: "controls/C-9001.yaml", "[own-registry]", "[other]")
        #expect(found.contains("controls/C-9001.yaml:13 error There is no rule \"other\" in rules/."))
        #expect(found.contains("rules/own-registry/metadata.yaml:1 warning No control uses the rule."))
    }

    @Test func anInputThatIsDeclaredAndNotReadIsAnError() throws {
        let found = try problems(
            in: "rules/own-registry/rule.rego", "data.postureControlInputs.ourRegistries", "[\"registry\"]")
        #expect(
            found == [
                "rules/own-registry/metadata.yaml:7 error The input \"ourRegistries\" is declared and never read."
            ])
    }

    @Test func anInputThatIsReadAndNotDeclaredIsAnError() throws {
        let found = try problems(
            in: "rules/own-registry/rule.rego", "data.postureControlInputs.ourRegistries",
            "array.concat(data.postureControlInputs.ourRegistries, data.postureControlInputs.others)")
        #expect(
            found == [
                "rules/own-registry/metadata.yaml:7 error The rule reads the input \"others\" and does not declare it, so "
                    + "it is never there."
            ])
    }

    @Test func anInputThatNobodyReadsIsAWarning() throws {
        let found = try problems([
            "inputs/default.yaml": "settings: {postureControlInputs: {ourRegistries: [a], spare: [b]}}"
        ])
        #expect(found == ["inputs/default.yaml:1 warning No rule reads the input \"spare\"."])
    }

    @Test func aBlockThatMatchesNothingIsAnError() throws {
        let found = try problems(in: "rules/own-registry/metadata.yaml", "resources: [Pod]", "resources: []")
        #expect(
            found == [
                "rules/own-registry/metadata.yaml:3 error A block under match has no resources, so it matches nothing.",
                "rules/own-registry/metadata.yaml:3 error The rule matches no objects, so it never finds anything.",
            ])
    }

    @Test func aRuleThatDoesNotCompileIsAnError() throws {
        let found = try problems(in: "rules/own-registry/rule.rego", "some pod in input", "some pod in inputs")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("rules/own-registry/rule.rego:1 error The rule \"own-registry\" in") == true)
    }

    @Test func aSetBesideTheResponsesIsAWarning() throws {
        let text = try #require(LibraryLintTests.sound["rules/own-registry/rule.rego"])
        let found = try problems(["rules/own-registry/rule.rego": text + "\nkinds contains \"Pod\"\n"])
        #expect(
            found == [
                "rules/own-registry/rule.rego:8 warning The set \"kinds\" beside deny is read as findings by other "
                    + "scanners. Make it a function or an object."
            ])
    }

    @Test func theBuiltInLibraryHasNoErrors() throws {
        let problems = try LibraryLint(LibrarySource(EmbeddedFiles()), PolicyLibrary.builtIn(), cases: nil).problems()
        #expect(problems.filter { $0.severity == .error }.map { "\($0.file):\($0.line) \($0.message)" } == [])
    }
}
