import Documents

/// A library in the form in which it is written: a file for each framework and control, a folder for each rule.
///
/// Our own layout (`metadata.yaml`, `rule.rego`) and that of the published sources (`rule.metadata.json`, `raw.rego`).
struct SourceStore: PolicyStore {
    private let files: any PolicyFiles

    init(_ files: any PolicyFiles) {
        self.files = files
    }

    /// Whether the files look like such a library.
    static func fits(_ files: any PolicyFiles) -> Bool {
        files.paths.contains { $0.hasPrefix("rules/") && $0.hasSuffix(".rego") }
    }

    var origin: String { files.origin }

    private func documents(in folder: String) -> [String] {
        files.paths.filter { path in
            path.hasPrefix(folder) && [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
        }
    }

    func frameworkNames() throws(PolicyLibraryError) -> [String] {
        var names: [String] = []
        for path in documents(in: "frameworks/") {
            guard let node = try files.document(path) else { continue }
            names.append(Record(node).string("name"))
        }
        return names.filter { !$0.isEmpty }.sorted()
    }

    func framework(_ name: String) throws(PolicyLibraryError) -> Framework? {
        let wanted = name.lowercased()
        // The file that is called as the framework first, so that the others need not be read.
        let paths = documents(in: "frameworks/")
        let likely = paths.filter { $0.hasPrefix("frameworks/\(wanted).") }
        for path in likely + paths {
            guard let node = try files.document(path) else { continue }
            let record = Record(node)
            guard record.string("name").lowercased() == wanted else { continue }
            return try framework(record)
        }
        return nil
    }

    private func framework(_ record: Record) throws(PolicyLibraryError) -> Framework {
        var controls: [Control] = []
        for entry in record.records("activeControls") {
            let id = entry.string("controlID")
            guard let control = try control(id) else {
                throw PolicyLibraryError.unknownControl(id, origin: "the library of \(record.string("name"))")
            }
            controls.append(control.patched(by: entry["patch"]))
        }
        return Framework(record, controls: controls)
    }

    func exceptions() throws(PolicyLibraryError) -> [ExceptionPolicy]? {
        let paths = documents(in: "exceptions/")
        if paths.isEmpty { return nil }
        var policies: [ExceptionPolicy] = []
        for path in paths {
            guard let node = try files.document(path) else { continue }
            do throws(FieldError) {
                let origin = ExceptionPolicy.Origin(files, path)
                policies += try ExceptionPolicy.list(node, isLenient: true, origin: origin)
            } catch {
                throw PolicyLibraryError.badExceptions(path: files.name(of: path), error)
            }
        }
        return policies
    }

    func attackTracks() throws(PolicyLibraryError) -> [AttackTrack]? {
        let paths = documents(in: "attack-tracks/")
        if paths.isEmpty { return nil }
        var tracks: [AttackTrack] = []
        for path in paths {
            guard let node = try files.document(path) else { continue }
            do throws(FieldError) {
                tracks += try AttackTrack.list(node)
            } catch {
                throw PolicyLibraryError.badAttackTrack(path: files.name(of: path), error)
            }
        }
        return tracks
    }

    func version() throws(PolicyLibraryError) -> String {
        guard let path = files.paths.first(where: { $0 == "library.yaml" }) else { return "" }
        return try files.document(path).map { Record($0).string("version") } ?? ""
    }

    var modified: Timestamp? { files.modified }

    func control(_ name: String) throws(PolicyLibraryError) -> Control? {
        let paths = documents(in: "controls/")
        let stem = "controls/\(name.uppercased())"
        let likely = paths.filter { path in
            guard path.uppercased().hasPrefix(stem.uppercased()) else { return false }
            return path.dropFirst(stem.count).first.map { !$0.isNumber } ?? false
        }
        let isIdentifier = name.uppercased().hasPrefix("C-") && name.dropFirst(2).allSatisfy(\.isNumber)
        for path in isIdentifier && !likely.isEmpty ? likely : paths {
            guard let node = try files.document(path), let control = Control(Record(node)) else { continue }
            if control.id.lowercased() == name.lowercased() || control.name.lowercased() == name.lowercased() {
                return control
            }
        }
        return nil
    }

    func allControls() throws(PolicyLibraryError) -> [Control] {
        var controls: [Control] = []
        for path in documents(in: "controls/") {
            if let node = try files.document(path), let control = Control(Record(node)) { controls.append(control) }
        }
        return controls.sorted { $0.id < $1.id }
    }

    func allRules() throws(PolicyLibraryError) -> [PolicyRule] {
        var rules: [PolicyRule] = []
        for folder in ruleFolders {
            if let rule = try rule(in: folder) { rules.append(rule) }
        }
        return rules.sorted { $0.name < $1.name }
    }

    func rule(_ name: String) throws(PolicyLibraryError) -> PolicyRule? {
        if let rule = try rule(in: "rules/\(name)/"), rule.name == name { return rule }
        // A few published rules are called otherwise than their folders.
        for folder in ruleFolders {
            if let rule = try rule(in: folder), rule.name == name { return rule }
        }
        return nil
    }

    /// The rule of a folder below `rules/`.
    func rule(inFolder name: String) throws(PolicyLibraryError) -> PolicyRule? { try rule(in: "rules/\(name)/") }

    private var ruleFolders: [String] {
        files.paths.filter { $0.hasPrefix("rules/") && $0.contains("metadata.") }
            .compactMap { path in path.lastIndex(of: "/").map { String(path[...$0]) } }
    }

    private func rule(in folder: String) throws(PolicyLibraryError) -> PolicyRule? {
        func first(_ names: [String]) -> String? {
            names.map { folder + $0 }.first { wanted in
                // The list is sorted; it is short enough to search from the front.
                files.paths.contains(wanted)
            }
        }
        guard let metadata = first(["metadata.yaml", "rule.metadata.json", "metadata.json"]),
            let code = first(["rule.rego", "raw.rego"]), let node = try files.document(metadata)
        else { return nil }
        var enumerator: PolicyText?
        if let filter = first(["filter.rego"]) { enumerator = try files.text(filter) }
        return PolicyRule(Record(node), text: try files.text(code), enumerator: enumerator)
    }

    func defaultInputs() throws(PolicyLibraryError) -> ControlInputs? {
        let paths = files.paths.filter {
            $0.hasPrefix("inputs/default") || $0.hasSuffix("default-config-inputs.json")
                || $0.hasSuffix("default_config_inputs.json")
        }
        for path in paths {
            if let node = try files.document(path), let inputs = ControlInputs(node) { return inputs }
        }
        return nil
    }

    func helperTexts() throws(PolicyLibraryError) -> [PolicyText] {
        var texts: [PolicyText] = []
        for path in files.paths where path.hasPrefix("libraries/") && path.hasSuffix(".rego") {
            texts.append(try files.text(path))
        }
        return texts
    }
}
