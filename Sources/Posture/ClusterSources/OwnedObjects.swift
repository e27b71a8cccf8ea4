import Documents

/// Objects that others stand for: findings belong to the Deployment, not to each of its Pods.
enum OwnedObjects {
    private static let controllers = ["apps/v1", "batch/v1", "batch/v1beta1"]

    /// Whether an object is left out because its owner is scanned.
    ///
    /// Pods, Jobs and ReplicaSets of built-in controllers are; those of controllers that nobody knows stay visible, and so
    /// do static pods, whose owner is a Node. A Pod without owners that carries a template's hash was orphaned by its
    /// ReplicaSet a moment ago.
    static func isLeftOut(_ object: Value) -> Bool {
        guard object.isObject, let kind = object["kind"].asString, ["Pod", "Job", "ReplicaSet"].contains(kind) else {
            return false
        }
        let metadata = object["metadata"]
        guard metadata.isObject else { return false }
        let owners = metadata["ownerReferences"]
        if owners.isArray, let first = owners.elements.first {
            guard first.isObject, let version = first["apiVersion"].asString else { return false }
            return controllers.contains(version)
        }
        guard kind == "Pod" else { return false }
        let labels = metadata["labels"]
        guard labels.isObject, let hash = labels["pod-template-hash"].asString else { return false }
        return !hash.isEmpty
    }
}

extension Value {
    /// The value under a key of an object; undefined when it is missing. Only for objects.
    subscript(_ key: StaticString) -> Value {
        member(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }
}
