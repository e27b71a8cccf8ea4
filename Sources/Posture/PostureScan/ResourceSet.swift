import Documents
import ManifestSources
import PolicyLibrary

/// All objects of a scan, each with its id, sorted by group, version and kind.
struct ResourceSet: Sendable {
    /// Objects from manifests first, in their order, then those that were put together.
    private(set) var resources: [Resource] = []
    /// For each object that the set was made of: which one it was.
    private(set) var origins: [Int] = []
    /// Objects that have no name and cannot be referred to.
    private(set) var discarded = 0
    /// The kinds of the objects, in the order in which rules see them.
    private(set) var kinds: [Kind] = []
    private var kindPlaces: [String: Int] = [:]
    /// Places by the id without file: more than one when several files hold the same object.
    private(set) var placesByKey: [String: [Int]] = [:]

    struct Kind: Sendable {
        let names: KindNames
        var places: [Int] = []
    }

    init(_ manifests: [ManifestObject]) { self.init(manifests.map(PageObject.init)) }

    /// Objects in their order; those without a name are counted and left out.
    init(_ objects: [PageObject]) {
        resources.reserveCapacity(objects.count)
        for (index, object) in objects.enumerated() { add(object, at: index) }
        kinds.sort { $0.names.order < $1.names.order }
    }

    private mutating func add(_ object: PageObject, at index: Int) {
        guard let identity = withExtendedLifetime(object.node.document, { ObjectIdentity(object.node.value) }) else {
            discarded += 1
            return
        }
        var id = identity.key
        if let manifest = object.manifest,
            !ObjectIdentity.isExternal(ObjectIdentity.split(identity.apiVersion).group)
        {
            let sourcePath = "\(manifest.source.relativePath):\(manifest.documentIndex)"
            id = "path=\(ObjectIdentity.hash(sourcePath))/api=\(identity.key)"
        }
        let place = resources.count
        resources.append(Resource(id: id, identity: identity, node: object.node, manifest: object.box))
        origins.append(index)
        placesByKey[identity.key, default: []].append(place)
        let (group, version) = ObjectIdentity.split(identity.apiVersion)
        let key = "\(group)/\(version)/\(identity.kind)"
        if kindPlaces[key] == nil {
            kindPlaces[key] = kinds.count
            kinds.append(
                Kind(names: KindNames(group: group, version: version, kind: identity.kind, plural: object.plural)))
        }
        if let index = kindPlaces[key] { kinds[index].places.append(place) }
    }

    /// Adds an object that was put together, or finds it when it is there already.
    mutating func add(synthetic node: Node, identity: ObjectIdentity, related: [Int]) -> Int {
        let own = "\(identity.apiVersion)/\(identity.namespace)/\(identity.kind)/\(identity.name)"
        let id =
            related.isEmpty
            ? identity.key : ([own] + related.map { resources[$0].id }).sorted().joined(separator: "/")
        for place in placesByKey[identity.key] ?? [] where resources[place].id == id { return place }
        resources.append(Resource(id: id, identity: identity, node: node, related: related))
        placesByKey[identity.key, default: []].append(resources.count - 1)
        return resources.count - 1
    }

    /// The objects that match blocks ask for, each once: in the order of blocks, groups, versions and resources.
    func places(matching blocks: [MatchBlock]) -> [Int] {
        KindNames.chosen(from: kinds.map(\.names), by: blocks).flatMap { kinds[$0].places }
    }

    /// The plural of a kind in small letters, as the API spells it.
    static func plural(of kind: String) -> String {
        if kind == "endpoints" || kind.hasSuffix("metrics") { return kind }
        if kind.hasSuffix("s") || kind.hasSuffix("x") || kind.hasSuffix("ch") || kind.hasSuffix("sh") {
            return kind + "es"
        }
        if kind.hasSuffix("y"), let before = kind.dropLast().last, !"aeiou".contains(before) {
            return kind.dropLast() + "ies"
        }
        return kind + "s"
    }
}
