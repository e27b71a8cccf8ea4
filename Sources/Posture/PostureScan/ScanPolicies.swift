public import PolicyLibrary

/// What decides about results beside the controls themselves: accepted risks, attack tracks, and where all of it is from.
public struct ScanPolicies: Sendable {
    /// In the order of precedence.
    public var exceptions: [ExceptionPolicy]
    /// Whether annotations on scanned objects count as exceptions.
    public var honorsAnnotations: Bool
    public var attackTracks: [AttackTrack]
    public var sources: [PolicyInputSource]
    public var degradations: [PolicyDegradation]
    /// The ids of all controls of the library: exceptions about others are reported. Called when there are exceptions
    /// about controls that the scan does not have; an empty answer means that nobody knows.
    public var knownControls: @Sendable () -> Set<String>

    public init(
        exceptions: [ExceptionPolicy] = [], honorsAnnotations: Bool = true, attackTracks: [AttackTrack] = [],
        sources: [PolicyInputSource] = [], degradations: [PolicyDegradation] = [],
        knownControls: @escaping @Sendable () -> Set<String> = { [] }
    ) {
        self.exceptions = exceptions
        self.honorsAnnotations = honorsAnnotations
        self.attackTracks = attackTracks
        self.sources = sources
        self.degradations = degradations
        self.knownControls = knownControls
    }
}
