/// Where one of the policy inputs of a scan comes from, and how old it is.
public struct PolicyInputSource: Sendable, Hashable {
    public var component: Component
    /// `the built-in library`, a path, an object of the cluster.
    public var origin: String
    /// The version it says of itself; empty when it says none.
    public var version: String
    /// When the newest of its files was written; nil for what is built in.
    public var modified: Timestamp?

    /// What is read: policies, and what decides about their results.
    public enum Component: String, Sendable, Hashable, CaseIterable {
        case policies, controlInputs, exceptions, attackTracks

        /// For people.
        public var description: String {
            switch self {
            case .policies: "policies"
            case .controlInputs: "control inputs"
            case .exceptions: "exceptions"
            case .attackTracks: "attack tracks"
            }
        }
    }

    public init(component: Component, origin: String, version: String = "", modified: Timestamp? = nil) {
        self.component = component
        self.origin = origin
        self.version = version
        self.modified = modified
    }

    /// Seconds since it was written.
    public func age(at time: Timestamp) -> Int? { modified.map { max(time.seconds - $0.seconds, 0) } }
}

/// A policy input that is not the one that was asked for, and why.
public struct PolicyDegradation: Sendable, Hashable {
    public var component: PolicyInputSource.Component
    public var reason: String

    public init(component: PolicyInputSource.Component, reason: String) {
        self.component = component
        self.reason = reason
    }
}
