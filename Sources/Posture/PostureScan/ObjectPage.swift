public import Documents
public import ManifestSources

/// Objects that are evaluated together and then let go: a page of a paged LIST, or the objects of some files.
///
/// A few hundred are right: fewer cost overhead, more cost memory.
public struct ObjectPage: Sendable {
    public var objects: [PageObject]
    /// Where the page stands among all pages of the source. The numbers may have gaps and pages may come in any
    /// order, but a source that has not changed gives the same objects in the order of the numbers, wherever it makes
    /// its cuts; so a report does not depend on timing.
    public var order: UInt64

    public init(_ objects: [PageObject], order: UInt64) {
        self.objects = objects
        self.order = order
    }

    /// The items of a list, as the API server gives them: without their own apiVersion and kind, which are put in.
    public init(listOf kind: ObjectKind, _ list: Document, order: UInt64) {
        let arena = Arena(firstBlock: 1 << 16)
        arena.retain(list)
        let items = withExtendedLifetime(list) {
            let items = list.rootValue.field("items")
            guard items.isArray else { return [Value]() }
            let fields = [
                (key: arena.string("apiVersion"), value: arena.string(kind.apiVersion)),
                (key: arena.string("kind"), value: arena.string(kind.kind)),
            ]
            return items.elements.filter(\.isObject).map { item in
                if item.text("apiVersion") != nil && item.text("kind") != nil { return item }
                let own = zip(item.keys, item.values).map { (key: $0, value: $1) }
                return arena.object(own + fields)
            }
        }
        let document = Document(root: arena.array(items), arena: arena)
        self.init(document.root.elements.map { PageObject($0, plural: kind.plural) }, order: order)
    }
}

/// One object of a page.
public struct PageObject: Sendable {
    /// The object whole, with its apiVersion and kind.
    public var node: Node
    /// Its place among manifests, for objects from files.
    public var manifest: ManifestObject? {
        get { box?.object }
        set { box = newValue.map(ManifestBox.init) }
    }
    var box: ManifestBox?
    /// The plural name of its kind where it is known; otherwise it is derived from the kind.
    public var plural: String?

    public init(_ node: Node, plural: String? = nil) {
        self.node = node
        self.plural = plural
    }

    public init(_ manifest: ManifestObject) {
        self.node = manifest.node
        box = ManifestBox(manifest)
    }
}

/// A manifest by reference: objects of clusters have none and should not pay for its room.
final class ManifestBox: Sendable {
    let object: ManifestObject

    init(_ object: ManifestObject) { self.object = object }
}
