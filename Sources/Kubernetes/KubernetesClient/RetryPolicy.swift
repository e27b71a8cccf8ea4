/// When a read is sent again, and after which pause.
public struct RetryPolicy: Sendable, Hashable {
    /// How often a request is sent in all.
    public var attempts: Int
    /// The first pause; each further one is twice as long.
    public var firstPause: Duration
    /// No computed pause is longer.
    public var longestPause: Duration
    /// No pause that a server asks for (`Retry-After`) is longer.
    public var longestAsked: Duration
    /// After this long no further attempt is begun.
    public var patience: Duration

    public init(
        attempts: Int = 5, firstPause: Duration = .milliseconds(250), longestPause: Duration = .seconds(5),
        longestAsked: Duration = .seconds(30), patience: Duration = .seconds(120)
    ) {
        self.attempts = max(attempts, 1)
        self.firstPause = firstPause
        self.longestPause = longestPause
        self.longestAsked = longestAsked
        self.patience = patience
    }

    /// The pause before attempt `attempt + 1`, spread by `random` (0 up to 1) so that clients do not return in step.
    func pause(before attempt: Int, asked: Duration?, random: Double) -> Duration {
        if let asked { return min(max(asked, .zero), longestAsked) + firstPause * random }
        let doubled = firstPause * (1 << min(attempt - 1, 16))
        return min(doubled, longestPause) * (0.5 + random / 2)
    }

    /// Whether sending again may help.
    /// - Parameter hasAnswered: whether this server has answered before; a refused first connection is final.
    func mayRepeat(_ failure: KubernetesError, hasAnswered: Bool) -> Bool {
        switch failure {
        case .throttled, .serverFailure, .connectionLost: true
        case .refused: hasAnswered
        default: false
        }
    }
}
