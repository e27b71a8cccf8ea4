import Documents

extension Control {
    /// A control from its published or source form.
    init?(_ record: Record) {
        let id = record.string("controlID")
        guard !id.isEmpty else { return nil }
        self.id = id
        name = record.string("name")
        description = record.string("description")
        longDescription = record.string("long_description")
        remediation = record.string("remediation")
        manualTest = record.string("manual_test")
        test = record.string("test")
        example = record.string("example")
        impactStatement = record.string("impact_statement")
        defaultValue = record.string("default_value")
        references = record.strings("references")
        let embedded = record.records("rules").map { $0.string("name") }.filter { !$0.isEmpty }
        ruleNames = embedded.isEmpty ? record.strings("rulesNames") : embedded
        baseScore = record.number("baseScore")
        category = record["category"].flatMap(Category.init)
        scopes = record["scanningScope"]?.strings("matches") ?? []
        let attributes = record["attributes"]
        actionRequired = (attributes?.string("actionRequired")).flatMap { ActionRequired(rawValue: $0.lowercased()) }
        typeTags = attributes?.strings("controlTypeTags") ?? []
        attackTracks = (attributes?.records("attackTracks") ?? []).map {
            AttackTrackCategories(attackTrack: $0.string("attackTrack"), categories: $0.strings("categories"))
        }
        fixedInput = Control.inputs(record["fixedInput"])
    }

    private static func inputs(_ record: Record?) -> [String: [String]] {
        guard let record else { return [:] }
        let inner = record["settings"]?["postureControlInputs"] ?? record["postureControlInputs"] ?? record
        var lists: [String: [String]] = [:]
        for (name, list) in inner.node.entries where list.value.isArray {
            lists[name] = list.elements.compactMap(Record.text)
        }
        return lists
    }

    /// The control as a framework changes it.
    func patched(by patch: Record?) -> Control {
        guard let patch else { return self }
        var control = self
        func replace(_ key: String, _ field: WritableKeyPath<Control, String>) {
            if patch[key] != nil { control[keyPath: field] = patch.string(key) }
        }
        replace("name", \.name)
        replace("description", \.description)
        replace("long_description", \.longDescription)
        replace("remediation", \.remediation)
        replace("manual_test", \.manualTest)
        replace("test", \.test)
        replace("example", \.example)
        replace("impact_statement", \.impactStatement)
        replace("default_value", \.defaultValue)
        if patch["references"] != nil { control.references = patch.strings("references") }
        if patch["rulesNames"] != nil { control.ruleNames = patch.strings("rulesNames") }
        if patch["baseScore"] != nil { control.baseScore = patch.number("baseScore") }
        if let category = patch["category"].flatMap(Category.init) { control.category = category }
        if let scopes = patch["scanningScope"]?.strings("matches") { control.scopes = scopes }
        if let attributes = patch["attributes"] {
            if attributes["actionRequired"] != nil {
                control.actionRequired = ActionRequired(rawValue: attributes.string("actionRequired").lowercased())
            }
            if attributes["controlTypeTags"] != nil { control.typeTags = attributes.strings("controlTypeTags") }
        }
        if patch["fixedInput"] != nil { control.fixedInput = Control.inputs(patch["fixedInput"]) }
        return control
    }
}

extension Framework {
    /// A framework from its published or source form, with controls that were looked up.
    init(_ record: Record, controls: [Control]) {
        name = record.string("name")
        description = record.string("description")
        version = record.string("version")
        scopes = record["scanningScope"]?.strings("matches") ?? []
        typeTags = record.strings("typeTags")
        attributes = [:]
        for (key, value) in record["attributes"]?.node.entries ?? [] { attributes[key] = Record.text(value) }
        subSections = Framework.sections(record["subSections"])
        self.controls = controls
    }

    private static func sections(_ record: Record?) -> [SubSection] {
        guard let record else { return [] }
        return record.node.entries.sorted { $0.key < $1.key }.map { key, node in
            let section = Record(node)
            let id = section.string("id")
            return SubSection(
                id: id.isEmpty ? key : id, name: section.string("name"), controlIDs: section.strings("controlsIDs"),
                subSections: sections(section["subSections"]))
        }
    }
}

extension Control.Category {
    init?(_ record: Record) {
        let name = record.string("name")
        guard !name.isEmpty else { return nil }
        self.name = name
        id = record.string("id")
        subCategory = record["subCategory"].flatMap { inner in
            let name = inner.string("name")
            return name.isEmpty ? nil : SubCategory(name: name, id: inner.string("id"))
        }
    }
}

extension PolicyRule {
    /// A rule from its metadata and its texts.
    init?(_ record: Record, text: PolicyText, enumerator: PolicyText?) {
        let name = record.string("name")
        guard !name.isEmpty else { return nil }
        self.name = name
        description = record.string("description")
        remediation = record.string("remediation")
        let language = record.string("ruleLanguage")
        self.language = language.isEmpty ? "Rego" : language
        self.text = text
        self.enumerator = enumerator
        match = record.records("match").map(MatchBlock.init)
        dynamicMatch = record.records("dynamicMatch").map(MatchBlock.init)
        configInputs = record.records("controlConfigInputs").map {
            ConfigInput(path: $0.string("path"), name: $0.string("name"), description: $0.string("description"))
        }
        if configInputs.isEmpty {
            configInputs = record.strings("configInputs").map { ConfigInput(path: $0, name: $0, description: "") }
        }
        cloudProviders = record.strings("relevantCloudProviders")
        let attributes = record["attributes"]
        aggregator = (attributes?.string("resourcesAggregator")).flatMap(Aggregator.init(rawValue:))
        usedFrom = (attributes?.string("useFromKubescapeVersion")).flatMap { LibraryVersion($0) }
        usedUntil = (attributes?.string("useUntilKubescapeVersion")).flatMap { LibraryVersion($0) }
    }
}

extension MatchBlock {
    init(_ record: Record) {
        apiGroups = record.strings("apiGroups")
        apiVersions = record.strings("apiVersions")
        resources = record.strings("resources")
    }
}
