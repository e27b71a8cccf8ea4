public import PolicyLibrary

/// A resource in which failed controls add up to ways of attack.
public struct PrioritizedResource: Sendable {
    /// The place of the resource in the report.
    public let resource: Int
    /// By attack track and path, in a fixed order.
    public let vectors: [PriorityVector]
    /// The sum of the scores of all vectors.
    public let score: Double
    /// The worst severity of a control in any vector.
    public let severity: Severity
}

/// One way of attack: a failed control for every step of a path through an attack track.
public struct PriorityVector: Sendable {
    public let attackTrack: String
    public let steps: [Step]
    /// The product of the base scores, raised by the number of replicas.
    public let score: Double
    public let severity: Severity

    /// A step of the track, and the failed control that opens it.
    public struct Step: Sendable, Hashable {
        public let controlID: String
        /// The name of the step in the track.
        public let category: String
        /// The type tags of the control.
        public let tags: [String]
    }
}
