/// A kind of object as the Kubernetes API names it.
public struct ObjectKind: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Empty for the core group.
    public var group: String
    public var version: String
    /// `Deployment`.
    public var kind: String
    /// `deployments`.
    public var plural: String

    /// - Parameter plural: as discovery gives it; nil to derive it from the kind by the rules of English.
    public init(group: String, version: String, kind: String, plural: String? = nil) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural?.lowercased() ?? ResourceSet.plural(of: kind.lowercased())
    }

    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// `apps/v1/deployments`, and `/v1/pods` for the core group: how reports name what was read.
    public var description: String { "\(group)/\(version)/\(plural)" }

    public static func < (left: ObjectKind, right: ObjectKind) -> Bool {
        (left.description, left.kind) < (right.description, right.kind)
    }
}

/// What became of a kind that rules asked for.
public struct ListedKind: Sendable, Hashable {
    public var kind: ObjectKind
    public var outcome: Outcome

    public enum Outcome: Sendable, Hashable {
        /// All of its objects were delivered.
        case read
        /// Some were; what is missing, such as `metadata.namespace==shop`, and why.
        case partial(selector: String, why: String)
        /// The credentials may not read it.
        case forbidden(why: String)
        /// It could not be read for another reason.
        case failed(why: String)
        /// The API server does not have it. No fault: there are no such objects.
        case notServed
    }

    public init(_ kind: ObjectKind, _ outcome: Outcome) {
        self.kind = kind
        self.outcome = outcome
    }

    /// Why objects of the kind are missing; nil when none are.
    public var problem: String? {
        switch outcome {
        case .read, .notServed: nil
        case .partial(_, let why), .forbidden(let why), .failed(let why): why
        }
    }

    /// Whether not one object was read although there may be some.
    public var isUnread: Bool {
        switch outcome {
        case .forbidden, .failed: true
        case .read, .partial, .notServed: false
        }
    }
}
