package import Documents
package import PolicyLibrary

/// A policy library in source form, read file by file, with the place of every field.
package struct LibrarySource {
    /// A file that holds one definition.
    package struct Entry {
        /// The path from the root of the library.
        package let path: String
        package let node: Node

        var name: String { text("name") }

        /// The text of a field, or nothing.
        func text(_ key: String) -> String { node[key].flatMap(Record.text) ?? "" }

        /// The texts of a list.
        func texts(_ key: String) -> [String] { node[key]?.elements.compactMap(Record.text) ?? [] }

        /// The line of a field, or of the file.
        func line(_ key: String) -> Int {
            let value = node.value
            return withExtendedLifetime(node.document) {
                guard value.isObject, let slot = value.keys.firstIndex(where: { $0.asString == key }),
                    let position = value.position(ofKey: slot)
                else { return 1 }
                return Int(position.line)
            }
        }
    }

    /// A folder below `rules/`.
    package struct RuleFolder {
        package let name: String
        package let metadata: Entry
        package let code: PolicyText
        package let filter: PolicyText?
    }

    package private(set) var frameworks: [Entry] = []
    package private(set) var controls: [Entry] = []
    package private(set) var rules: [RuleFolder] = []
    package private(set) var libraries: [PolicyText] = []
    package private(set) var inputs: Entry?
    /// Documents that hold a list of exceptions each, or one.
    package private(set) var exceptions: [Node] = []
    package private(set) var attackTracks: [Entry] = []
    /// Files that could not be read, and folders of rules without code or metadata.
    package private(set) var unreadable: [LintProblem] = []

    package init(_ files: any PolicyFiles) {
        for path in files.paths {
            let isDocument = [".yaml", ".yml", ".json"].contains { path.hasSuffix($0) }
            if path.hasPrefix("frameworks/"), isDocument, let entry = entry(path, files) {
                frameworks.append(entry)
            } else if path.hasPrefix("controls/"), isDocument, let entry = entry(path, files) {
                controls.append(entry)
            } else if path.hasPrefix("attack-tracks/"), isDocument, let entry = entry(path, files) {
                attackTracks.append(entry)
            } else if path.hasPrefix("exceptions/"), isDocument, let root = root(path, files) {
                exceptions.append(root)
            } else if path.hasPrefix("inputs/default"), isDocument, inputs == nil {
                inputs = entry(path, files)
            } else if path.hasPrefix("libraries/"), path.hasSuffix(".rego"), let text = text(path, files) {
                libraries.append(text)
            }
        }
        readRules(files)
    }

    private mutating func readRules(_ files: any PolicyFiles) {
        let own = files.paths.filter { $0.hasPrefix("rules/") }
        let folders = Dictionary(grouping: own) { String($0.split(separator: "/")[1]) }
        for (name, paths) in folders.sorted(by: { $0.key < $1.key }) {
            func first(_ names: [String]) -> String? {
                names.map { "rules/\(name)/\($0)" }.first { paths.contains($0) }
            }
            guard let code = first(["rule.rego", "raw.rego"]) else {
                report("rules/\(name)", "There is no rule.rego. Write the rule, or remove the folder.")
                continue
            }
            guard let metadata = first(["metadata.yaml", "rule.metadata.json", "metadata.json"]) else {
                report("rules/\(name)", "There is no metadata.yaml, so nothing says which objects the rule is about.")
                continue
            }
            guard let entry = entry(metadata, files), let code = text(code, files) else { continue }
            rules.append(
                RuleFolder(
                    name: name, metadata: entry, code: code,
                    filter: first(["filter.rego"]).flatMap { text($0, files) }))
        }
    }

    private mutating func entry(_ path: String, _ files: any PolicyFiles) -> Entry? {
        guard let root = root(path, files) else { return nil }
        guard root.value.isObject else {
            report(path, "The file holds no definition.")
            return nil
        }
        return Entry(path: path, node: root)
    }

    private mutating func root(_ path: String, _ files: any PolicyFiles) -> Node? {
        do {
            let source = try files.read(path)
            // JSON is YAML, and only this parser keeps positions.
            let documents = try YAMLParser.parse(source, name: files.name(of: path), budget: .data, positions: true)
            if let root = documents.first?.root { return root }
            report(path, "The file holds no definition.")
        } catch {
            report(path, "\(error)")
        }
        return nil
    }

    private mutating func text(_ path: String, _ files: any PolicyFiles) -> PolicyText? {
        do {
            return PolicyText(file: path, text: try files.text(path).text)
        } catch {
            report(path, "\(error)")
            return nil
        }
    }

    private mutating func report(_ path: String, _ message: String) {
        unreadable.append(LintProblem(.error, path, message))
    }
}
