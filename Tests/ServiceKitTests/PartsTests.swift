import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import ServiceKit

struct PartsTests {
    @Test("Pauses double with jitter, are bounded, and begin anew after a connection that lasted")
    func reconnection() {
        var state = Reconnection(.init(first: .seconds(1), longest: .seconds(10), stableAfter: .seconds(60)))
        #expect(state.lost(at: .seconds(0), random: 1) == .seconds(1))
        #expect(state.lost(at: .seconds(1), random: 0) == .seconds(1))
        #expect(state.lost(at: .seconds(2), random: 1) == .seconds(4))
        #expect(state.lost(at: .seconds(3), random: 1) == .seconds(8))
        #expect(state.lost(at: .seconds(4), random: 1) == .seconds(10))
        #expect(state.failuresInARow == 5)
        // A short connection does not count.
        state.connected(at: .seconds(10))
        #expect(state.lost(at: .seconds(20), random: 1) == .seconds(10))
        state.connected(at: .seconds(30))
        #expect(state.lost(at: .seconds(90), random: 1) == .seconds(1))
        for _ in 0..<1000 { #expect(state.lost(at: .seconds(91), random: 1) <= .seconds(10)) }
    }

    @Test("What a server asks for is honoured within bounds; zero is no hot loop")
    func retryAfter() {
        let policy = Reconnection.Policy(first: .milliseconds(100), longest: .seconds(10))
        func pause(_ asked: Duration) -> Duration {
            var state = Reconnection(policy)
            return state.lost(at: .zero, random: 0, retryAfter: asked)
        }
        #expect(pause(.seconds(5)) == .seconds(5))
        #expect(pause(.zero) == .seconds(1))
        #expect(pause(.seconds(86_400)) == .seconds(10))
        #expect(pause(.seconds(-5)) == .seconds(1))
    }

    @Test("Metrics are written in Prometheus' text format, sorted and escaped")
    func metrics() {
        let registry = MetricsRegistry()
        registry.gauge("b_depth", "Depth.", labels: ["queue"]).set(2.5, ["a\"b\\c\nd"])
        registry.counter("a_total", "Things\ncounted.").increment()
        registry.counter("a_total", "Things\ncounted.").increment(by: 2)
        let histogram = registry.histogram("c_seconds", "Time.", bounds: [0.1, 1])
        histogram.observe(0.05)
        histogram.observe(0.5)
        histogram.observe(5)
        #expect(
            String(decoding: registry.text(), as: UTF8.self) == """
                # HELP a_total Things\\ncounted.
                # TYPE a_total counter
                a_total 3
                # HELP b_depth Depth.
                # TYPE b_depth gauge
                b_depth{queue="a\\"b\\\\c\\nd"} 2.5
                # HELP c_seconds Time.
                # TYPE c_seconds histogram
                c_seconds_bucket{le="0.1"} 1
                c_seconds_bucket{le="1"} 2
                c_seconds_bucket{le="+Inf"} 3
                c_seconds_sum 5.55
                c_seconds_count 3

                """)
    }

    @Test("Label values without bound are counted as other")
    func bounds() {
        let counter = MetricsRegistry().counter("x_total", "X.", labels: ["id"])
        for id in 0..<1000 { counter.increment(["\(id)"]) }
        #expect(counter.value(["0"]) == 1)
        #expect(counter.value(["other"]) == 800)
        counter.increment(["0"], by: -5)
        #expect(counter.value(["0"]) == 1)
    }

    @Test("Log lines have job and parent, and strangers cannot forge lines")
    func logging() {
        let lines = Mutex<[String]>([])
        func logger(_ format: ServiceLogHandler.Format) -> Logger {
            Logger(label: "kontroller") { label in
                ServiceLogHandler(label: label, format: format, level: .debug) { line in
                    lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
                }
            }
        }
        logger(.json).job("j1", parent: "p1").info(
            "a \"scan\"\nbegins", metadata: ["image": "nginx", "level": "forged"])
        logger(.text).job("j2").warning("line\nbreak \u{1B}[31m", metadata: ["reason": "two words", "n": "1"])
        logger(.text).trace("not shown")
        let shown = lines.withLock { $0 }
        #expect(shown.count == 2)
        #expect(
            shown[0].drop { $0 != "," }
                == ",\"level\":\"info\",\"component\":\"kontroller\",\"message\":\"a \\\"scan\\\"\\nbegins\",\"image\":\"nginx\",\"jobID\":\"j1\",\"parentID\":\"p1\"}\n"
        )
        #expect(shown[0].hasPrefix("{\"time\":\"20"))
        #expect(
            shown[1].dropFirst(25)
                == "WARNING kontroller: line\\nbreak \\u{1b}[31m jobID=j2 n=1 reason=\"two words\"\n")
    }

    @Test("Targets are split and decoded")
    func targets() {
        let target = RequestTarget("/a%20b/c?x=1&y=%C3%BC+z&flag&=no&x=2&bad=%zz")
        #expect(target.path == "/a b/c")
        #expect(target["x"] == "1")
        #expect(target["y"] == "ü z")
        #expect(target["bad"] == "%zz")
        #expect(target.parameters.first { $0.name == "flag" }?.value == nil)
        #expect(target.parameters.count == 5)
        #expect(RequestTarget("/" + String(repeating: "?a&", count: 5000)).parameters.count <= 256)
    }

    @Test(
        "Addresses of websockets are read",
        arguments: [
            ("ws://h", "h", 80, "/", false), ("wss://h/p?q=1", "h", 443, "/p?q=1", true),
            ("WS://h:81?a", "h", 81, "/?a", false),
            ("ws://[::1]:82/x#f", "::1", 82, "/x", false), ("https://h:1", "h", 1, "/", true),
        ])
    func addresses(_ url: String, _ host: String, _ port: Int, _ target: String, _ secure: Bool) throws {
        let address = try WebSocketAddress(url)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.target == target)
        #expect(address.isSecure == secure)
    }

    @Test(
        "What is no address is refused",
        arguments: [
            "", "h:80", "ftp://h", "ws://", "ws://h:0", "ws://h:x", "ws://u@h", "ws://[::1", "ws://h/a b",
            "ws://h:70000",
        ])
    func badAddresses(_ url: String) { #expect(throws: WebSocketError.self) { try WebSocketAddress(url) } }

    @Test("Credentials are found in both headers and never printed")
    func credentials() throws {
        var bearer = HTTPFields()
        bearer[.authorization] = "bearer  s3cret"
        let token = try #require(Credential(bearer))
        #expect(token.secret == "s3cret")
        #expect(!"\(token)".contains("s3cret"))
        var key = HTTPFields()
        key[Credential.apiKeyHeader] = "k"
        #expect(Credential(key)?.secret == "k")
        var basic = HTTPFields()
        basic[.authorization] = "Basic dTpw"
        #expect(Credential(basic) == nil)
        #expect(Credential(HTTPFields()) == nil)
        let tokens = StaticTokens(["s3cret": Identity(name: "gateway"), "": Identity(name: "nobody")])
        #expect(tokens.identity(for: .bearer("s3cret"))?.name == "gateway")
        #expect(tokens.identity(for: .apiKey("s3cret"))?.name == "gateway")
        #expect(tokens.identity(for: .bearer("")) == nil)
        #expect(tokens.identity(for: .bearer("s3cre")) == nil)
    }
}
