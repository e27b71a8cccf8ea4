import Documents
import Synchronization

/// Verdicts of earlier scans by rule and content of the object.
///
/// Only rules are in it that look at one object and at nothing that changes by itself. What a verdict depends on is part
/// of its key: the texts of the rule and of everything it may call, its inputs, the mode, the engine, the object. So
/// nothing ever has to be thrown away for being wrong; what is no longer asked for goes when room is needed.
final class VerdictCache: Sendable {
    private let old: VerdictFile?
    private let state: Mutex<State>
    private let options: IncrementalOptions
    private let path: String
    let isLean: Bool
    /// For each rule of the plan what its verdicts depend on beside the object; nil for rules that are not remembered.
    private let digests: [ObjectDigest?]
    /// Rules that the file knows: only such that look at one object at a time get there.
    private let known: Set<ObjectDigest>

    private struct State {
        let writer: VerdictFileWriter
        var rules: [ObjectDigest]
        var ruleNumbers: [ObjectDigest: Int]
        var texts: TextPool
        var hits = 0
        var misses = 0
    }

    /// Opens the cache. One that is damaged or of another form counts as empty.
    /// - Parameters:
    ///   - isLean: whether rules are known to read nothing that changes by itself; otherwise all of an object counts.
    ///   - digests: for each rule what its verdicts depend on beside the object; nil for rules that are not remembered.
    init(_ options: IncrementalOptions, isLean: Bool, digests: [ObjectDigest?]) throws(CacheError) {
        self.options = options
        self.isLean = isLean
        self.digests = digests
        path = "\(options.directory)/verdicts.v1"
        let old = VerdictFile(path)
        self.old = old
        let rules = old?.rules ?? []
        known = Set(rules)
        state = Mutex(
            State(
                writer: try VerdictFileWriter(path, budget: options.budget), rules: rules,
                ruleNumbers: Dictionary(rules.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }),
                texts: TextPool(old?.texts ?? [])))
    }

    /// The number of a rule in the file; nil for rules that are not remembered.
    func number(of rule: Int) -> Int? {
        guard let digest = digests[rule] else { return nil }
        return state.withLock { state in
            if let known = state.ruleNumbers[digest] { return known }
            state.rules.append(digest)
            state.ruleNumbers[digest] = state.rules.count - 1
            return state.rules.count - 1
        }
    }

    /// Whether a rule is known to look at one object at a time, so that it need not be compiled to find out.
    func knows(_ rule: Int) -> Bool { digests[rule].map(known.contains) ?? false }

    /// What is known about an object: for each rule by its number the bytes of its verdict.
    func verdicts(on object: ObjectDigest) -> [Int: ArraySlice<UInt8>] {
        guard let record = old?.record(of: object) else { return [:] }
        var verdicts: [Int: ArraySlice<UInt8>] = [:]
        var reader = RecordReader(record, texts: [])
        while !reader.isAtEnd {
            let rule = reader.int()
            guard let bytes = reader.part(), !reader.isBroken else { return verdicts }
            verdicts[rule] = bytes
        }
        return verdicts
    }

    /// Decodes a verdict about the resource at a place of its page; nil when it makes no sense.
    func verdict(_ bytes: ArraySlice<UInt8>, place: Int, resource: Resource) -> CachedVerdict? {
        CachedVerdict(bytes, texts: old?.texts ?? [], place: place, resource: resource)
    }

    /// The bytes of a verdict; nil when it speaks of other objects, so that it cannot be remembered.
    func bytes(_ mark: UInt8, _ findings: [RuleRun.RawFinding], place: Int, resource: Resource) -> [UInt8]? {
        state.withLock { CachedVerdict(mark: mark, findings: findings).bytes(place, resource, &$0.texts) }
    }

    /// Remembers what is known about an object.
    func store(_ object: ObjectDigest, _ verdicts: [Int: ArraySlice<UInt8>], hits: Int, misses: Int) throws(CacheError)
    {
        var record = RecordWriter()
        for (rule, bytes) in verdicts.sorted(by: { $0.key < $1.key }) {
            record.number(rule)
            record.part(bytes)
        }
        let result: Result<Void, CacheError> = state.withLock { state in
            state.hits += hits
            state.misses += misses
            do throws(CacheError) {
                try state.writer.add(object, record.bytes)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// How many verdicts were taken from the cache, and how many were worked out.
    var counts: (hits: Int, misses: Int) { state.withLock { ($0.hits, $0.misses) } }

    /// Makes what was remembered the new cache. What this scan did not ask for stays as long as there is room.
    func finish() throws(CacheError) {
        let result: Result<Void, CacheError> = state.withLock { state in
            do throws(CacheError) {
                for object in old?.objects ?? [] where state.writer.hasRoom && !state.writer.has(object) {
                    if let record = old?.record(of: object) { try state.writer.add(object, record) }
                }
                try state.writer.finish(rules: state.rules, texts: state.texts.texts)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
