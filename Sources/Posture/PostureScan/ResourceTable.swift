import Documents
import ManifestSources

/// What stays of every object when its page is gone: its names, where it stands, what it weighs, and where to find the
/// rest. About a hundred bytes each.
struct ResourceTable: Sendable {
    struct Row: Sendable {
        let name: String
        let kind: Int32
        let namespace: Int32
        /// The file; -1 for objects from elsewhere.
        let source: Int32
        let documentIndex: Int32
        let line: UInt32
        let column: UInt32
        let weight: Double
        let replicas: Int32?
        let hasPodTemplate: Bool
        /// Where it stood in the source: the order of its page, and its place in there.
        let order: UInt64
        let index: UInt32
        /// The texts that ``record`` refers to.
        var pool: Int32 = 0
        /// Labels, annotations and what rules found that look at one object.
        var record = SpillFile.Place()
        /// The object as a report shows it.
        var raw = SpillFile.Place()
    }

    struct Kind: Sendable {
        let apiVersion: String
        let kind: String
        let names: KindNames
        let isExternal: Bool
        var count = 0
    }

    private(set) var rows: [Row] = []
    private(set) var kinds: [Kind] = []
    private(set) var namespaces: [String] = []
    private(set) var sources: [ManifestSource] = []
    /// The objects that a subject was joined from.
    private(set) var related: [Int: [Int]] = [:]
    /// Ids that do not follow from the other fields.
    private var ids: [Int: String] = [:]
    private var kindPlaces: [String: Int32] = [:]
    private var namespacePlaces: [String: Int32] = [:]
    private var sourcePlaces: [ManifestSource: Int32] = [:]

    /// - Returns: the place of the new row.
    mutating func add(
        _ resource: Resource, plural: String? = nil, related: [Int] = [], order: UInt64, index: Int
    ) -> Int {
        let place = rows.count
        let kind = kindPlace(of: resource, plural: plural)
        // What was put together or made up was not read.
        if order != .max { kinds[Int(kind)].count += 1 }
        let position = resource.manifest?.position
        rows.append(
            Row(
                name: resource.name, kind: kind,
                namespace: ResourceTable.place(of: resource.namespace, in: &namespaces, &namespacePlaces),
                source: resource.manifest.map { ResourceTable.place(of: $0.source, in: &sources, &sourcePlaces) } ?? -1,
                documentIndex: Int32(clamping: resource.manifest?.documentIndex ?? 0), line: position?.line ?? 0,
                column: position?.column ?? 0, weight: resource.weight,
                replicas: resource.replicas.map { Int32(clamping: $0) }, hasPodTemplate: resource.hasPodTemplate,
                order: order, index: UInt32(clamping: index)))
        if !related.isEmpty { self.related[place] = related }
        if id(of: place) != resource.id { ids[place] = resource.id }
        return place
    }

    private mutating func kindPlace(of resource: Resource, plural: String?) -> Int32 {
        let key = "\(resource.apiVersion) \(resource.kind)"
        if let known = kindPlaces[key] { return known }
        let place = Int32(kinds.count)
        let (group, version) = ObjectIdentity.split(resource.apiVersion)
        kinds.append(
            Kind(
                apiVersion: resource.apiVersion, kind: resource.kind,
                names: KindNames(group: group, version: version, kind: resource.kind, plural: plural),
                isExternal: ObjectIdentity.isExternal(group)))
        kindPlaces[key] = place
        return place
    }

    private static func place<Item: Hashable>(
        of item: Item, in items: inout [Item], _ places: inout [Item: Int32]
    ) -> Int32 {
        if let known = places[item] { return known }
        let place = Int32(items.count)
        items.append(item)
        places[item] = place
        return place
    }

    /// Records where the rest of a run of rows lies.
    mutating func set(record: [SpillFile.Place], raw: [SpillFile.Place], pool: Int, from first: Int) {
        for index in record.indices {
            rows[first + index].record = record[index]
            rows[first + index].pool = Int32(pool)
        }
        for index in raw.indices { rows[first + index].raw = raw[index] }
    }

    // MARK: Reading

    /// The id without the file of the object.
    func key(of place: Int) -> String {
        let row = rows[place]
        let kind = kinds[Int(row.kind)]
        if kind.isExternal { return "\(kind.apiVersion)/\(kind.kind)/\(row.name)" }
        return "\(kind.names.group)/\(kind.names.version)/\(namespaces[Int(row.namespace)])/\(kind.kind)/\(row.name)"
    }

    func id(of place: Int) -> String {
        if let id = ids[place] { return id }
        let row = rows[place]
        guard row.source >= 0, !kinds[Int(row.kind)].isExternal else { return key(of: place) }
        let sourcePath = "\(sources[Int(row.source)].relativePath):\(row.documentIndex)"
        return "path=\(ObjectIdentity.hash(sourcePath))/api=\(key(of: place))"
    }

    func origin(of place: Int) -> ManifestOrigin? {
        let row = rows[place]
        guard row.source >= 0 else { return nil }
        return ManifestOrigin(
            source: sources[Int(row.source)], documentIndex: Int(row.documentIndex),
            position: row.line == 0 ? nil : SourcePosition(line: Int(row.line), column: Int(row.column)))
    }

    /// Whether one row stood before another in the source.
    func precedes(_ left: Int, _ right: Int) -> Bool {
        (rows[left].order, rows[left].index, left) < (rows[right].order, rows[right].index, right)
    }
}
