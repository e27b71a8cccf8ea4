import Documents

/// The document below `data`, put together from several files.
struct DataTree {
    private var root: Branch?
    private var sources: [Document] = []

    /// A place: a value of one file, or names with places of their own.
    private indirect enum Branch {
        case leaf(Value)
        case names([String: Branch])
    }

    /// Merges a document in. Objects of several files become one; anything else may be given only once.
    ///
    /// - Throws: ``PolicyFilesError``.
    mutating func merge(_ document: Document, at place: [String], from file: String) throws {
        guard !place.isEmpty || document.rootValue.isObject else { throw PolicyFilesError.notAnObject(file) }
        sources.append(document)
        var branch = Branch.leaf(document.rootValue)
        for name in place.reversed() { branch = .names([name: branch]) }
        root = try root.map { try DataTree.merge($0, branch, place: [], file: file) } ?? branch
    }

    /// The whole, which keeps the documents of all files alive; nil when there is none.
    var document: Document? {
        guard let root else { return nil }
        let arena = Arena()
        for source in sources { arena.retain(source) }
        return Document(root: DataTree.value(of: root, in: arena), arena: arena)
    }

    private static func merge(_ left: Branch, _ right: Branch, place: [String], file: String) throws -> Branch {
        guard var names = names(of: left), let more = self.names(of: right) else {
            throw PolicyFilesError.conflict(file: file, place: place)
        }
        for (name, branch) in more {
            names[name] = try names[name].map { try merge($0, branch, place: place + [name], file: file) } ?? branch
        }
        return .names(names)
    }

    private static func names(of branch: Branch) -> [String: Branch]? {
        switch branch {
        case .names(let names): names
        case .leaf(let value):
            value.isObject
                ? Dictionary(
                    zip(value.keys, value.values).map { ($0.string, .leaf($1)) }, uniquingKeysWith: { $1 }) : nil
        }
    }

    private static func value(of branch: Branch, in arena: Arena) -> Value {
        switch branch {
        case .leaf(let value): value
        case .names(let names):
            arena.object(names.map { (key: arena.string($0), value: value(of: $1, in: arena)) })
        }
    }
}
