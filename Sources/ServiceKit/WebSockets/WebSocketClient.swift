public import HTTPTypes
public import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
public import NIOSSL

/// Opens websockets.
public struct WebSocketClient: Sendable {
    /// What keeps connections within bounds.
    public var limits: WebSocketLimits
    /// How servers prove who they are, for `wss`.
    public var tls: TLSConfiguration
    /// Time for connecting and for the handshake, together.
    public var timeout: Duration
    private let eventLoops: any EventLoopGroup

    /// A client. Servers of `wss` addresses are verified against the system's authorities unless `tls` says otherwise.
    public init(
        limits: WebSocketLimits = WebSocketLimits(), tls: TLSConfiguration = .makeClientConfiguration(),
        timeout: Duration = .seconds(15)
    ) {
        self.limits = limits
        self.tls = tls
        self.timeout = timeout
        eventLoops = MultiThreadedEventLoopGroup.singleton
    }

    /// Opens a websocket. Throws ``WebSocketError``; a refusal has the server's status and the start of its answer.
    public func connect(_ url: String, headers: HTTPFields = [:]) async throws -> WebSocketConnection {
        let address = try WebSocketAddress(url)
        let tls = address.isSecure ? try NIOSSLContext(configuration: self.tls) : nil
        let limits = limits
        let outcome = eventLoops.any().makePromise(of: WebSocketConnection.self)
        let timeAmount = TimeAmount.nanoseconds(
            Int64(timeout.components.seconds) * 1_000_000_000 + timeout.components.attoseconds / 1_000_000_000)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: eventLoops)
                .connectTimeout(timeAmount)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        if let tls {
                            try pipeline.addHandler(
                                NIOSSLClientHandler(context: tls, serverHostname: address.serverName))
                        }
                        let encoder = HTTPRequestEncoder()
                        let decoder = ByteToMessageHandler(
                            HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
                        let handshake = ClientHandshake(
                            address: address, headers: headers, limits: limits, timeout: timeAmount, encoder: encoder,
                            decoder: decoder, outcome: outcome)
                        try pipeline.addHandlers([encoder, decoder, handshake] as [any ChannelHandler])
                    }
                }
                .connect(host: address.host, port: address.port).get()
        } catch {
            outcome.fail(error)
            _ = try? await outcome.futureResult.get()
            throw WebSocketError.handshake("\(address.host):\(address.port) cannot be reached (\(error))")
        }
        return try await withTaskCancellationHandler {
            try await outcome.futureResult.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Keeps a websocket open for ever: connects, runs `serve`, and when that ends connects again after a pause.
    ///
    /// Ends only when the task is cancelled; `serve` must return or throw when its connection ends.
    /// - Parameters:
    ///   - request: makes address and headers anew for every try, so that changed tokens are used.
    ///   - changed: told of every change, for readiness and metrics.
    public func keepConnected(
        policy: Reconnection.Policy = Reconnection.Policy(), logger: Logger,
        request: @escaping @Sendable () async throws -> (url: String, headers: HTTPFields),
        changed: @Sendable (_ isConnected: Bool) -> Void = { _ in },
        serve: @escaping @Sendable (WebSocketConnection) async throws -> Void
    ) async {
        var state = Reconnection(policy)
        let start = ContinuousClock.now
        while !Task.isCancelled {
            var reason = ""
            do {
                let request = try await request()
                let connection = try await connect(request.url, headers: request.headers)
                state.connected(at: ContinuousClock.now - start)
                changed(true)
                logger.info("connected", metadata: ["connection": "\(connection.id)"])
                reason = await WebSocketClient.run(connection, serve)
                changed(false)
            } catch {
                reason = "\(error)"
            }
            if Task.isCancelled { return }
            let pause = state.lost(at: ContinuousClock.now - start, random: Double.random(in: 0..<1))
            logger.warning(
                "not connected, trying again",
                metadata: [
                    "reason": .string(reason), "pauseSeconds": "\(Double(Int(pause.seconds * 10)) / 10)",
                    "failures": "\(state.failuresInARow)",
                ])
            try? await Task.sleep(for: pause)
        }
    }

    /// Serves one connection to its end and says why it ended.
    private static func run(
        _ connection: WebSocketConnection, _ serve: @Sendable (WebSocketConnection) async throws -> Void
    ) async -> String {
        await withTaskCancellationHandler {
            var error: String?
            do {
                try await serve(connection)
            } catch let failure {
                error = "\(failure)"
            }
            connection.close(Task.isCancelled ? .goingAway : .normal)
            let closure = await connection.closure
            return error ?? "closed with \(closure)"
        } onCancel: {
            connection.close(.goingAway)
        }
    }
}

/// The address of a websocket: `ws://host:port/path?query` or `wss://…`.
public struct WebSocketAddress: Sendable, Hashable {
    public let isSecure: Bool
    public let host: String
    public let port: Int
    /// Path and query as they go into the request.
    public let target: String

    /// Reads an address. `http` and `https` stand for `ws` and `wss`.
    public init(_ url: String) throws(WebSocketError) {
        guard let scheme = url.firstRange(of: "://"), url.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw .badURL(url)
        }
        switch url[..<scheme.lowerBound].lowercased() {
        case "ws", "http": isSecure = false
        case "wss", "https": isSecure = true
        default: throw .badURL(url)
        }
        let rest = url[scheme.upperBound...].prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest[authority.endIndex...]
        target = tail.isEmpty ? "/" : tail.hasPrefix("?") ? "/" + tail : String(tail)
        guard !authority.contains("@") else { throw .badURL(url) }
        var hostText = authority
        var portText: Substring?
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw .badURL(url) }
            hostText = authority[authority.index(after: authority.startIndex)..<end]
            let after = authority[authority.index(after: end)...]
            if after.hasPrefix(":") { portText = after.dropFirst() } else if !after.isEmpty { throw .badURL(url) }
        } else if let colon = authority.lastIndex(of: ":") {
            hostText = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        host = String(hostText)
        if let portText {
            guard let number = Int(portText), 1...65_535 ~= number else { throw .badURL(url) }
            port = number
        } else {
            port = isSecure ? 443 : 80
        }
        guard !host.isEmpty else { throw .badURL(url) }
    }

    /// The name for SNI and the certificate's check; an address of numbers has none.
    var serverName: String? {
        host.contains(":") || host.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }) ? nil : host
    }

    var hostHeader: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}
