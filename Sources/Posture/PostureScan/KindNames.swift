import PolicyLibrary

/// The names of a kind that match blocks are compared with.
struct KindNames: Sendable, Hashable {
    let group: String
    let version: String
    /// In small letters, as match blocks may have them in any case.
    let kind: String
    let plural: String

    init(group: String, version: String, kind: String, plural: String? = nil) {
        self.group = group
        self.version = version
        self.kind = kind.lowercased()
        self.plural = plural ?? ResourceSet.plural(of: self.kind)
    }

    /// By which kinds that one block matches are put in order.
    var order: String { "\(group)/\(version)/\(plural)" }

    /// Whether a block wants objects of the kind.
    func isWanted(by block: MatchBlock) -> Bool {
        block.apiGroups.contains { $0 == "*" || $0 == group }
            && block.apiVersions.contains { $0 == "*" || $0 == version }
            && block.resources.contains { isNamed(by: $0.lowercased()) }
    }

    private func isNamed(by resource: String) -> Bool {
        resource == "*" || resource == plural || resource == kind
    }

    /// Places of the kinds that blocks ask for, each once: in the order of blocks, groups, versions and resources.
    static func chosen(from kinds: [KindNames], by blocks: [MatchBlock]) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = []
        for block in blocks {
            let resources = block.resources.map { $0.lowercased() }
            for group in block.apiGroups {
                for version in block.apiVersions {
                    for resource in resources {
                        for (index, kind) in kinds.enumerated()
                        where (group == "*" || group == kind.group) && (version == "*" || version == kind.version)
                            && kind.isNamed(by: resource) && seen.insert(index).inserted
                        {
                            found.append(index)
                        }
                    }
                }
            }
        }
        return found
    }
}
