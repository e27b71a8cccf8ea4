import GRDB

/// What is accepted although a control fails or a vulnerability matches: one model for both.
public struct PolicyException: Sendable, Hashable, Identifiable {
    /// What kind of finding it excuses.
    public enum Subject: String, Sendable, Hashable, CaseIterable {
        case control, vulnerability
    }

    /// Where it is in its life. ``expired`` follows from the time.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case requested, approved, denied, revoked, expired
    }

    public let id: String
    public let subject: Subject
    /// Unique among the exceptions of an account to the same subject.
    public let name: String
    public let state: State
    public let reason: String
    /// `alertOnly`, `disable` or `ignore`.
    public let action: String
    /// JSON array of designators: where it holds.
    public let scope: String
    /// JSON array: the controls or the names of vulnerabilities.
    public let targets: String
    public let requestedBy: String
    public let requestedAt: Moment
    public let decidedBy: String?
    public let decidedAt: Moment?
    /// What the one who decided wrote.
    public let decision: String?
    /// Nil for one that never ends.
    public let expiresAt: Moment?
    /// Findings that it excused, over all runs.
    public let hits: Int
    public let lastHitAt: Moment?

    static let columns = """
        id, subject, name, state, reason, action, scope, targets, requested_by, requested_at, decided_by, decided_at,
        decision, expires_at, hits, last_hit_at
        """

    init(_ row: Row, at now: Moment) {
        id = row[0]
        subject = Subject(rawValue: row[1]) ?? .control
        name = row[2]
        expiresAt = row.moment(13)
        let stored = State(rawValue: row[3]) ?? .denied
        let isOver = expiresAt.map { $0 <= now } ?? false
        state = isOver && (stored == .approved || stored == .requested) ? .expired : stored
        reason = row[4]
        action = row[5]
        scope = row[6]
        targets = row[7]
        requestedBy = row[8]
        requestedAt = row.time(9)
        decidedBy = row[10]
        decidedAt = row.moment(11)
        decision = row[12]
        hits = row[14]
        lastHitAt = row.moment(15)
    }
}

/// What somebody asks for.
public struct ExceptionRequest: Sendable, Hashable {
    public var subject: PolicyException.Subject
    public var name: String
    public var reason: String
    public var action: String
    public var scope: String
    public var targets: String
    public var expiresAt: Moment?

    public init(
        subject: PolicyException.Subject, name: String, reason: String, action: String, scope: String, targets: String,
        expiresAt: Moment? = nil
    ) {
        self.subject = subject
        self.name = name
        self.reason = reason
        self.action = action
        self.scope = scope
        self.targets = targets
        self.expiresAt = expiresAt
    }
}
