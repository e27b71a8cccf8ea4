/// What a control says about each tested resource, sorted by id: a few bytes each, and whole verdicts with their
/// findings when they are looked at.
public struct VerdictList: Sendable, RandomAccessCollection {
    /// The resource of each verdict. Controls that tested the same resources share the list.
    let places: [Int32]
    /// Status and sub-status of each verdict in a byte.
    private let states: [UInt8]
    private let make: @Sendable (Int) -> [RuleVerdict]

    /// A list of nothing.
    init() { self.init(places: [], states: []) { _ in [] } }

    /// - Parameter make: what the rules say about the resource at a place.
    init(places: [Int32], states: [UInt8], _ make: @escaping @Sendable (Int) -> [RuleVerdict]) {
        self.places = places
        self.states = states
        self.make = make
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { places.count }

    public subscript(index: Int) -> ResourceVerdict {
        let (status, subStatus) = Self.verdict(states[index])
        return ResourceVerdict(resource: Int(places[index]), status: status, subStatus: subStatus, make: make)
    }

    /// The place of each resource and the status of its verdict.
    public var statuses: some RandomAccessCollection<(resource: Int, status: Status)> {
        places.indices.lazy.map { (resource: Int(places[$0]), status: Self.verdict(states[$0]).status) }
    }

    /// How many verdicts have a status.
    public func count(of status: Status) -> Int { states.count { Self.verdict($0).status == status } }

    /// How many verdicts have a sub-status.
    public func count(of subStatus: SubStatus) -> Int { states.count { Self.verdict($0).subStatus == subStatus } }

    /// Each pair of status and sub-status that occurs.
    var distinctVerdicts: [(Status, SubStatus?)] { Set(states).sorted().map(Self.verdict) }

    // MARK: States

    static func state(_ status: Status, _ subStatus: SubStatus?) -> UInt8 {
        let index = subStatus.flatMap { SubStatus.order.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        return UInt8(status.rawValue) | UInt8(index) << 2
    }

    private static func verdict(_ state: UInt8) -> (status: Status, subStatus: SubStatus?) {
        let index = Int(state >> 2)
        return (Status(rawValue: Int(state & 3)) ?? .skipped, index == 0 ? nil : SubStatus.order[index - 1])
    }
}
