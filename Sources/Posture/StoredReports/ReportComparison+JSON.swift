import Documents
import PolicyLibrary

extension ReportComparison {
    /// The comparison for programs.
    public func json() -> [UInt8] {
        let document = Document.build { tree(in: $0) }
        return Array((JSONWriter.pretty.string(document.root) + "\n").utf8)
    }

    /// The same as YAML.
    public func yaml() -> [UInt8] {
        let document = Document.build { tree(in: $0) }
        return Array(YAMLWriter().string(document.root).utf8)
    }

    private func tree(in arena: Arena) -> Value {
        func changes(_ list: [Change]) -> Value {
            arena.array(
                list.map { change in
                    var entries: [(key: Value, value: Value)] = [
                        ("controlID", change.controlID), ("controlName", change.controlName),
                        ("severity", change.severity.name), ("resourceID", change.resourceID),
                        ("report", change.isInHead ? "head" : "base"), ("cause", change.cause.rawValue),
                        ("detail", change.detail),
                    ].map { (arena.string($0), arena.string($1)) }
                    if let evidence = change.evidence {
                        entries.append(
                            (
                                arena.string("evidence"),
                                arena.object([
                                    "rule": arena.string(evidence.rule), "type": arena.string(evidence.kind.rawValue),
                                    "path": arena.string(evidence.path),
                                    "resourceID": arena.string(evidence.resourceID),
                                ])
                            ))
                    }
                    return arena.object(entries)
                })
        }
        return arena.object([
            "granularity": arena.string(granularity.rawValue),
            "summary": arena.object([
                "new": arena.number(new.count), "resolved": arena.number(resolved.count),
                "unchanged": arena.number(unchanged), "incomparable": arena.number(incomparable.count),
                "changed": arena.number(changed.count),
            ]),
            "new": changes(new), "resolved": changes(resolved), "incomparable": changes(incomparable),
            "changed": changes(changed),
        ])
    }
}
