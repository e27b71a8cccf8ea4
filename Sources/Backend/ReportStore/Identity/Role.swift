/// What a person or token may do. Each role may do what the ones before it may.
public enum Role: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Looks at everything, changes nothing.
    case viewer
    /// Starts scans, edits schedules, requests exceptions.
    case `operator`
    /// Approves exceptions, manages clusters, people, tokens and keys.
    case admin

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }

    public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }
}
