import Documents
package import PolicyLibrary

extension LibraryExport {
    /// The files of a release: JSON arrays of frameworks, controls and rules, control inputs, the two tables, a file
    /// with everything inside for each framework, and the helper modules.
    package static func published(_ files: any PolicyFiles) throws -> [ExportedFile] {
        let source = LibrarySource(files)
        if let problem = source.unreadable.first { throw PolicyLibraryError.badFile(problem.message) }
        return PublishedRelease(source).files()
    }
}

/// Puts a release together from a library in source form.
private struct PublishedRelease {
    private let source: LibrarySource
    private let arena = Arena()
    private var rules: [String: Value] = [:]
    private var controls: [String: Value] = [:]

    init(_ source: LibrarySource) {
        self.source = source
        for rule in source.rules { rules[rule.metadata.name] = self.rule(rule) }
        for control in source.controls { controls[control.text("controlID")] = arena.copy(control.node.value) }
    }

    func files() -> [ExportedFile] {
        withExtendedLifetime(source) {
            var files = [
                json("frameworks.json", arena.array(source.frameworks.map { framework($0, embedding: false) })),
                json(
                    "controls.json",
                    arena.array(source.controls.map { control($0.text("controlID"), patch: nil, embedding: false) })),
                json("rules.json", arena.array(source.rules.compactMap { rules[$0.metadata.name] })),
                table("FWName_CID_CName.csv", ["frameworkName", "ControlID", "ControlName"], frameworkRows()),
                table("ControlID_RuleName.csv", ["ControlID", "RuleName"], ruleRows()),
            ]
            if let inputs = source.inputs { files.append(json("default_config_inputs.json", inputs.node.value)) }
            if !source.attackTracks.isEmpty {
                files.append(json("attack_tracks.json", arena.array(source.attackTracks.map(\.node.value))))
            }
            let exceptions = source.exceptions.flatMap { $0.value.isArray ? Array($0.value.elements) : [$0.value] }
            if !exceptions.isEmpty { files.append(json("exceptions.json", arena.array(exceptions))) }
            for entry in source.frameworks {
                files.append(json("\(entry.name.lowercased()).json", framework(entry, embedding: true)))
            }
            for library in source.libraries {
                files.append(ExportedFile(path: library.file, bytes: Array(library.text.utf8)))
            }
            return files.sorted { $0.path < $1.path }
        }
    }

    private func rule(_ rule: LibrarySource.RuleFolder) -> Value {
        var value = arena.object(
            arena.copy(rule.metadata.node.value), setting: arena.string("rule"), to: arena.string(rule.code.text))
        if let filter = rule.filter {
            value = arena.object(value, setting: arena.string("resourceEnumerator"), to: arena.string(filter.text))
        }
        return value
    }

    private func control(_ id: String, patch: Node?, embedding: Bool) -> Value {
        guard var value = controls[id] else { return .null }
        for (key, entry) in patch?.entries ?? [] {
            value = arena.object(value, setting: arena.string(key), to: arena.copy(entry.value))
        }
        guard embedding else { return value }
        let names = value.member("rulesNames").isArray ? value.member("rulesNames").elements.compactMap(\.asString) : []
        return arena.object(
            value, setting: arena.string("rules"), to: arena.array(names.compactMap { rules[$0] }))
    }

    private func framework(_ entry: LibrarySource.Entry, embedding: Bool) -> Value {
        let own = entry.node["activeControls"]?.elements ?? []
        var fields = entry.node.entries.filter { $0.key != "activeControls" }.map {
            (key: arena.string($0.key), value: arena.copy($0.value.value))
        }
        let ids = own.compactMap { $0["controlID"]?.string }
        fields.append((arena.string("controlsIDs"), arena.array(ids.map { arena.string($0) })))
        if embedding {
            let embedded = own.map { control($0["controlID"]?.string ?? "", patch: $0["patch"], embedding: true) }
            fields.append((arena.string("controls"), arena.array(embedded)))
        }
        return arena.object(fields)
    }

    private func frameworkRows() -> [[String]] {
        source.frameworks.flatMap { framework in
            (framework.node["activeControls"]?.elements ?? []).map { entry in
                let id = entry["controlID"]?.string ?? ""
                let own = controls[id]?.member("name").asString ?? ""
                return [framework.name, id, entry["patch"]?["name"]?.string ?? own]
            }
        }
    }

    private func ruleRows() -> [[String]] {
        source.controls.flatMap { control in control.texts("rulesNames").map { [control.text("controlID"), $0] } }
    }

    private func json(_ path: String, _ value: Value) -> ExportedFile {
        ExportedFile(path: path, bytes: JSONWriter.pretty.bytes(value) + [UInt8(ascii: "\n")])
    }

    /// RFC 4180.
    private func table(_ path: String, _ titles: [String], _ rows: [[String]]) -> ExportedFile {
        func cell(_ text: String) -> String {
            guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
            return "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
        }
        let lines = ([titles] + rows).map { $0.map(cell).joined(separator: ",") + "\r\n" }
        return ExportedFile(path: path, bytes: Array(lines.joined().utf8))
    }
}

extension Value {
    fileprivate func member(_ key: String) -> Value {
        var key = key
        return isObject ? key.withUTF8 { member($0) } : .undefined
    }
}
