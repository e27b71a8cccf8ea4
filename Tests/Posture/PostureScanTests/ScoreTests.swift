import ManifestSources
import PolicyLibrary
import Testing

@testable import PostureScan

@Suite("Scores")
struct ScoreTests {
    @Test(
        "of coverage: the share of settled controls, less what could not be read",
        arguments: [
            // settled, total, silent, partial, degraded, wanted
            (10, 10, 0, 0, 0, 100.0), (0, 0, 0, 0, 0, 0), (0, 10, 0, 0, 0, 0), (9, 10, 0, 0, 0, 90),
            (10, 10, 1, 0, 0, 97), (10, 10, 0, 1, 0, 98), (10, 10, 0, 0, 1, 95), (9, 10, 2, 3, 1, 73),
            (1, 10, 5, 0, 0, 0), (2, 3, 0, 0, 0, 200.0 / 3),
        ])
    func coverage(_ settled: Int, _ total: Int, _ silent: Int, _ partial: Int, _ degraded: Int, _ wanted: Double) {
        #expect(
            CoverageScore.score(
                settledControls: settled, totalControls: total, silentFailedKinds: silent, partialKinds: partial,
                degradedInputs: degraded) == wanted)
    }

    /// Deployments a (10 replicas, privileged), b (1 replica) and the DaemonSet c (on 4 nodes, privileged and in the
    /// network of the host).
    private static let yaml = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: a}
        spec: {replicas: 10, template: {spec: {containers: [{name: c, securityContext: {privileged: true}}]}}}
        ---
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}, spec: {replicas: 1, template: {spec: {containers: [{name: c}]}}}}
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: c}
        spec: {template: {spec: {hostNetwork: true, containers: [{name: c, securityContext: {privileged: true}}]}}}
        status: {desiredNumberScheduled: 4}
        """

    @Test("of risk weigh resources by their number, and controls by their base score")
    func risk() async throws {
        let report = try await ResultScan(controls: ["C-0041", "C-0057"]).run(Self.yaml)
        #expect(report.controls.map(\.control.baseScore) == [7, 8])
        // Weights: 10 · 1.1 = 11, 1, 4; together 16.
        #expect(report.controls[0].score == 100 * 4.0 / 16)
        #expect(report.controls[1].score == 100 * 15.0 / 16)
        // (7 · 4 + 8 · 15) / (7 · 16 + 8 · 16) = 148 / 240
        #expect(report.score == 100 * 148.0 / 240)
        #expect(report.frameworks[0].score == 100 * 148.0 / 240)
    }

    @Test("of compliance are means over controls of the passed share of resources, without weights")
    func compliance() async throws {
        let report = try await ResultScan(controls: ["C-0041", "C-0057", "C-0059"]).run(Self.yaml)
        let wanted: [Double] = [200.0 / 3, 100.0 / 3, 100]
        #expect(report.controls.map(\.complianceScore) == wanted)
        // (200/3 + 100/3 + 100) / 3
        #expect(abs(report.complianceScore - 200.0 / 3) < 1e-9)
        // C-0059 is about Ingresses, of which there are none: it counts 100 there, and not here.
        #expect(abs((report.evaluatedComplianceScore ?? 0) - 50) < 1e-9)
    }

    @Test("count severities of controls, and of pairs of a control and a resource")
    func severities() async throws {
        let report = try await ResultScan(controls: ["C-0041", "C-0057", "C-0017"]).run(Self.yaml)
        #expect(report.controlSeverities == SeverityCounters([.high: 2, .low: 1]))
        #expect(report.resourceSeverities == SeverityCounters([.high: 3, .low: 3]))
        #expect(report.resourceSeverities.atLeast(.high) == 3)
        #expect(report.resourceSeverities.atLeast(.low) == 6)
        #expect(report.resourceSeverities.atLeast(.critical) == 0)
        #expect(SeverityCounters([.unknown: 1, .low: 5]).atLeast(.critical) == 1)
    }

    @Test("of a framework of which no resource was tested do not exist, and it is called vacuous")
    func vacuous() async throws {
        var scan = ResultScan(controls: ["C-0057", "C-0059"])
        scan.frameworks = ["House"]
        let report = try await scan.run(Self.yaml)
        #expect(report.coverage.vacuousFrameworks == [])
        let library = PolicyLibrary.builtIn()
        var ingress = try library.select(controls: ["C-0059"], for: .file)
        ingress.name = "Ingress"
        var pods = try library.select(controls: ["C-0057"], for: .file)
        pods.name = "Pods"
        let scanner = PostureScanner(
            library: library, inputs: try library.defaultInputs(), options: ScanOptions(workers: 1))
        let both = try await scanner.scan(
            .init(objects: try objects(Self.yaml), sources: [], problems: [], ignoredDocuments: 0), [ingress, pods])
        #expect(both.frameworks.map(\.isVacuous) == [true, false])
        #expect(both.frameworks.map(\.score) == [nil, 100 * 15.0 / 16])
        #expect(both.frameworks.map(\.evaluatedComplianceScore) == [nil, 100 * 1.0 / 3])
        #expect(both.coverage.vacuousFrameworks == ["Ingress"])
    }
}

@Suite("Gates")
struct ScanGateTests {
    private static let yaml = """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: c, securityContext: {privileged: true}}]}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: c}]}}
        """

    private func kinds(_ change: (inout ScanGates) -> Void) async throws -> [String] {
        var gates = ScanGates()
        change(&gates)
        return gates.failures(try await ResultScan().run(Self.yaml)).map(\.sentence)
    }

    @Test("let everything pass that they do not forbid")
    func nothing() async throws {
        #expect(try await kinds { _ in } == [])
        #expect(try await kinds { $0.compliance = 50 } == [])
        #expect(try await kinds { $0.risk = 50 } == [])
        #expect(try await kinds { $0.severity = .critical } == [])
        #expect(try await kinds { $0.coverage = 100 } == [])
        #expect(try await kinds { $0.refusesDegradedInputs = true } == [])
    }

    @Test("name value and threshold")
    func failures() async throws {
        #expect(try await kinds { $0.compliance = 50.001 } == ["Compliance is 50.0, below the threshold of 50.001."])
        #expect(try await kinds { $0.risk = 49 } == ["The risk score is 50.0, above the threshold of 49.0."])
        #expect(
            try await kinds { $0.severity = .high } == ["Resources fail with severity High or worse: C-0057."])
    }

    @Test("on coverage and policy inputs are about incomplete scans")
    func incomplete() async throws {
        var scan = ResultScan(context: .cluster(cloud: nil))
        scan.collection.partial = [.init(group: "", version: "v1", resource: "pods", error: "timeout")]
        var gates = ScanGates()
        gates.coverage = 99
        let failures = gates.failures(try await scan.run(Self.yaml))
        #expect(failures == [.init(.incomplete, "Coverage is 98.0, below the threshold of 99.0.")])
    }
}
