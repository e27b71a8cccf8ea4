import Documents
import PolicyLibrary

/// The files of a release under the names that `download` gives them.
package struct PublishedArtifacts {
    private let files: [ExportedFile]

    package init(_ files: [ExportedFile]) { self.files = files }

    private static let tables: Set<String> = [
        "frameworks.json", "controls.json", "rules.json", "default_config_inputs.json", "exceptions.json",
        "attack_tracks.json",
    ]

    /// What `scan --use-artifacts-from` needs: a file for each framework, the tables of controls and rules, helper
    /// modules, control inputs, exceptions and attack tracks.
    package var everything: [ExportedFile] {
        files.filter { $0.path != "default_config_inputs.json" && $0.path != "attack_tracks.json" }
            + [controlInputs, attackTracks].compactMap(\.self)
    }

    package var controlInputs: ExportedFile? { renamed("default_config_inputs.json", "controls-inputs.json") }
    package var exceptions: ExportedFile? { renamed("exceptions.json", "exceptions.json") }
    package var attackTracks: ExportedFile? { renamed("attack_tracks.json", "attack-tracks.json") }

    private func renamed(_ path: String, _ new: String) -> ExportedFile? {
        files.first { $0.path == path || $0.path == new }.map { ExportedFile(path: new, bytes: $0.bytes) }
    }

    /// One framework by its name in any case, or all.
    package func frameworks(_ name: String?) -> [ExportedFile] {
        let all = files.filter {
            $0.path.hasSuffix(".json") && !$0.path.contains("/") && !PublishedArtifacts.tables.contains($0.path)
                && $0.path != "controls-inputs.json" && $0.path != "attack-tracks.json"
        }
        guard let name else { return all }
        return all.filter { $0.path == "\(name.lowercased()).json" }
    }

    /// One control by its id in any case, or all, each with its rules inside.
    ///
    /// - Throws: ``PolicyLibraryError`` when the release cannot be read.
    package func controls(_ name: String?) throws -> [ExportedFile] {
        var rules: [String: Node] = [:]
        for rule in try list("rules.json") { if let name = rule["name"]?.string { rules[name] = rule } }
        return try list("controls.json").compactMap { control in
            guard let id = control["controlID"]?.string, name.map({ $0.lowercased() == id.lowercased() }) ?? true else {
                return nil
            }
            let names = control["rulesNames"]?.elements.compactMap(\.string) ?? []
            let document = Document.build { arena in
                let own = names.compactMap { rules[$0] }.map { arena.copy($0.value) }
                return arena.object(
                    arena.copy(control.value), setting: arena.string("rules"), to: arena.array(own))
            }
            let bytes = withExtendedLifetime(document) { JSONWriter.pretty.bytes(document.rootValue) }
            return ExportedFile(path: "\(id.lowercased()).json", bytes: bytes + [UInt8(ascii: "\n")])
        }
    }

    private func list(_ path: String) throws -> [Node] {
        guard let file = files.first(where: { $0.path == path }) else { return [] }
        do {
            return try JSONParser.parse(SourceBytes(file.bytes), name: path, budget: .data).root.elements
        } catch {
            throw PolicyLibraryError.badFile("\(error)")
        }
    }
}
