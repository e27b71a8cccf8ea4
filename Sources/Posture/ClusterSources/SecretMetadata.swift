import Documents

/// What of a Secret a scan may hold: its name, labels and owners.
enum SecretMetadata {
    /// The annotation in which `kubectl apply` keeps a copy of everything, values of Secrets included.
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// Copies of objects of which only the metadata was asked for, without the annotation that repeats their values and
    /// without the text that they were read from.
    static func copies(of objects: [Node]) -> [Node] {
        let document = Document.build { arena in
            arena.array(
                objects.map { object in
                    withExtendedLifetime(object.document) {
                        arena.object([
                            (arena.string("apiVersion"), arena.copy(object.value["apiVersion"])),
                            (arena.string("kind"), arena.copy(object.value["kind"])),
                            (arena.string("metadata"), metadata(object.value["metadata"], arena)),
                        ])
                    }
                })
        }
        return document.root.elements
    }

    private static func metadata(_ metadata: Value, _ arena: Arena) -> Value {
        entries(of: metadata, arena) { key, value in
            switch key {
            case "managedFields": nil
            case "annotations": entries(of: value, arena) { $0 == lastApplied ? nil : arena.copy($1) }
            default: arena.copy(value)
            }
        }
    }

    private static func entries(of object: Value, _ arena: Arena, _ change: (String, Value) -> Value?) -> Value {
        guard object.isObject else { return arena.object([]) }
        var kept: [(key: Value, value: Value)] = []
        for (key, value) in zip(object.keys, object.values) where key.isString {
            if let changed = change(key.string, value) { kept.append((arena.copy(key), changed)) }
        }
        return arena.object(kept)
    }
}
