import PolicyLibrary

extension MatchBlock {
    /// Whether the block asks for objects of a kind.
    func asks(for kind: CollectionCoverage.UnreadKind) -> Bool {
        guard apiGroups.contains(where: { $0 == "*" || $0 == kind.group }),
            apiVersions.contains(where: { $0 == "*" || $0 == kind.version })
        else { return false }
        let plural = kind.resource.lowercased()
        return resources.contains { name in
            let name = name.lowercased()
            return name == "*" || name == plural || name == kind.kind.lowercased()
                || ResourceSet.plural(of: name) == plural
        }
    }
}

extension PolicyRule {
    /// The kinds that the rule looks at and that could not be read, or not completely.
    func unread(_ collection: CollectionCoverage) -> [CollectionCoverage.UnreadKind] {
        (collection.failed + collection.partial).filter { kind in
            (match + dynamicMatch).contains { $0.asks(for: kind) }
        }
    }
}

extension CollectionCoverage {
    /// What could not be read, in words: `Secrets could not be read (403 Forbidden)`.
    static func sentence(_ kinds: [UnreadKind]) -> String {
        var seen: Set<String> = []
        let parts = kinds.filter { seen.insert("\($0.key) \($0.selector)").inserted }.map { kind in
            let name = kind.group.isEmpty ? kind.resource : "\(kind.resource).\(kind.group)"
            let part = kind.selector.isEmpty ? "" : " with \(kind.selector)"
            return "\(name)\(part) could not be read (\(kind.error))"
        }
        return parts.count > 3
            ? parts.prefix(3).joined(separator: "; ") + "; and \(parts.count - 3) more" : parts.joined(separator: "; ")
    }
}
