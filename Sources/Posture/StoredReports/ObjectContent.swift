import Documents

/// Compares objects by what their authors wrote, leaving out what the API server keeps.
enum ObjectContent {
    static func areEqual(_ left: Node, _ right: Node) -> Bool {
        let arena = Arena(firstBlock: 4096)
        return withExtendedLifetime((left.document, right.document, arena)) {
            Value.equal(content(left.value, arena), content(right.value, arena))
        }
    }

    /// The object without `status`, without bookkeeping in `metadata`, and without the `sourcePath` that Kubescape adds.
    private static func content(_ object: Value, _ arena: Arena) -> Value {
        guard object.isObject else { return object }
        var entries: [(key: Value, value: Value)] = []
        for (key, value) in zip(object.keys, object.values) {
            switch key.isString ? key.string : "" {
            case "status", "sourcePath": continue
            case "metadata" where value.isObject:
                let kept = zip(value.keys, value.values).filter { key, _ in
                    !["managedFields", "resourceVersion", "uid", "generation", "creationTimestamp"]
                        .contains(key.isString ? key.string : "")
                }
                entries.append((key, arena.object(kept.map { (key: $0.0, value: $0.1) })))
            default: entries.append((key, value))
            }
        }
        return arena.object(entries)
    }
}
