public import HTTPTypes
import NIOCore

/// A request that asks for a websocket, before anything was promised.
public struct WebSocketRequest: Sendable {
    /// Path and query.
    public let target: RequestTarget
    /// The headers.
    public let headers: HTTPFields
    /// The address of the other side.
    public let peer: String
}

/// A path under which a server speaks websocket.
public struct WebSocketRoute: Sendable {
    /// The exact path; a slash at its end does not matter.
    public let path: String
    /// What keeps connections within bounds.
    public let limits: WebSocketLimits
    /// Throws a ``ServiceError`` to refuse the request with its status.
    public let admit: @Sendable (WebSocketRequest) async throws -> Void
    /// Runs as long as the connection; when it returns, the websocket is closed.
    public let serve: @Sendable (WebSocketConnection) async throws -> Void

    /// A route.
    public init(
        _ path: String, limits: WebSocketLimits = WebSocketLimits(),
        admit: @escaping @Sendable (WebSocketRequest) async throws -> Void = { _ in },
        serve: @escaping @Sendable (WebSocketConnection) async throws -> Void
    ) {
        self.path = path
        self.limits = limits
        self.admit = admit
        self.serve = serve
    }

    func matches(_ path: String) -> Bool { path == self.path || path == self.path + "/" }
}
