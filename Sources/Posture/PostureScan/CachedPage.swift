import Documents

/// What the cache knows about the objects of a page, and what it learns from their evaluation.
final class CachedPage {
    private let cache: VerdictCache
    private let set: ResourceSet
    private let digests: [ObjectDigest]
    /// For each object: verdicts by the number of their rule, those of rules that are not asked for included.
    private var verdicts: [[Int: ArraySlice<UInt8>]]
    private var hits: [Int]
    private var misses: [Int]

    init(_ cache: VerdictCache, _ set: ResourceSet) {
        self.cache = cache
        self.set = set
        digests = set.resources.map { ObjectDigest($0, isLean: cache.isLean) }
        verdicts = digests.map(cache.verdicts)
        hits = Array(repeating: 0, count: digests.count)
        misses = hits
    }

    /// Takes the verdicts of a rule that are known.
    /// - Returns: the places that are left to evaluate.
    func take(
        _ rule: Int, _ places: [Int], _ use: (Int, CachedVerdict) -> Void
    ) -> [Int] {
        guard let number = cache.number(of: rule) else { return places }
        return places.filter { place in
            guard let bytes = verdicts[place][number],
                let verdict = cache.verdict(bytes, place: place, resource: set.resources[place])
            else {
                misses[place] += 1
                return true
            }
            hits[place] += 1
            use(place, verdict)
            return false
        }
    }

    /// Learns what a rule said about places. A rule that spoke of objects that are not in the page is not remembered.
    func add(
        _ rule: Int, _ places: [Int], _ findings: [Int: [RuleRun.RawFinding]], marks: (Int) -> UInt8
    ) {
        guard let number = cache.number(of: rule) else { return }
        for place in places {
            let resource = set.resources[place]
            if let bytes = cache.bytes(marks(place), findings[place] ?? [], place: place, resource: resource) {
                verdicts[place][number] = bytes[...]
            }
        }
    }

    func store() throws {
        for place in digests.indices where hits[place] + misses[place] > 0 {
            try cache.store(digests[place], verdicts[place], hits: hits[place], misses: misses[place])
        }
    }
}
