import PolicyLibrary
import Testing

@testable import PostureScan

@Suite("Ways of attack")
struct AttackPathTests {
    private static let track = AttackTrack(
        name: "t",
        root: .init(
            name: "enter",
            subSteps: [.init(name: "act", subSteps: [.init(name: "stay")]), .init(name: "crash")]))

    /// A privileged Deployment with three replicas in the network of the host, and one that is in order.
    private static let yaml = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: bad}
        spec:
          replicas: 3
          template: {spec: {hostNetwork: true, hostPID: true, containers: [{name: c, securityContext: {privileged: true}}]}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: good}
        spec: {template: {spec: {containers: [{name: c, securityContext: {readOnlyRootFilesystem: true}}]}}}
        """

    /// C-0041 (7) enters, C-0057 (8) and C-0038 (7) act, C-0017 (3) stays; nothing crashes.
    private func scan(_ tags: [String: [String]] = [:]) async throws -> ScanReport {
        let steps = ["C-0041": "enter", "C-0057": "act", "C-0038": "act", "C-0017": "stay"]
        return try await ResultScan(controls: steps.keys.sorted(), attackTracks: [Self.track]).run(Self.yaml) {
            control in
            control.attackTracks = [
                .init(attackTrack: "t", categories: [steps[control.id] ?? ""]),
                .init(attackTrack: "other", categories: ["crash"]),
            ]
            control.typeTags = tags[control.id] ?? ["security"]
        }
    }

    @Test("choose a failed control for every step, and multiply their scores")
    func vectors() async throws {
        let report = try await scan()
        #expect(report.prioritizedResources.map { report.resources[$0.resource].name } == ["bad"])
        let bad = try #require(report.prioritizedResources.first)
        #expect(
            bad.vectors.map { $0.steps.map(\.controlID) } == [
                ["C-0041", "C-0038", "C-0017"], ["C-0041", "C-0057", "C-0017"],
            ])
        #expect(bad.vectors[0].steps.map(\.category) == ["enter", "act", "stay"])
        #expect(bad.vectors[0].steps[0].tags == ["security"])
        #expect(bad.vectors.map(\.attackTrack) == ["t", "t"])
        // 7 · 7 · 3 · 1.3 and 7 · 8 · 3 · 1.3
        #expect(abs(bad.vectors[0].score - 191.1) < 1e-9)
        #expect(abs(bad.vectors[1].score - 218.4) < 1e-9)
        #expect(abs(bad.score - 409.5) < 1e-9)
        #expect(bad.severity == .high)
        #expect(report.highestStakeResources.count == 1)
    }

    @Test("do not consist of consequences only")
    func impacts() async throws {
        let impact = ["security-impact"]
        let some = try await scan(["C-0041": impact, "C-0017": impact, "C-0038": impact])
        #expect(some.prioritizedResources[0].vectors.map { $0.steps[1].controlID } == ["C-0057"])
        #expect(abs(some.prioritizedResources[0].score - 218.4) < 1e-9)
        let all = try await scan(["C-0041": impact, "C-0017": impact, "C-0038": impact, "C-0057": impact])
        #expect(all.prioritizedResources.isEmpty)
    }

    @Test("end where a step has no failed control")
    func gaps() async throws {
        let report = try await ResultScan(controls: ["C-0041", "C-0057"], attackTracks: [Self.track]).run(Self.yaml) {
            $0.attackTracks = [.init(attackTrack: "t", categories: [$0.id == "C-0041" ? "enter" : "act"])]
        }
        #expect(report.prioritizedResources.isEmpty)
    }
}
