import Documents
import ManifestSources
import PolicyLibrary

/// All objects of a scan, each with its id, sorted by group, version and kind.
struct ResourceSet: Sendable {
    /// Objects from manifests first, in their order, then those that were put together.
    private(set) var resources: [Resource] = []
    /// Objects that have no name and cannot be referred to.
    private(set) var discarded = 0
    private var kinds: [Kind] = []
    private var kindPlaces: [String: Int] = [:]
    /// Places by the id without file: more than one when several files hold the same object.
    private(set) var placesByKey: [String: [Int]] = [:]

    private struct Kind: Sendable {
        let group: String
        let version: String
        let kind: String
        let plural: String
        var places: [Int] = []
        var order: String { "\(group)/\(version)/\(plural)" }
    }

    init(_ manifests: [ManifestObject]) {
        for object in manifests { add(object) }
        kinds.sort { $0.order < $1.order }
    }

    private mutating func add(_ object: ManifestObject) {
        guard let identity = ObjectIdentity(object.node.value) else {
            discarded += 1
            return
        }
        let isExternal = ObjectIdentity.isExternal(ObjectIdentity.split(identity.apiVersion).group)
        let sourcePath = "\(object.source.relativePath):\(object.documentIndex)"
        let place = resources.count
        resources.append(
            Resource(
                id: isExternal ? identity.key : "path=\(ObjectIdentity.hash(sourcePath))/api=\(identity.key)",
                apiVersion: identity.apiVersion, kind: identity.kind, namespace: identity.namespace,
                name: identity.name, node: object.node, manifest: object, related: []))
        placesByKey[identity.key, default: []].append(place)
        let (group, version) = ObjectIdentity.split(identity.apiVersion)
        let key = "\(group)/\(version)/\(identity.kind)"
        if kindPlaces[key] == nil {
            kindPlaces[key] = kinds.count
            kinds.append(
                Kind(
                    group: group, version: version, kind: identity.kind.lowercased(),
                    plural: ResourceSet.plural(of: identity.kind.lowercased())))
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
        resources.append(
            Resource(
                id: id, apiVersion: identity.apiVersion, kind: identity.kind, namespace: identity.namespace,
                name: identity.name, node: node, manifest: nil, related: related))
        placesByKey[identity.key, default: []].append(resources.count - 1)
        return resources.count - 1
    }

    /// The objects that match blocks ask for, each once: in the order of blocks, groups, versions and resources.
    func places(matching blocks: [MatchBlock]) -> [Int] {
        var found: [Int] = []
        var seen: Set<String> = []
        for block in blocks {
            let resources = block.resources.map { $0.lowercased() }
            for group in block.apiGroups {
                for version in block.apiVersions {
                    for resource in resources {
                        for kind in kinds
                        where (resource == "*" || resource == kind.plural || resource == kind.kind)
                            && (group == "*" || group == kind.group)
                            && (version == "*" || version == kind.version)
                            && seen.insert("\(kind.order) \(kind.kind)").inserted
                        {
                            found += kind.places
                        }
                    }
                }
            }
        }
        return found
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
