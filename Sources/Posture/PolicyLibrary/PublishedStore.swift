import Documents

/// A library as it is released: JSON arrays of frameworks, controls and rules, tables that relate them, and files that
/// hold a whole framework each. Files are known by their content, so their names do not matter.
struct PublishedStore: PolicyStore {
    let origin: String
    private var frameworks: [String: Record] = [:]
    private var controls: [String: Record] = [:]
    /// The ids of those that stand outside of frameworks.
    private var plainControls: Set<String> = []
    private var rules: [String: (record: Record, file: String)] = [:]
    private var inputs: ControlInputs?
    private var policies: [ExceptionPolicy]?
    private var tracks: [AttackTrack]?
    let modified: Timestamp?
    private var helpers: [PolicyText] = []
    /// Controls of a framework and what it calls them, from the table of frameworks.
    private var controlsByFramework: [String: [(id: String, name: String)]] = [:]
    private var rulesByControl: [String: [String]] = [:]
    /// The rules that stand inside of controls, for those that name none.
    private var embeddedRules: [String: [String]] = [:]

    init(_ files: any PolicyFiles) throws(PolicyLibraryError) {
        origin = files.origin
        modified = files.modified
        for path in files.paths {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            if name.hasSuffix(".csv") {
                addTable(try files.text(path).text, isOfFrameworks: name.lowercased().hasPrefix("fwname"))
            } else if name.hasSuffix(".rego") {
                helpers.append(try files.text(path))
            } else if ["json", "yaml", "yml"].contains(name.split(separator: ".").last.map(String.init) ?? "")
                || !name.contains(".")
            {
                guard let node = try files.document(path) else { continue }
                if name.lowercased().hasPrefix("exceptions"), node.value.isArray, policies == nil { policies = [] }
                try add(node, file: files.name(of: path))
            }
        }
        if frameworks.isEmpty && controls.isEmpty { throw PolicyLibraryError.noPolicies(path: origin) }
    }

    // MARK: Loading

    private mutating func add(_ node: Node, file: String) throws(PolicyLibraryError) {
        if node.value.isArray {
            for element in node.elements { try add(element, file: file) }
            return
        }
        let record = Record(node)
        if record.string("policyType") == "postureExceptionPolicy" {
            do throws(FieldError) {
                policies = (policies ?? []) + (try ExceptionPolicy.list(node, isLenient: true, origin: .file(file)))
            } catch {
                throw PolicyLibraryError.badExceptions(path: file, error)
            }
        } else if record.string("kind") == "AttackTrack" {
            do throws(FieldError) {
                tracks = (tracks ?? []) + (try AttackTrack.list(node))
            } catch {
                throw PolicyLibraryError.badAttackTrack(path: file, error)
            }
        } else if record["controlID"] != nil && record["policyType"] == nil {
            addControl(record, file: file)
        } else if record["controls"] != nil || record["activeControls"] != nil || record["controlsIDs"] != nil {
            addFramework(record, file: file)
        } else if record["rule"] != nil {
            addRule(record, file: file)
        } else if record["policyType"] == nil, record["kind"] == nil, let found = ControlInputs(node) {
            inputs = inputs ?? found
        }
    }

    private mutating func addFramework(_ record: Record, file: String) {
        let name = record.string("name").lowercased()
        guard !name.isEmpty else { return }
        // The file with the controls inside is worth more than the bare list.
        if let known = frameworks[name], known.records("controls").count >= record.records("controls").count { return }
        frameworks[name] = record
        for control in record.records("controls") { addControl(control, file: file, isInFramework: true) }
    }

    /// What a framework says of a control is changed for that framework, so the plain definition is worth more.
    private mutating func addControl(_ record: Record, file: String, isInFramework: Bool = false) {
        let id = record.string("controlID").uppercased()
        let embedded = record.records("rules")
        for rule in embedded { addRule(rule, file: file) }
        if embeddedRules[id] == nil, !embedded.isEmpty {
            embeddedRules[id] = embedded.map { $0.string("name") }.filter { !$0.isEmpty }
        }
        if controls[id] != nil, isInFramework || plainControls.contains(id) { return }
        controls[id] = record
        if !isInFramework { plainControls.insert(id) }
    }

    private mutating func addRule(_ record: Record, file: String) {
        let name = record.string("name")
        guard !name.isEmpty, !record.string("rule").isEmpty, rules[name] == nil else { return }
        rules[name] = (record, file)
    }

    private mutating func addTable(_ text: String, isOfFrameworks: Bool) {
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = PublishedStore.cells(line)
            if isOfFrameworks, cells.count >= 2, cells[1].uppercased().hasPrefix("C-") {
                controlsByFramework[cells[0].lowercased(), default: []].append(
                    (cells[1], cells.count > 2 ? cells[2] : ""))
            } else if !isOfFrameworks, cells.count >= 2, cells[0].uppercased().hasPrefix("C-") {
                rulesByControl[cells[0].uppercased(), default: []].append(cells[1])
            }
        }
    }

    /// The cells of a line of comma-separated values (RFC 4180, without line breaks in cells).
    static func cells(_ line: Substring) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        for character in line {
            switch character {
            case "\"" where isQuoted:
                isQuoted = false
            case "\"":
                // A quote right after a closed one is a quote in the text.
                if !cell.isEmpty { cell.append("\"") }
                isQuoted = true
            case "," where !isQuoted:
                cells.append(cell)
                cell = ""
            default:
                cell.append(character)
            }
        }
        return cells + [cell]
    }

    // MARK: Reading

    func frameworkNames() -> [String] { frameworks.values.map { $0.string("name") }.sorted() }

    func framework(_ name: String) throws(PolicyLibraryError) -> Framework? {
        guard let record = frameworks[name.lowercased()] else { return nil }
        var found: [Control] = record.records("controls").compactMap { resolved($0) }
        if found.isEmpty {
            for entry in record.records("activeControls") {
                let id = entry.string("controlID")
                found.append(try known(id, in: name).patched(by: entry["patch"]))
            }
        }
        if found.isEmpty {
            for (id, patchedName) in controlsByFramework[name.lowercased()] ?? [] {
                var control = try known(id, in: name)
                if !patchedName.isEmpty { control.name = patchedName }
                found.append(control)
            }
        }
        if found.isEmpty {
            for id in record.strings("controlsIDs") { found.append(try known(id, in: name)) }
        }
        return Framework(record, controls: found)
    }

    func exceptions() -> [ExceptionPolicy]? { policies }

    func attackTracks() -> [AttackTrack]? { tracks }

    /// The newest version that a framework gives.
    func version() -> String { frameworks.values.map { $0.string("version") }.max() ?? "" }

    private func known(_ id: String, in framework: String) throws(PolicyLibraryError) -> Control {
        guard let control = controls[id.uppercased()].flatMap(resolved) else {
            throw PolicyLibraryError.unknownControl(id, origin: "\(origin), where framework \(framework) names it")
        }
        return control
    }

    /// A control with its rules, wherever the library names them.
    private func resolved(_ record: Record) -> Control? {
        guard var control = Control(record) else { return nil }
        if control.ruleNames.isEmpty { control.ruleNames = rulesByControl[control.id.uppercased()] ?? [] }
        if control.ruleNames.isEmpty { control.ruleNames = embeddedRules[control.id.uppercased()] ?? [] }
        return control
    }

    func control(_ name: String) -> Control? {
        if let record = controls[name.uppercased()] { return resolved(record) }
        let wanted = name.lowercased()
        return controls.values.first { $0.string("name").lowercased() == wanted }.flatMap(resolved)
    }

    func allControls() -> [Control] { controls.values.compactMap(resolved).sorted { $0.id < $1.id } }

    func allRules() -> [PolicyRule] { rules.keys.sorted().compactMap(rule) }

    func rule(_ name: String) -> PolicyRule? {
        guard let (record, file) = rules[name] else { return nil }
        let filter = record.string("resourceEnumerator")
        return PolicyRule(
            record, text: PolicyText(file: file, text: record.string("rule")),
            enumerator: filter.isEmpty ? nil : PolicyText(file: "\(file) (enumerator)", text: filter))
    }

    func defaultInputs() -> ControlInputs? { inputs }

    func helperTexts() -> [PolicyText] { helpers }
}
