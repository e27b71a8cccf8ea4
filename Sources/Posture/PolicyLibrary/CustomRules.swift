/// Rules that a user wrote: every `.rego` file of a folder is a control of its own in the framework `custom-rules`,
/// looks at all objects and has no score.
struct CustomRules: PolicyStore {
    let origin: String
    let modified: Timestamp?
    private let controls: [Control]
    private let rules: [String: PolicyRule]

    static let frameworkName = "custom-rules"

    init(directory: String) throws(PolicyLibraryError) {
        let files = try DirectoryFiles(directory)
        origin = directory
        modified = files.modified
        var controls: [Control] = []
        var rules: [String: PolicyRule] = [:]
        let everything = MatchBlock(apiGroups: ["*"], apiVersions: ["*"], resources: ["*"])
        for path in files.paths where path.hasSuffix(".rego") && !path.hasSuffix("_test.rego") {
            let text = try files.text(path)
            let package = PolicyLibrary.package(of: text.text)
            guard package == "armo_builtins" else {
                throw PolicyLibraryError.badCustomRule(
                    path: text.file,
                    why:
                        "its package is \(package.isEmpty ? "missing" : package), and only deny in armo_builtins is read"
                )
            }
            let stem = String(path.dropLast(5)).split(separator: "/").joined(separator: "-")
            let id = "custom-\(stem)"
            rules[id] = PolicyRule(
                name: id, description: "", remediation: "", language: "Rego", text: text, enumerator: nil,
                match: [everything], dynamicMatch: [], configInputs: [], cloudProviders: [], aggregator: nil,
                usedFrom: nil, usedUntil: nil)
            controls.append(
                Control(
                    id: id, name: stem, description: "The rule \(text.file).", longDescription: "", remediation: "",
                    manualTest: "", test: "", example: "", impactStatement: "", defaultValue: "", references: [],
                    ruleNames: [id], baseScore: 0, category: nil, scopes: [], actionRequired: nil, typeTags: [],
                    attackTracks: [], fixedInput: [:]))
        }
        if controls.isEmpty {
            throw PolicyLibraryError.badCustomRule(path: directory, why: "the folder holds no .rego file")
        }
        self.controls = controls
        self.rules = rules
    }

    func frameworkNames() -> [String] { [CustomRules.frameworkName] }

    func framework(_ name: String) -> Framework? {
        guard name.lowercased() == CustomRules.frameworkName else { return nil }
        return Framework(
            name: CustomRules.frameworkName, description: "Rules in \(origin).", version: "", scopes: [], typeTags: [],
            attributes: [:], subSections: [], controls: controls)
    }

    func control(_ name: String) -> Control? {
        controls.first { $0.id.lowercased() == name.lowercased() }
    }

    func rule(_ name: String) -> PolicyRule? { rules[name] }
    func allControls() -> [Control] { controls }
    func allRules() -> [PolicyRule] { rules.values.sorted { $0.name < $1.name } }
    func defaultInputs() -> ControlInputs? { nil }
    func exceptions() -> [ExceptionPolicy]? { nil }
    func attackTracks() -> [AttackTrack]? { nil }
    func version() -> String { "" }
    func helperTexts() -> [PolicyText] { [] }
}

/// A library on top of another: what the upper one does not have comes from the lower one.
struct LayeredStore: PolicyStore {
    let top: any PolicyStore
    let base: any PolicyStore

    var origin: String { "\(base.origin) and \(top.origin)" }
    var modified: Timestamp? { [top.modified, base.modified].compactMap { $0 }.max() }

    func frameworkNames() throws(PolicyLibraryError) -> [String] {
        Set(try top.frameworkNames() + base.frameworkNames()).sorted()
    }
    func framework(_ name: String) throws(PolicyLibraryError) -> Framework? {
        if let found = try top.framework(name) { return found }
        return try base.framework(name)
    }
    func control(_ name: String) throws(PolicyLibraryError) -> Control? {
        if let found = try top.control(name) { return found }
        return try base.control(name)
    }
    func rule(_ name: String) throws(PolicyLibraryError) -> PolicyRule? {
        if let found = try top.rule(name) { return found }
        return try base.rule(name)
    }
    func allControls() throws(PolicyLibraryError) -> [Control] {
        (try top.allControls() + base.allControls()).sorted { $0.id < $1.id }
    }
    func allRules() throws(PolicyLibraryError) -> [PolicyRule] {
        (try top.allRules() + base.allRules()).sorted { $0.name < $1.name }
    }
    func defaultInputs() throws(PolicyLibraryError) -> ControlInputs? {
        if let found = try top.defaultInputs() { return found }
        return try base.defaultInputs()
    }
    func exceptions() throws(PolicyLibraryError) -> [ExceptionPolicy]? {
        if let found = try top.exceptions() { return found }
        return try base.exceptions()
    }
    func attackTracks() throws(PolicyLibraryError) -> [AttackTrack]? {
        if let found = try top.attackTracks() { return found }
        return try base.attackTracks()
    }
    func version() throws(PolicyLibraryError) -> String { try base.version() }
    func helperTexts() throws(PolicyLibraryError) -> [PolicyText] { try top.helperTexts() + base.helperTexts() }
}
