import Documents

/// Takes values of secrets out of objects once more. Scanners do it before they send; this is for those that do not.
enum Redaction {
    /// The object without what it must not hold; anything but a Secret as it is.
    static func redacted(_ object: Value, _ arena: Arena) -> Value {
        guard object.field("kind").equals("Secret") else { return object }
        var result = object
        for key in ["data", "stringData"] as [StaticString] where object.field(key).isObject {
            let values = object.field(key)
            let hidden = values.keys.map { (key: $0, value: arena.string("XXXXXX")) }
            result = arena.object(result, setting: arena.string(key.description), to: arena.object(hidden))
        }
        let annotations = object.field("metadata").field("annotations")
        guard annotations.field("kubectl.kubernetes.io/last-applied-configuration").isDefined else { return result }
        let kept = zip(annotations.keys, annotations.values)
            .filter { !$0.0.equals("kubectl.kubernetes.io/last-applied-configuration") }
            .map { (key: $0.0, value: $0.1) }
        let metadata = arena.object(
            object.field("metadata"), setting: arena.string("annotations"), to: arena.object(kept))
        return arena.object(result, setting: arena.string("metadata"), to: metadata)
    }
}
