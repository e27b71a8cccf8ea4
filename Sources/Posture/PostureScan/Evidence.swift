import Documents
import Synchronization

/// What a finished scan knows about its resources: their names in memory, the rest where it was put aside.
///
/// Places are those of the report: resources sorted by id, whatever order they came in.
final class Evidence: Sendable {
    private let table: ResourceTable
    /// The row of each place, and the place of each row.
    private let rows: [Int32]
    private let places: [Int32]
    /// The places of objects that rules made up, by their numbers.
    private let madePlaces: [Int32]
    private let rules: [String]
    private let texts: [[String]]
    /// Findings that stand outside of the record of their resource, sorted by place.
    private let extras: [(place: Int32, extra: ScanLedger.Extra)]
    /// Objects that are still whole, by row.
    private let nodes: [Int: Node]
    private let records: SpillFile
    private let raw: SpillFile?
    /// Records that were decoded last: readers go through all controls of a resource one after the other.
    private let recent = Mutex<[Recent]>(Array(repeating: Recent(), count: 64))

    private let recentIDs = Mutex<[RecentID]>(Array(repeating: RecentID(), count: 64))

    private struct RecentID: Sendable {
        var place = -1
        var id = ""
    }

    private struct Recent: Sendable {
        var place = -1
        var findings: [Int: [Finding]] = [:]
    }

    init(
        _ state: ScanLedger.State, rules: [String], texts: [[String]], nodes: [Int: Node], madeRows: [Int],
        records: SpillFile, raw: SpillFile?
    ) {
        let table = state.table
        self.table = table
        let ids = table.rows.indices.map { table.id(of: $0) }
        let order = table.rows.indices.sorted { left, right in
            ids[left] != ids[right] ? ids[left] < ids[right] : table.precedes(left, right)
        }
        rows = order.map { Int32($0) }
        var places = [Int32](repeating: 0, count: order.count)
        for (place, row) in order.enumerated() { places[row] = Int32(place) }
        self.places = places
        let made = madeRows.map { places[$0] }
        madePlaces = made
        self.rules = rules
        self.texts = texts
        extras = state.extras.map { extra in
            (extra.number & 1 == 0 ? places[Int(extra.number >> 1)] : made[Int(extra.number >> 1)], extra)
        }.sorted { left, right in
            // What one rule found about one resource stays in the order in which it found it.
            (left.place, left.extra.rule, left.extra.record.offset)
                < (right.place, right.extra.rule, right.extra.record.offset)
        }
        self.nodes = nodes
        self.records = records
        self.raw = raw
    }

    var count: Int { rows.count }

    /// The place in the report of a row of the table.
    func place(ofRow row: Int) -> Int { Int(places[row]) }

    /// The place of a made-up object.
    func place(ofMade number: Int) -> Int { Int(madePlaces[number]) }

    // MARK: Resources

    func resource(at place: Int) -> Resource {
        let index = Int(rows[place])
        let row = table.rows[index]
        let kind = table.kinds[Int(row.kind)]
        return Resource(
            apiVersion: kind.apiVersion, kind: kind.kind,
            namespace: table.namespaces[Int(row.namespace)], name: row.name, manifest: table.origin(of: index),
            related: related(of: place), weight: row.weight, replicas: row.replicas.map(Int.init),
            hasPodTemplate: row.hasPodTemplate, evidence: self, place: place)
    }

    /// The id of a resource. Reports name it with each field, so the last ones are remembered.
    func id(of place: Int) -> String {
        let slot = place & 63
        return recentIDs.withLock { recent in
            if recent[slot].place == place { return recent[slot].id }
            let id = table.id(of: Int(rows[place]))
            recent[slot] = RecentID(place: place, id: id)
            return id
        }
    }

    func related(of place: Int) -> [Int] {
        table.related[Int(rows[place])]?.map { Int(places[$0]) } ?? []
    }

    func weight(of place: Int) -> Double { table.rows[Int(rows[place])].weight }

    /// The kind of a resource, as a place in ``kinds``.
    func kind(of place: Int) -> Int { Int(table.rows[Int(rows[place])].kind) }

    var kinds: [ResourceTable.Kind] { table.kinds }

    func metadata(of place: Int) -> (labels: [String: String], annotations: [String: String]) {
        let row = table.rows[Int(rows[place])]
        if let node = nodes[Int(rows[place])] {
            return (Resource.texts(node, "labels"), Resource.texts(node, "annotations"))
        }
        guard var reader = reader(row.record, pool: row.pool) else { return ([:], [:]) }
        reader.enterFront()
        return (Evidence.map(&reader), Evidence.map(&reader))
    }

    private static func map(_ reader: inout RecordReader) -> [String: String] {
        var map: [String: String] = [:]
        for _ in 0..<reader.count() {
            let name = reader.text()
            map[name] = reader.text()
        }
        return map
    }

    /// The object as far as it is there; see ``Resource/node``.
    func node(of place: Int) -> Node {
        if let node = nodes[Int(rows[place])] { return node }
        if let text = try? rawText(of: place),
            let document = try? JSONParser.parse(SourceBytes(text), name: "a kept object", budget: .data)
        {
            return document.root
        }
        return identity(of: place)
    }

    func rawText(of place: Int) throws(SpillError) -> [UInt8]? {
        let row = Int(rows[place])
        if let raw, table.rows[row].raw.count > 0 { return try raw.read(table.rows[row].raw) }
        return nodes[row].map { Redaction.text(of: $0) }
    }

    private func identity(of place: Int) -> Node {
        let resource = resource(at: place)
        let texts = metadata(of: place)
        return Document.build { arena in
            func map(_ texts: [String: String]) -> Value {
                arena.object(texts.map { (key: arena.string($0), value: arena.string($1)) })
            }
            var metadata = [(key: arena.string("name"), value: arena.string(resource.name))]
            if !resource.namespace.isEmpty {
                metadata.append((arena.string("namespace"), arena.string(resource.namespace)))
            }
            if !texts.labels.isEmpty { metadata.append((arena.string("labels"), map(texts.labels))) }
            if !texts.annotations.isEmpty { metadata.append((arena.string("annotations"), map(texts.annotations))) }
            return arena.object([
                "apiVersion": arena.string(resource.apiVersion), "kind": arena.string(resource.kind),
                "metadata": arena.object(metadata),
            ])
        }.root
    }

    // MARK: Findings

    /// What a rule found about a resource.
    func findings(of rule: Int, at place: Int) -> [Finding] {
        let slot = place & 63
        let known = recent.withLock { $0[slot].place == place ? $0[slot].findings : nil }
        if let known { return known[rule] ?? [] }
        let findings = decode(place)
        recent.withLock { $0[slot] = Recent(place: place, findings: findings) }
        return findings[rule] ?? []
    }

    private func decode(_ place: Int) -> [Int: [Finding]] {
        let row = table.rows[Int(rows[place])]
        var findings: [Int: [Finding]] = [:]
        if var reader = reader(row.record, pool: row.pool) {
            reader.skipFront()
            read(&reader, place, row.name, &findings)
        }
        var low = extras.partitionIndex { $0.place < Int32(place) }
        while low < extras.count, extras[low].place == Int32(place) {
            let extra = extras[low].extra
            if var reader = reader(extra.record, pool: extra.pool) { read(&reader, place, row.name, &findings) }
            low += 1
        }
        return findings
    }

    private func read(
        _ reader: inout RecordReader, _ place: Int, _ name: String, _ findings: inout [Int: [Finding]]
    ) {
        while !reader.isAtEnd {
            let (rule, found) = FindingRecord.read(&reader, of: place, name: name, rules: rules) { number in
                Int(number & 1 == 0 ? places[Int(number >> 1)] : madePlaces[Int(number >> 1)])
            }
            findings[rule, default: []] += found
        }
    }

    private func reader(_ record: SpillFile.Place, pool: Int32) -> RecordReader? {
        guard record.count > 0, let bytes = try? records.read(record) else { return nil }
        return RecordReader(bytes, texts: texts[Int(pool)])
    }
}

extension Array {
    /// The first index whose element is not `isBefore`; the array is sorted so that those come first.
    fileprivate func partitionIndex(_ isBefore: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
