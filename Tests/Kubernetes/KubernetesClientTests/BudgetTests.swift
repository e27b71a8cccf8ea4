import Testing

@testable import KubernetesClient

/// Arithmetic without clocks.
@Suite struct BudgetTests {
    @Test func aBurstIsFreeAndThenTheRateHolds() {
        var bucket = TokenBucket(perSecond: 10, burst: 3)
        let waits = (0..<6).map { _ in bucket.reserve(at: .seconds(100)) }
        #expect(waits == [.zero, .zero, .zero, .milliseconds(100), .milliseconds(200), .milliseconds(300)])
        #expect(bucket.reserve(at: .seconds(100) + .milliseconds(300)) == .milliseconds(100))
        #expect(bucket.reserve(at: .seconds(200)) == .zero)
    }

    @Test func pausesGrowAndAreBounded() {
        let policy = RetryPolicy(firstPause: .milliseconds(100), longestPause: .seconds(1), longestAsked: .seconds(5))
        #expect(policy.pause(before: 1, asked: nil, random: 1) == .milliseconds(100))
        #expect(policy.pause(before: 1, asked: nil, random: 0) == .milliseconds(50))
        #expect(policy.pause(before: 3, asked: nil, random: 1) == .milliseconds(400))
        #expect(policy.pause(before: 60, asked: nil, random: 1) == .seconds(1))
        #expect(policy.pause(before: 1, asked: .seconds(2), random: 0) == .seconds(2))
        #expect(policy.pause(before: 1, asked: .seconds(3600), random: 0) == .seconds(5))
        #expect(policy.pause(before: 1, asked: .seconds(-1), random: 0) == .zero)
    }

    @Test func timesOfRFC3339AreRead() {
        #expect(Timestamp.seconds("1970-01-01T00:00:00Z") == 0)
        #expect(Timestamp.seconds("2026-11-25T13:00:00Z") == 1_795_611_600)
        #expect(Timestamp.seconds("2026-11-25T15:00:00.123456+02:00") == 1_795_611_600)
        #expect(Timestamp.seconds("2026-11-25T13:00:00") == nil)
        #expect(Timestamp.seconds("tomorrow") == nil)
        #expect(Timestamp.text(1_795_611_600) == "2026-11-25T13:00:00Z")
    }

    @Test func addressesAreTakenApart() {
        #expect(ServerAddress("https://a.example")?.port == 443)
        #expect(ServerAddress("a.example:8080")?.description == "http://a.example:8080")
        #expect(ServerAddress("https://[::1]:6443/")?.host == "::1")
        #expect(ServerAddress("https://h/k8s/c-1/")?.description == "https://h:443/k8s/c-1")
        for bad in ["", "https://", "ftp://a", "https://a:b", "https://a:70000", "https://u@h", "https://a b"] {
            #expect(ServerAddress(bad) == nil, "\(bad)")
        }
    }
}
