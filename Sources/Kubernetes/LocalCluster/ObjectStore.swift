public import Documents
import Synchronization

/// The objects of a local cluster, each with the version at which it was last changed.
///
/// Objects are kept as the JSON text that lists send, so that reading costs no tree. One revision counts for all of them,
/// as in etcd. Objects of one resource are the same in all of its versions.
public final class ObjectStore: Sendable {
    private let state: Mutex<State>

    private struct State {
        var revision = 1000
        /// Lists that were begun before this revision can no longer be continued.
        var compacted = 0
        var served: [ServedResource]
        var tables: [String: ObjectTable] = [:]
        var generated: [String: GeneratedObjects] = [:]
    }

    /// An empty store.
    public init(served: [ServedResource] = ServedResource.builtIn) {
        state = Mutex(State(served: served))
    }

    /// What can be asked for, in the order in which it was made known.
    public var served: [ServedResource] { state.withLock { $0.served } }
    public var revision: Int { state.withLock { $0.revision } }
    public var count: Int {
        state.withLock { state in state.tables.values.reduce(0) { $0 + $1.objects.count } }
    }

    /// Makes lists that are being read expire, as compaction of etcd does.
    public func compact() {
        state.withLock { state in
            state.revision += 1
            state.compacted = state.revision
        }
    }

    /// Serves a resource from now on.
    public func serve(_ resource: ServedResource) {
        state.withLock { state in
            if !state.served.contains(resource) { state.served.append(resource) }
        }
    }

    /// Serves a list of objects that are made on demand. Replaces the stored objects of the resource.
    public func serve(_ objects: GeneratedObjects) {
        serve(objects.resource)
        state.withLock { $0.generated[ObjectStore.tableName(objects.resource)] = objects }
    }

    /// Creates an object or replaces the one of its name. Its namespace comes to be, too; a kind that nobody knows is
    /// served from now on, as if its definition had been there.
    /// - Returns: false when it is no object: no apiVersion, no kind or no name.
    @discardableResult
    public func put(_ object: Node) -> Bool {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string,
            let name = object["metadata"]?["name"]?.string
        else { return false }
        let slash = apiVersion.lastIndex(of: "/")
        let group = slash.map { String(apiVersion[..<$0]) } ?? ""
        let version = slash.map { String(apiVersion[apiVersion.index(after: $0)...]) } ?? apiVersion
        let namespace = object["metadata"]?["namespace"]?.string
        state.withLock { state in
            let resource: ServedResource
            if let known = state.served.first(where: { $0.group == group && $0.kind == kind }) {
                resource = known
            } else {
                resource = ServedResource(
                    custom: kind, group: group, version: version, isNamespaced: namespace != nil)
                state.served.append(resource)
            }
            let place = resource.isNamespaced ? namespace ?? "default" : ""
            if !place.isEmpty { ObjectStore.ensureNamespace(place, &state) }
            ObjectStore.insert(object, resource, namespace: place, name: name, &state)
        }
        return true
    }

    /// Removes an object.
    /// - Returns: whether it was there.
    @discardableResult
    public func remove(_ resource: ServedResource, namespace: String, name: String) -> Bool {
        state.withLock { state in
            state.revision += 1
            return state.tables[ObjectStore.tableName(resource)]?.remove(namespace: namespace, name: name) ?? false
        }
    }

    private static func ensureNamespace(_ name: String, _ state: inout State) {
        guard let namespaces = state.served.first(where: { $0.group.isEmpty && $0.kind == "Namespace" }),
            state.tables[tableName(namespaces)]?.object(namespace: "", name: name) == nil
        else { return }
        let document = Document.build { arena in
            arena.object([
                "metadata": arena.object([
                    "name": arena.string(name),
                    "labels": arena.object(["kubernetes.io/metadata.name": arena.string(name)]),
                ]),
                "spec": arena.object(["finalizers": arena.array([arena.string("kubernetes")])]),
                "status": arena.object(["phase": arena.string("Active")]),
            ])
        }
        insert(document.root, namespaces, namespace: "", name: name, &state)
    }

    private static func insert(
        _ object: Node, _ resource: ServedResource, namespace: String, name: String, _ state: inout State
    ) {
        state.revision += 1
        let stored = StoredObject(object, resource, namespace: namespace, name: name, revision: state.revision)
        state.tables[tableName(resource), default: ObjectTable()].put(stored)
    }

    private static func tableName(_ resource: ServedResource) -> String { "\(resource.group)/\(resource.plural)" }
}

// MARK: Reading

extension ObjectStore {
    func object(_ resource: ServedResource, namespace: String, name: String) -> StoredObject? {
        state.withLock { $0.tables[ObjectStore.tableName(resource)]?.object(namespace: namespace, name: name) }
    }

    /// A part of a list. Objects that came to be after the list was begun are left out of its further pages.
    func list(_ resource: ServedResource, _ question: ListQuestion) throws(ListRefusal) -> ListAnswer {
        let (revision, compacted, table, generated) = state.withLock { state in
            let name = ObjectStore.tableName(resource)
            return (state.revision, state.compacted, state.tables[name], state.generated[name])
        }
        if let token = question.token {
            guard token.revision >= compacted else {
                throw .expired(fresh: ContinueToken(revision: revision, key: token.key))
            }
        }
        let snapshot = question.token?.revision ?? revision
        if let generated { return ObjectStore.list(generated, question, snapshot) }
        guard let table else { return ListAnswer(items: [], revision: snapshot) }
        var items: [StoredObject] = []
        var rest = 0
        var next: String?
        for key in table.keys[table.place(after: question.token?.key ?? "")...] {
            guard let object = table.objects[key], object.created <= snapshot, question.selects(object) else {
                continue
            }
            if let limit = question.limit, items.count == limit {
                next = next ?? items.last.map(\.key)
                rest += 1
                if question.hasSelector { break }
            } else {
                items.append(object)
            }
        }
        return ListAnswer(
            items: items.map { object in { object.bytes } }, revision: snapshot,
            token: next.map { ContinueToken(revision: snapshot, key: $0) },
            remaining: next == nil || question.hasSelector ? nil : rest)
    }

    private static func list(
        _ objects: GeneratedObjects, _ question: ListQuestion, _ snapshot: Int
    ) -> ListAnswer {
        let start = question.token.flatMap { Int($0.key) } ?? 0
        let end = min(objects.count, start + (question.limit ?? objects.count))
        guard start < end else { return ListAnswer(items: [], revision: snapshot) }
        return ListAnswer(
            items: (start..<end).map { index in { objects.object(index) } }, revision: snapshot,
            token: end < objects.count ? ContinueToken(revision: snapshot, key: "\(end)") : nil,
            remaining: end < objects.count ? objects.count - end : nil)
    }
}
