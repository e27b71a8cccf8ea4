import Testing

@testable import ReportStore

@Suite("Posture runs")
struct PostureRunTests {
    @Test("A run is invisible until its last missing part, in whatever order parts come, and repeats are harmless")
    func anyOrder() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let parts = [
                fixture.part(0, of: nil, resources: 0..<4), fixture.part(1, of: nil, resources: 4..<8),
                fixture.part(2, of: 3, resources: 8..<10),
            ]
            #expect(try await store.take(parts[2]) == .stored)
            #expect(try await store.take(parts[0]) == .stored)
            #expect(try await store.take(parts[2]) == .repeated)
            #expect(try await store.latestPostureRuns(account: fixture.account).isEmpty)
            #expect(try await store.runs(account: fixture.account).items.map(\.state) == [.receiving])
            #expect(try await store.take(parts[1]) == .completed)
            #expect(try await store.take(parts[1]) == .repeated)
            let run = try #require(try await store.latestPostureRuns(account: fixture.account).first)
            #expect(run.guid == "run-1" && run.partsReceived == 3 && run.isLatest)
            let page = try await store.resources(run: run.id, account: fixture.account)
            #expect(page.total == 10)
            #expect(try await store.postureRun(run.id, account: fixture.account)?.resources == 10)
        }
    }

    @Test("Parts that come at the same time all count once")
    func concurrent() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let outcomes = try await withThrowingTaskGroup(of: PartOutcome.self) { group in
                for number in (0..<20).shuffled() {
                    for _ in 0..<2 {
                        group.addTask {
                            try await store.take(
                                fixture.part(
                                    number, of: number == 19 ? 20 : nil, resources: number * 10..<number * 10 + 10))
                        }
                    }
                }
                return try await group.reduce(into: [PartOutcome: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == [.stored: 19, .repeated: 20, .completed: 1])
            let run = try #require(try await store.latestPostureRuns(account: fixture.account).first)
            #expect(try await store.resources(run: run.id, account: fixture.account).total == 200)
        }
    }

    @Test("A part that contradicts another is refused and changes nothing")
    func contradictions() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            _ = try await store.take(fixture.part(2, of: 3, resources: 0..<2))
            var other = fixture.part(2, of: 3, resources: 0..<5)
            other.envelope = fixture.envelope(2, of: 3, content: "something else")
            let changed = other
            await #expect(
                throws: StoreError.conflict("Part 2 of run run-1 was received before with another content.")
            ) { _ = try await store.take(changed) }
            await #expect(throws: StoreError.conflict("Run run-1 has 3 parts; part 3 contradicts that.")) {
                _ = try await store.take(fixture.part(3, of: nil, resources: 5..<6))
            }
            #expect(try await store.runs(account: fixture.account).items.map(\.partsReceived) == [1])
            for number in [0, 5] {
                _ = try await store.take(fixture.part(number, of: nil, run: "run-2", resources: 0..<2))
            }
            await #expect(throws: StoreError.conflict("Part 2 of run run-2 says it is the last, and part 5 is there."))
            {
                _ = try await store.take(fixture.part(2, of: 3, run: "run-2", resources: 2..<4))
            }
            #expect(try await store.latestPostureRuns(account: fixture.account).isEmpty)
        }
    }

    @Test("The latest run is the one that was made last, not the one that came last")
    func latest() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            _ = try await store.take(
                fixture.part(0, of: 1, run: "new", resources: 0..<3, generatedAt: "2026-03-01T10:00:00Z", score: 70))
            _ = try await store.take(
                fixture.part(0, of: 1, run: "old", resources: 0..<3, generatedAt: "2026-03-01T08:00:00Z", score: 50))
            #expect(try await store.latestPostureRuns(account: fixture.account).map(\.guid) == ["new"])
            let days = try await store.trend(account: fixture.account, framework: "NSA")
            #expect(days.count == 1)
            let day = try #require(days.first)
            #expect(day.runs == 2 && day.runGUID == "new" && day.complianceScore == 70)
            #expect(day.lowestCompliance == 50 && day.highestCompliance == 70 && day.failedControls == 1)
        }
    }

    @Test("Controls know their resources, whatever the filter, and their counts in the run before")
    func controls() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            _ = try await store.take(
                fixture.part(0, of: 1, run: "r0", resources: 0..<4, generatedAt: "2026-03-01T08:00:00Z"))
            _ = try await store.take(fixture.part(0, of: 1, resources: 0..<10))
            let run = try #require(try await store.latestPostureRuns(account: fixture.account).first)
            var filter = ResourceFilter()
            filter.control = "C-0013"
            let failed = try await store.resources(
                run: run.id, account: fixture.account, filter, orderedBy: .name, .ascending,
                page: PageRequest(number: 1, size: 2))
            #expect(failed.total == 5)
            #expect(failed.items.map(\.name.name) == ["web-0", "web-6"])
            filter.namespaces = ["ns-1"]
            #expect(
                try await store.resources(run: run.id, account: fixture.account, filter).items.map(\.name.name)
                    == ["web-4"])
            filter = ResourceFilter()
            filter.control = "C-0044"
            filter.statuses = [.excluded]
            #expect(try await store.resources(run: run.id, account: fixture.account, filter).total == 3)
            filter = ResourceFilter()
            filter.text = "WEB-3"
            #expect(try await store.resources(run: run.id, account: fixture.account, filter).total == 1)
            let controls = try await store.controls(run: run.id, account: fixture.account, framework: "NSA")
            #expect(controls.items.map(\.control.id) == ["C-0016", "C-0013", "C-0044"])
            #expect(controls.items[1].previous == ResourceCounts(passed: 5, failed: 5))
            #expect(controls.items[1].control.severity == .medium)
            let frameworks = try await store.frameworks(run: run.id, account: fixture.account)
            #expect(frameworks.map(\.failedControls) == [1] && frameworks.map(\.controls) == [3])
        }
    }

    @Test("A resource comes with its object, its findings and its controls by status")
    func resource() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            _ = try await store.take(fixture.part(0, of: 1, resources: 0..<10))
            let run = try #require(try await store.latestPostureRuns(account: fixture.account).first)
            let details = try #require(
                try await store.resource("apps/v1/ns-1/Deployment/web-4", run: run.id, account: fixture.account))
            #expect(details.controls == [.failed: ["C-0013"], .passed: ["C-0016"], .excluded: ["C-0044"]])
            #expect(
                details.object.map { String(decoding: $0, as: UTF8.self) }
                    == #"{"kind":"Deployment","metadata":{"name":"web-4"}}"#)
            #expect(details.details.map { String(decoding: $0, as: UTF8.self) } == #"[{"controlID":"C-0013"}]"#)
            #expect(details.row.counts == ResourceCounts(passed: 1, failed: 1, excluded: 1))
        }
    }

    @Test("Another account sees nothing")
    func otherAccount() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            _ = try await store.take(fixture.part(0, of: 1, resources: 0..<10))
            let run = try #require(try await store.latestPostureRuns(account: fixture.account).first)
            let stranger = try await store.createAccount(named: "Other")
            #expect(try await store.runs(account: stranger.id).total == 0)
            #expect(try await store.postureRun(run.id, account: stranger.id) == nil)
            #expect(try await store.trend(account: stranger.id).isEmpty)
            await #expect(throws: StoreError.self) {
                _ = try await store.resources(run: run.id, account: stranger.id)
            }
            await #expect(throws: StoreError.self) {
                _ = try await store.controls(run: run.id, account: stranger.id)
            }
        }
    }

    @Test("Sets of rows keep gaps and stretches")
    func rowSets() {
        var set = RowSet()
        for row in [3, 4, 4, 5, 200, 201, 1_000_000] as [Int64] { set.append(row) }
        #expect(set.count == 6)
        #expect(RowSet.rows(set.packed()) == [3, 4, 5, 200, 201, 1_000_000])
        var empty = RowSet()
        #expect(RowSet.rows(empty.packed()) == [])
    }

    @Test(
        "Ids of resources name them",
        arguments: [
            ("/v1/default/Pod/web", ResourceName(apiVersion: "v1", kind: "Pod", namespace: "default", name: "web")),
            (
                "rbac.authorization.k8s.io/v1//ClusterRole/admin",
                ResourceName(
                    apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", namespace: "", name: "admin")
            ),
            (
                "path=123/api=apps/v1/a/Deployment/b",
                ResourceName(apiVersion: "apps/v1", kind: "Deployment", namespace: "a", name: "b")
            ),
            (
                "hostdata.kubescape.cloud/v1beta0/KubeletInfo/node-1",
                ResourceName(
                    apiVersion: "hostdata.kubescape.cloud/v1beta0", kind: "KubeletInfo", namespace: "", name: "node-1")
            ),
            ("odd", ResourceName(apiVersion: "", kind: "", namespace: "", name: "odd")),
        ])
    func names(id: String, name: ResourceName) {
        #expect(ResourceName(resourceID: id) == name)
    }
}
