import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import ServiceKit

/// A real server, asked over real sockets.
struct HTTPServiceTests {
    struct Unmapped: Error {}

    @Test("Errors become answers in one place, with the request's id")
    func errors() async throws {
        try await serving(routes: { router in
            router.get("busy") { _, _ -> Response in
                throw ServiceError(.tooManyRequests, "The queue is full.", code: "queue-full", retryAfter: 7)
            }
            router.get("broken") { _, _ -> Response in throw Unmapped() }
            router.get("fine") { _, _ in "fine" }
        }) { server in
            let busy = try await server.ask("GET", "/busy", headers: [("X-Request-ID", "r-1")])
            #expect(busy.status == 429)
            #expect(busy.headers["retry-after"] == "7")
            #expect(busy.headers["content-type"] == "application/json")
            #expect(busy.headers["x-request-id"] == "r-1")
            #expect(busy.body == #"{"error":{"code":"queue-full","message":"The queue is full.","requestID":"r-1"}}"#)
            let broken = try await server.ask("GET", "/broken")
            #expect(broken.status == 500)
            #expect(!broken.body.contains("Unmapped"))
            #expect(try await server.ask("GET", "/fine").body == "fine")
            #expect(try await server.ask("GET", "/nowhere").status == 404)
            let forged = try await server.ask("GET", "/fine", headers: [("X-Request-ID", "a b")])
            #expect(forged.headers["x-request-id"] != "a b")
            let text = String(decoding: server.metrics.text(), as: UTF8.self)
            #expect(text.contains(#"breakwater_http_requests_total{status="429"} 1"#))
            #expect(text.contains(#"breakwater_http_requests_total{status="200"} 2"#))
        }
    }

    @Test("Bodies beyond the limit are refused with 413, declared or not; slow ones with 408")
    func bodies() async throws {
        try await serving(routes: { router in
            router.post("small") { request, _ in "\(try await request.body(upTo: 10).count)" }
            router.post("slow") { request, _ in "\(try await request.body(upTo: 10, within: .milliseconds(100)).count)"
            }
        }) { server in
            #expect(try await server.ask("POST", "/small", body: [UInt8](repeating: 1, count: 10)).body == "10")
            #expect(try await server.ask("POST", "/small", body: [UInt8](repeating: 1, count: 11)).status == 413)
            let chunked = try await raw(
                server.port,
                "POST /small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nC\r\n123456789012\r\n0\r\n\r\n")
            #expect(chunked.hasPrefix("HTTP/1.1 413"))
            let slow = try await raw(server.port, "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12")
            #expect(slow.hasPrefix("HTTP/1.1 408"))
        }
    }

    @Test("Headers beyond the limit, and what is no HTTP, are refused; a connection without a request is cut")
    func heads() async throws {
        let limits = HTTPLimits(headerBytes: 1000, headTimeout: .seconds(60))
        try await serving(limits: limits, routes: { $0.get("x") { _, _ in "x" } }) {
            (server: RunningServer) async throws -> Void in
            let big = try await raw(
                server.port, "GET /x HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "a", count: 5000))\r\n\r\n")
            #expect(big.hasPrefix("HTTP/1.1 4"), "\(big)")
            #expect(try await raw(server.port, "nonsense\r\n\r\n").hasPrefix("HTTP/1.1 400"))
        }
        let impatient = HTTPLimits(headerBytes: 1000, headTimeout: .seconds(1))
        try await serving(limits: impatient, routes: { $0.get("x") { _, _ in "x" } }) {
            (server: RunningServer) async throws -> Void in
            #expect(try await raw(server.port, "").isEmpty)
            #expect(try await raw(server.port, "GET /x HTTP/1.1\r\nHos").isEmpty)
        }
    }

    @Test("Probes answer any method without a body, and say why in readyz")
    func probes() async throws {
        let readiness = Readiness(waitingFor: ["database"])
        func routes(_ router: Router<ServiceContext>) {
            router.addProbes(readiness)
            router.addMetrics(MetricsRegistry())
        }
        try await serving(routes: routes) { (server: RunningServer) async throws -> Void in
            #expect(try await server.ask("GET", "/v1/readiness").status == 503)
            #expect(try await server.ask("HEAD", "/v1/readiness").status == 503)
            #expect(try await server.ask("GET", "/readyz").body == "database: not there yet\n")
            #expect(try await server.ask("GET", "/v1/liveness").status == 200)
            readiness.met("database")
            #expect(try await server.ask("HEAD", "/v1/readiness").status == 200)
            #expect(try await server.ask("POST", "/v1/readiness").body == "")
            readiness.lost("gateway", "connection lost")
            #expect(try await server.ask("GET", "/readyz").body == "gateway: connection lost\n")
            let type = try await server.ask("GET", "/metrics").headers["content-type"]
            #expect(type?.hasPrefix("text/plain") == true)
        }
    }

    @Test("Routes behind authentication answer 401 and 403, and know who asks")
    func authentication() async throws {
        let tokens = StaticTokens([
            "reader": Identity(name: "r"), "admin": Identity(name: "a", account: "acc", roles: ["admin"]),
        ])
        try await serving(routes: { router in
            router.group("v1").add(middleware: AuthenticationMiddleware(tokens, role: "admin"))
                .get("secret") { _, context in context.identity?.account ?? "none" }
        }) { server in
            let nobody = try await server.ask("GET", "/v1/secret")
            #expect(nobody.status == 401)
            #expect(nobody.headers["www-authenticate"] == "Bearer")
            #expect(try await server.ask("GET", "/v1/secret", headers: [("X-API-KEY", "wrong")]).status == 401)
            #expect(try await server.ask("GET", "/v1/secret", headers: [("X-API-KEY", "reader")]).status == 403)
            #expect(
                try await server.ask("GET", "/v1/secret", headers: [("Authorization", "Bearer admin")]).body == "acc")
        }
    }

    @Test("A port in use is an error that says what to do")
    func portInUse() async throws {
        try await serving { server in
            let second = HTTPService(
                "second", HTTPConfiguration(port: server.port), metrics: MetricsRegistry(), logger: Logger(label: "x")
            ) { _ in }
            let error = await #expect(throws: ConfigurationError.self) { try await second.run() }
            #expect(error?.description.contains("\(server.port)") == true)
        }
    }
}

/// Writes bytes to a fresh connection and reads until the other side closes it (or five seconds pass).
func raw(_ port: Int, _ text: String, staying: Duration = .zero) async throws -> String {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        do {
            if !text.isEmpty { try await outbound.write(ByteBuffer(string: text)) }
        } catch ChannelError.ioOnClosedChannel {
            // A busy machine wrote later than the server was ready to wait.
            return ""
        }
        return try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask {
                var answer = ""
                for try await bytes in inbound {
                    answer += String(buffer: bytes)
                    if answer.contains("\r\n\r\n") { break }
                }
                return answer
            }
            group.addTask {
                try await Task.sleep(for: .seconds(60))
                return nil
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next(), let answer else { throw TestTimeout() }
            try await Task.sleep(for: staying)
            return answer
        }
    }
}
