import ReportStore
import Wire

/// Why a request is refused: a status and a sentence for the one who reads the agent's log.
struct ReceiverError: Error, CustomStringConvertible {
    let status: Int
    let description: String
    /// Seconds after which another try makes sense.
    var retryAfter: Int?

    init(_ status: Int, _ sentence: String, retryAfter: Int? = nil) {
        self.status = status
        description = sentence
        self.retryAfter = retryAfter
    }

    init(_ error: WireError) { self.init(400, error.description) }

    /// Anything that a request can throw.
    init(_ error: any Error) {
        switch error {
        case let error as ReceiverError: self = error
        case let error as WireError: self.init(error)
        case let error as StoreError: self.init(error)
        case is CancellationError:
            self.init(503, "The receiver is stopping. Send it again.", retryAfter: 5)
        default:
            self.init(500, "The receiver failed. Send it again; the receiver's log says more.")
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .invalid(let sentence): self.init(400, sentence)
        case .refused(let sentence): self.init(403, sentence)
        case .missing(let sentence): self.init(404, sentence)
        case .conflict(let sentence): self.init(409, sentence)
        case .diskFull:
            // Paths of the server are no business of its clients.
            self.init(507, "The backend has no space left. Nothing was stored; send it again later.", retryAfter: 60)
        case .busy:
            self.init(503, "The backend's database is busy. Send it again.", retryAfter: 5)
        case .unreadable, .newerSchema, .damaged, .database:
            self.init(503, "The backend cannot use its database. Send it again later.", retryAfter: 60)
        }
    }
}
