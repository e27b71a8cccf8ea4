public import PolicyLibrary

/// An exception that made a failure acceptable.
public struct AppliedException: Sendable, Hashable {
    public let policy: ExceptionPolicy
    /// The chosen frameworks that it holds for; nil: all of them.
    public let frameworks: Set<String>?

    public init(policy: ExceptionPolicy, frameworks: Set<String>?) {
        self.policy = policy
        self.frameworks = frameworks
    }

    /// Whether it holds within a framework. Nil stands for controls that were named one by one.
    public func holds(in framework: String?) -> Bool {
        guard let frameworks else { return true }
        return framework.map(frameworks.contains) ?? false
    }
}

/// What became of every exception of a scan: used, of no use, expired, or about controls that do not exist.
public struct ExceptionAudit: Sendable {
    /// In the order of precedence. Those that ship with the product are left out unless they were used.
    public let items: [Item]
    /// Sentences about exceptions that could not be understood or applied.
    public let problems: [String]

    public init(items: [Item], problems: [String]) {
        self.items = items
        self.problems = problems
    }

    public var total: Int { items.count }
    /// Exceptions that have not expired.
    public var active: Int { items.count { !$0.isExpired } }
    public var expired: Int { items.count(where: \.isExpired) }
    public func count(_ status: Status) -> Int { items.count { $0.status == status } }

    /// One exception.
    public struct Item: Sendable {
        public let policy: ExceptionPolicy
        public let status: Status
        public let isExpired: Bool
        /// Ids in the exception that no control of the library has.
        public let invalidControls: [String]
        /// What it matched, in the order of resources and controls.
        public let matches: [Match]

        /// The controls in which it matched, sorted.
        public var controlIDs: [String] { Set(matches.map(\.controlID)).sorted() }
    }

    /// A finding that an exception accepted.
    public struct Match: Sendable, Hashable {
        /// The place of the resource in the report; nil for a manual control, which has none.
        public let resource: Int?
        public let controlID: String
        public let rule: String
    }

    /// As reports spell it.
    public enum Status: String, Sendable, Hashable {
        case matched, unused, expired
        case invalidControl = "invalid-control"
    }
}

extension ExceptionAudit {
    /// - Parameter knownControls: the ids of all controls that there are; empty when nobody knows.
    init(
        _ matcher: ExceptionMatcher, _ ledger: ControlJudge.Ledger, problems: [String], scannedControls: [String],
        knownControls: () -> Set<String>, now: Timestamp
    ) {
        var known: Set<String>?
        func isUnknown(_ id: String) -> Bool {
            guard let pattern = NamePattern(id), !scannedControls.contains(where: pattern.matches) else {
                return false
            }
            let ids = known ?? knownControls()
            known = ids
            return !ids.isEmpty && !ids.contains(where: pattern.matches)
        }
        var items: [Item] = []
        var problems = problems
        for (index, policy) in matcher.policies.enumerated() {
            let matches = ledger.matches[index] ?? []
            let isExpired = policy.isExpired(at: now)
            if policy.isSystem && policy.origin == .builtIn && matches.isEmpty { continue }
            let invalid = policy.isSystem ? [] : policy.targets.map(\.controlID).filter(isUnknown)
            if let problem = matcher.problem(of: index) {
                problems.append("The exception \(policy.name) is not applied: \(problem).")
            }
            let status: Status =
                isExpired ? .expired : !matches.isEmpty ? .matched : !invalid.isEmpty ? .invalidControl : .unused
            items.append(
                Item(
                    policy: policy, status: status, isExpired: isExpired, invalidControls: Array(Set(invalid)).sorted(),
                    matches: matches))
        }
        self.init(items: items, problems: problems)
    }
}
