import Documents

/// One object as a local cluster keeps it.
struct StoredObject: Sendable {
    let namespace: String
    let name: String
    let labels: [String: String]
    /// What field selectors may ask for.
    let fields: [String: String]
    /// The revision at which it came to be.
    let created: Int
    /// The JSON text without apiVersion and kind, as lists have it.
    let bytes: [UInt8]

    /// Lists are in the order of this.
    var key: String { StoredObject.key(namespace: namespace, name: name) }

    static func key(namespace: String, name: String) -> String { "\(namespace)/\(name)" }

    /// Takes an object over and fills in what an API server does.
    init(_ object: Node, _ resource: ServedResource, namespace: String, name: String, revision: Int) {
        self.namespace = namespace
        self.name = name
        created = revision
        let metadata = object["metadata"]
        labels = Dictionary(
            (metadata?["labels"]?.entries ?? []).compactMap { entry in entry.value.string.map { (entry.key, $0) } },
            uniquingKeysWith: { $1 })
        var fields = ["metadata.name": name, "metadata.namespace": namespace]
        for (path, node) in [
            ("spec.nodeName", object["spec"]?["nodeName"]), ("status.phase", object["status"]?["phase"]),
            ("type", object["type"]), ("spec.unschedulable", object["spec"]?["unschedulable"]),
        ] {
            fields[path] = node?.string ?? ""
        }
        self.fields = fields
        let uid =
            metadata?["uid"]?.string ?? StoredObject.uid("\(resource.group)/\(resource.plural)/\(namespace)/\(name)")
        let whole = Document.build { arena in
            arena.retain(object.document)
            var entries: [(key: Value, value: Value)] = []
            for (key, value) in object.entries where !["apiVersion", "kind", "metadata"].contains(key) {
                entries.append((arena.string(key), value.value))
            }
            var own: [(key: Value, value: Value)] = []
            let set = ["uid", "resourceVersion", "namespace", "creationTimestamp"]
            for (key, value) in metadata?.entries ?? [] where !set.contains(key) {
                own.append((arena.string(key), value.value))
            }
            own.append((arena.string("uid"), arena.string(uid)))
            own.append((arena.string("resourceVersion"), arena.string("\(revision)")))
            let time = metadata?["creationTimestamp"]?.string ?? "2026-01-01T00:00:00Z"
            own.append((arena.string("creationTimestamp"), arena.string(time)))
            if resource.isNamespaced { own.append((arena.string("namespace"), arena.string(namespace))) }
            entries.append((arena.string("metadata"), arena.object(own)))
            return arena.object(entries)
        }
        bytes = withExtendedLifetime(whole) { JSONWriter.compact.bytes(whole.rootValue) }
    }

    /// The JSON text of its metadata alone.
    var metadata: [UInt8] {
        guard let root = try? JSONParser.parse(SourceBytes(bytes), name: name).root, let metadata = root["metadata"]
        else { return Array("{}".utf8) }
        return withExtendedLifetime(metadata.document) { JSONWriter.compact.bytes(metadata.value) }
    }

    /// The same UID for the same name, so that runs can be compared.
    private static func uid(_ text: String) -> String {
        var hashes: [UInt64] = [0xcbf2_9ce4_8422_2325, 0x8422_2325_cbf2_9ce4]
        for byte in text.utf8 {
            for index in hashes.indices { hashes[index] = (hashes[index] ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        }
        let digits = hashes.map { hash in
            let text = String(hash, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        let bounds = [0, 8, 12, 16, 20, 32]
        return zip(bounds, bounds.dropFirst()).map { from, to in
            String(digits.dropFirst(from).prefix(to - from))
        }.joined(separator: "-")
    }
}

/// The objects of one resource in the order of their keys.
struct ObjectTable: Sendable {
    private(set) var keys: [String] = []
    private(set) var objects: [String: StoredObject] = [:]

    func object(namespace: String, name: String) -> StoredObject? {
        objects[StoredObject.key(namespace: namespace, name: name)]
    }

    mutating func put(_ object: StoredObject) {
        let key = object.key
        if objects.updateValue(object, forKey: key) == nil { keys.insert(key, at: place(after: key)) }
    }

    mutating func remove(namespace: String, name: String) -> Bool {
        let key = StoredObject.key(namespace: namespace, name: name)
        guard objects.removeValue(forKey: key) != nil else { return false }
        keys.removeAll { $0 == key }
        return true
    }

    /// The place of the first key beyond one.
    func place(after key: String) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] <= key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
