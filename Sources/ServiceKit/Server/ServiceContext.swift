public import Hummingbird
import Logging
import NIOCore

/// What accompanies a request through middleware and routes.
public struct ServiceContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Who asks; nil where a route asks for no credential.
    public var identity: Identity?
    /// The request's id, of the client or made here. It is in every log line of the request.
    public var requestID: String
    /// The address of the other side.
    public let peer: String

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        identity = nil
        requestID = ""
        peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}
