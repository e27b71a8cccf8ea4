public import Documents

/// Takes secrets out of objects before they leave the scan.
public enum Redaction {
    private static let mask = "XXXXXX"
    static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// Whether the value at a path of an object is one that reports must not show.
    static func isSecret(_ path: DocumentPath, of kind: String) -> Bool {
        guard case .key(let first)? = path.steps.first else { return false }
        if kind == "Secret" || kind == "ConfigMap" { return ["data", "stringData", "binaryData"].contains(first) }
        return path.steps.contains(.key("env")) || path.steps.contains(.key("envFrom"))
    }

    /// The object without the values of Secrets, ConfigMaps and environments, and without what only the API server
    /// and old versions of the object hold.
    ///
    /// - Parameter arena: where what changes is made; the rest stays where it is.
    public static func cleaned(_ object: Value, in arena: Arena) -> Value {
        let kind = object.text("kind") ?? ""
        return clean(object, arena) { key, value in
            switch key {
            case "data", "stringData", "binaryData":
                return kind == "Secret" || kind == "ConfigMap" ? masked(value, arena) : value
            case "status": return kind == "Pod" ? nil : value
            case "metadata": return cleanedMetadata(value, arena)
            case "relatedObjects" where value.isArray:
                return arena.array(value.elements.map { cleaned($0, in: arena) })
            default: return withoutEnvironments(value, arena)
            }
        }
    }

    /// The JSON text of the object without secrets.
    static func text(of object: Node) -> [UInt8] {
        var bytes: [UInt8] = []
        write(object, to: &bytes)
        return bytes
    }

    /// Appends the JSON text of the object without secrets.
    static func write(_ object: Node, to bytes: inout [UInt8]) {
        let arena = Arena(firstBlock: 1 << 12)
        withExtendedLifetime(object.document) {
            JSONWriter.compact.write(cleaned(object.value, in: arena), to: &bytes)
        }
    }

    /// The entries of an object after `change`, which drops those for which it gives nil.
    private static func clean(
        _ object: Value, _ arena: Arena, _ change: (String, Value) -> Value?
    ) -> Value {
        guard object.isObject else { return object }
        var entries: [(key: Value, value: Value)] = []
        entries.reserveCapacity(object.count)
        for (key, value) in zip(object.keys, object.values) {
            if let changed = change(key.isString ? key.string : "", value) { entries.append((key, changed)) }
        }
        return arena.object(entries)
    }

    private static func masked(_ data: Value, _ arena: Arena) -> Value {
        let text = arena.string(mask)
        return clean(data, arena) { _, _ in text }
    }

    private static func cleanedMetadata(_ metadata: Value, _ arena: Arena) -> Value {
        clean(metadata, arena) { key, value in
            switch key {
            case "managedFields": return nil
            case "annotations":
                return clean(value, arena) { name, text in
                    name == lastApplied ? nil : text
                }
            default: return value
            }
        }
    }

    private static let containerLists: Set<String> = ["containers", "initContainers", "ephemeralContainers"]

    /// The value without the environments of containers, wherever a kind keeps them: templates lie at other places in
    /// every custom resource. What holds no containers is handed on as it is.
    private static func withoutEnvironments(_ value: Value, _ arena: Arena) -> Value {
        if value.isArray {
            var changed: [Value]?
            for (index, element) in value.elements.enumerated() where element.isCollection {
                let cleaned = withoutEnvironments(element, arena)
                if cleaned.bits == element.bits { continue }
                if changed == nil { changed = Array(value.elements) }
                changed?[index] = cleaned
            }
            return changed.map { arena.array($0) } ?? value
        }
        guard value.isObject else { return value }
        var changed: [(key: Value, value: Value)]?
        for (index, inner) in value.values.enumerated() where inner.isCollection {
            let key = value.keys[index]
            let cleaned =
                inner.isArray && key.isString && containerLists.contains(key.string)
                ? arena.array(inner.elements.map { cleanedContainer($0, arena) }) : withoutEnvironments(inner, arena)
            if cleaned.bits == inner.bits { continue }
            if changed == nil { changed = zip(value.keys, value.values).map { (key: $0, value: $1) } }
            changed?[index].value = cleaned
        }
        return changed.map { arena.object($0) } ?? value
    }

    private static func cleanedContainer(_ container: Value, _ arena: Arena) -> Value {
        clean(container, arena) { key, value in
            switch key {
            case "envFrom": return nil
            case "env":
                guard value.isArray else { return value }
                return arena.array(
                    value.elements.map { variable in
                        clean(variable, arena) { key, value in
                            switch key {
                            case "value": return arena.string(mask)
                            case "valueFrom": return nil
                            default: return value
                            }
                        }
                    })
            default: return value
            }
        }
    }
}
