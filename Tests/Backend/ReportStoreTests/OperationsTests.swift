import GRDB
import Testing

@testable import ReportStore

@Suite("Jobs, commands, schedules, exceptions, inventory and retention")
struct OperationsTests {
    private func step(
        _ job: String, parent: String = "", _ status: JobStep.Status, _ sequence: Int, seconds: Int64 = 0,
        errors: [String] = []
    ) -> JobStep {
        JobStep(
            jobID: job, parentID: parent, reporter: "Websocket", target: "wlid://cluster-c1/", status: status,
            action: "scan", errors: errors, sequence: sequence,
            reportedAt: Moment(seconds: 1_772_366_400 + seconds))
    }

    @Test("Jobs form a tree; their state follows from their reports in any order, and repeats change nothing")
    func jobTree() async throws {
        try await StoreFixture.with { fixture in
            let (store, account) = (fixture.store, fixture.account)
            let steps = [
                step("child-b", parent: "root", .failure, 1, seconds: 3, errors: ["Action: scan, Error: no image"]),
                step("root", .done, 2, seconds: 5), step("child-a", parent: "root", .started, 1, seconds: 1),
                step("root", .started, 1), step("leaf", parent: "child-a", .started, 1, seconds: 2),
                step("child-a", parent: "root", .done, 2, seconds: 4), step("root", .done, 2, seconds: 5),
            ]
            for step in steps { try await store.take(step, account: account, cluster: fixture.cluster) }
            let tree = try await store.jobTree("root", account: account)
            #expect(tree.map(\.job.id) == ["root", "child-a", "leaf", "child-b"])
            #expect(tree.map(\.depth) == [0, 1, 2, 1])
            #expect(tree.map(\.job.state) == [.succeeded, .succeeded, .running, .failed])
            #expect(tree[0].job.children == 2 && tree[0].job.childrenEnded == 2)
            #expect(tree[3].job.error == "Action: scan, Error: no image")
            #expect(try await store.jobs(account: account).items.map(\.id) == ["root"])
            let done = try await store.jobReports(
                account: account, target: "wlid://cluster-c1", statuses: [.done, .failure])
            #expect(done.items.map(\.jobID) == ["child-b", "child-a", "root"])
            #expect(try await store.jobReports(after: 0, account: account).count == 6)
        }
    }

    @Test("Jobs that claim each other as parent do not hang the tree")
    func ring() async throws {
        try await StoreFixture.with { fixture in
            let (store, account) = (fixture.store, fixture.account)
            try await store.take(step("a", parent: "b", .started, 1), account: account, cluster: nil)
            try await store.take(step("b", parent: "a", .started, 1), account: account, cluster: nil)
            #expect(try await store.jobTree("a", account: account).map(\.job.id) == ["a", "b"])
        }
    }

    @Test("A command waits for its cluster, is sent again without a receipt, and its first result stays")
    func commands() async throws {
        try await StoreFixture.with { fixture in
            let (store, account, clock) = (fixture.store, fixture.account, fixture.clock)
            let command = try await store.enqueue(
                command: "kubescapeScan", payload: "{}", jobID: "j", cluster: fixture.cluster, account: account,
                by: "person:ada", id: "c1")
            let again = try await store.enqueue(
                command: "kubescapeScan", payload: "{}", jobID: "j", cluster: fixture.cluster, account: account,
                by: "person:ada", id: "c1")
            #expect(again == command)
            #expect(try await store.commandsToSend(cluster: fixture.cluster, resendBefore: clock.now).count == 1)
            try await store.noteSent(command: "c1")
            #expect(try await store.commandsToSend(cluster: fixture.cluster, resendBefore: clock.now).isEmpty)
            clock.advance(seconds: 30)
            #expect(try await store.commandsToSend(cluster: fixture.cluster, resendBefore: clock.now).count == 1)
            try await store.noteReceipt(command: "c1")
            await #expect(throws: StoreError.conflict("The command is received and cannot be taken back.")) {
                try await store.cancel(command: "c1", account: account, by: "person:ada")
            }
            try await store.noteResult(command: "c1", succeeded: true, result: "done")
            try await store.noteResult(command: "c1", succeeded: false, result: "late")
            let ended = try #require(try await store.command("c1", account: account))
            #expect(ended.state == .succeeded && ended.result == "done" && ended.deliveries == 1)
            _ = try await store.enqueue(
                command: "scan", payload: "{}", jobID: "", cluster: fixture.cluster, account: account, by: "x",
                id: "c2", validFor: 10)
            clock.advance(seconds: 10)
            #expect(try await store.commandsToSend(cluster: fixture.cluster, resendBefore: clock.now).isEmpty)
            #expect(try await store.command("c2", account: account)?.state == .expired)
        }
    }

    @Test("Schedules have unique names in their cluster and can be changed and deleted")
    func schedules() async throws {
        try await StoreFixture.with { fixture in
            let (store, account) = (fixture.store, fixture.account)
            func create() async throws -> Schedule {
                try await store.createSchedule(
                    .posture, named: "ks-scheduled-scan-nsa", scope: #"{"framework":"NSA"}"#, cron: "0 3 * * *",
                    timeZone: "UTC", jobID: "j", cluster: fixture.cluster, account: account, by: "person:ada")
            }
            var schedule = try await create()
            await #expect(
                throws: StoreError.conflict(
                    "The cluster minikube already has a schedule ks-scheduled-scan-nsa. Choose another name.")
            ) { _ = try await create() }
            schedule.cron = "0 4 * * *"
            schedule.state = .active
            #expect(try await store.update(schedule, account: account).cron == "0 4 * * *")
            #expect(try await store.schedules(account: account, kind: .posture).items.map(\.state) == [.active])
            try await store.deleteSchedule(schedule.id, account: account)
            #expect(try await store.schedules(account: account).total == 0)
        }
    }

    @Test("An exception is requested, approved, hit and over; after that its name is free")
    func exceptions() async throws {
        try await StoreFixture.with { fixture in
            let (store, account, clock) = (fixture.store, fixture.account, fixture.clock)
            let wanted = ExceptionRequest(
                subject: .control, name: "accepted ports", reason: "legacy", action: "alertOnly", scope: "[]",
                targets: #"[{"controlID":"C-0044"}]"#, expiresAt: clock.now.adding(seconds: 86400))
            let requested = try await store.request(wanted, account: account, by: "person:bob")
            #expect(try await store.activeExceptions(account: account, subject: .control).isEmpty)
            let approved = try await store.decide(
                exception: requested.id, approve: true, decision: "until the move", account: account,
                by: "person:ada")
            #expect(approved.state == .approved && approved.decidedBy == "person:ada")
            await #expect(throws: StoreError.self) {
                _ = try await store.decide(
                    exception: requested.id, approve: false, decision: "", account: account, by: "person:ada")
            }
            // Part 0 holds two resources with hits, part 1 one.
            _ = try await store.take(fixture.part(0, of: nil, resources: 0..<6))
            _ = try await store.take(fixture.part(1, of: 2, resources: 6..<10))
            _ = try await store.take(fixture.part(1, of: 2, resources: 6..<10))
            #expect(try await store.activeExceptions(account: account, subject: .control).map(\.hits) == [3])
            clock.advance(seconds: 86400)
            #expect(try await store.activeExceptions(account: account, subject: .control).isEmpty)
            #expect(try await store.exceptions(account: account, states: [.expired]).items.map(\.hits) == [3])
            var next = wanted
            next.expiresAt = nil
            let again = next
            _ = try await store.request(again, account: account, by: "person:bob")
            await #expect(throws: StoreError.self) {
                _ = try await store.request(again, account: account, by: "person:bob")
            }
        }
    }

    @Test("A first inventory report replaces, deltas change, and days keep the most nodes")
    func inventory() async throws {
        try await StoreFixture.with { fixture in
            let (store, account) = (fixture.store, fixture.account)
            func item(_ section: InventoryItem.Section, _ name: String, _ json: String = "{}") -> InventoryItem {
                InventoryItem(section: section, kind: "", namespace: "", name: name, json: Array(json.utf8))
            }
            let first = InventoryChange(
                isFirst: true, apiServer: #"{"major":"1"}"#, cloudVendor: "AWS",
                present: [item(.node, "n1"), item(.node, "n2"), item(.namespace, "default")])
            try await store.take(first, cluster: fixture.cluster)
            try await store.take(first, cluster: fixture.cluster)
            try await store.take(
                InventoryChange(
                    isFirst: false, present: [item(.node, "n1", #"{"a":1}"#)], gone: [item(.node, "n2")]),
                cluster: fixture.cluster)
            let nodes = try await store.inventory(cluster: fixture.cluster, account: account, section: .node)
            #expect(nodes.items.map(\.name) == ["n1"])
            #expect(nodes.items.map { String(decoding: $0.json, as: UTF8.self) } == [#"{"a":1}"#])
            let history = try await store.nodeHistory(cluster: fixture.cluster, account: account)
            #expect(history.map(\.most) == [2] && history.map(\.last) == [1])
            let cluster = try #require(try await store.cluster(named: "minikube", account: account))
            #expect(cluster.cloudVendor == "AWS" && cluster.apiServer == #"{"major":"1"}"#)
        }
    }

    @Test("Image scans complete by their total, and only the newest scan of a container counts")
    func images() async throws {
        try await StoreFixture.with { fixture in
            let (store, account) = (fixture.store, fixture.account)
            func item(_ name: String, _ severity: Severity) -> VulnerabilityItem {
                VulnerabilityItem(
                    name: name, severity: severity, package: "openssl", version: "1.1.1k", fixedIn: "1.1.1l",
                    isFixable: true, isRCE: false, isIgnored: false, layer: "sha256:aa", json: Array("{}".utf8))
            }
            func part(_ run: String, _ number: Int, _ at: String, _ names: [String], total: Int?) -> ImagePart {
                ImagePart(
                    envelope: fixture.envelope(number, of: nil, run: run, generatedAt: at),
                    target: ImageTarget(identity: "1122", namespace: "default", imageTag: "quay.io/acme/web:1"),
                    summary: total.map {
                        ImageSummary(
                            status: "Success", total: $0, fixable: $0, rce: 0, bySeverity: [.high: $0],
                            json: Array("{}".utf8))
                    }, vulnerabilities: names.map { item($0, .high) })
            }
            // The summary alone, then out of order.
            #expect(try await store.take(part("s1", 0, "2026-03-01T10:00:00Z", [], total: 3)) == .stored)
            #expect(try await store.take(part("s1", 2, "2026-03-01T10:00:00Z", ["CVE-3"], total: nil)) == .stored)
            #expect(try await store.imageScans(account: account).total == 0)
            #expect(
                try await store.take(part("s1", 1, "2026-03-01T10:00:00Z", ["CVE-1", "CVE-2"], total: nil))
                    == .completed)
            #expect(try await store.take(part("s2", 0, "2026-03-01T11:00:00Z", ["CVE-1"], total: 1)) == .completed)
            let scans = try await store.imageScans(account: account)
            #expect(scans.items.map(\.run.guid) == ["s2"])
            var all = ImageScanFilter()
            all.latestOnly = false
            #expect(try await store.imageScans(account: account, all, orderedBy: .time).items.map(\.total) == [1, 3])
            let groups = try await store.vulnerabilityGroups(account: account)
            #expect(groups.items.map(\.name) == ["CVE-1"] && groups.items.map(\.images) == [1])
            let days = try await store.vulnerabilityTrend(account: account, cluster: fixture.cluster)
            #expect(days.map(\.high) == [1] && days.map(\.images) == [1])
            let first = try #require(try await store.run(guid: "s1", kind: .image, account: account))
            let items = try await store.vulnerabilities(run: first.id, account: account)
            #expect(items.items.map(\.name) == ["CVE-1", "CVE-2", "CVE-3"])
        }
    }

    @Test("Retention gives up on what stays incomplete and removes what is old, but never the newest run")
    func retention() async throws {
        try await StoreFixture.with { fixture in
            let (store, account, clock) = (fixture.store, fixture.account, fixture.clock)
            _ = try await store.take(fixture.part(0, of: 1, run: "old", resources: 0..<50))
            _ = try await store.take(
                fixture.part(0, of: 1, run: "new", resources: 10..<60, generatedAt: "2026-03-01T11:30:00Z"))
            _ = try await store.take(fixture.part(0, of: 2, run: "half", resources: 0..<5))
            clock.advance(seconds: 25 * 3600)
            var report = try await store.clean(Retention())
            #expect(report.abandonedRuns == 1 && report.removedRows == 0)
            let half = try #require(try await store.run(guid: "half", kind: .posture, account: account))
            #expect(half.reason == "The agent sent 1 of 2 parts and then nothing for 24 hours.")
            clock.advance(seconds: 31 * 86400)
            var steps = 0
            repeat {
                report = try await store.clean(Retention(), limit: 20)
                steps += 1
            } while report.hasMore && steps < 100
            #expect(steps < 100)
            #expect(try await store.runs(account: account).items.map(\.guid) == ["new"])
            let objects = try await store.read { db in try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM objects") }
            #expect(objects == 50)
        }
    }

    @Test("A deleted cluster is gone at once, its rows soon, and its name can be used again")
    func deletion() async throws {
        try await StoreFixture.with { fixture in
            let (store, account) = (fixture.store, fixture.account)
            _ = try await store.take(fixture.part(0, of: 1, resources: 0..<50))
            try await store.deleteCluster(fixture.cluster, account: account)
            #expect(try await store.cluster(named: "minikube", account: account) == nil)
            #expect(try await store.runs(account: account).total == 0)
            let again = try await store.admitCluster(named: "minikube", account: account)
            #expect(again.id != fixture.cluster)
            var steps = 0
            while try await store.clean(Retention(), limit: 20).hasMore, steps < 100 { steps += 1 }
            #expect(steps < 100)
            let rows = try await store.read { db in
                try Int.fetchOne(
                    db, sql: "SELECT (SELECT COUNT(*) FROM posture_results) + (SELECT COUNT(*) FROM objects)")
            }
            #expect(rows == 0)
            #expect(try await store.clusters(account: account).map(\.id) == [again.id])
        }
    }
}
