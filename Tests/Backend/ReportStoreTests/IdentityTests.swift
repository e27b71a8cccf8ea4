import GRDB
import Testing

@testable import ReportStore

@Suite("Identity")
struct IdentityTests {
    @Test("A token enrols one cluster once, and the key it gives names the cluster")
    func enrolment() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let (token, secret) = try await store.createEnrolmentToken(account: fixture.account, by: "person:ada")
            let (identity, key) = try await store.enrol(token: secret.text, clusterName: "Prod EU/1")
            #expect(identity.clusterName == "prod-eu-1")
            #expect(try await store.agent(forKey: key.text) == identity)
            await #expect(throws: StoreError.self) {
                _ = try await store.enrol(token: secret.text, clusterName: "other")
            }
            #expect(try await store.enrolmentTokens(account: fixture.account).map(\.uses) == [1])
            #expect(try await store.enrolmentTokens(account: fixture.account).map(\.id) == [token.id])
        }
    }

    @Test("A token that has expired or was revoked enrols nothing")
    func expiredToken() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let (_, late) = try await store.createEnrolmentToken(account: fixture.account, by: "a", validFor: 60)
            fixture.clock.advance(seconds: 61)
            await #expect(throws: StoreError.self) { _ = try await store.enrol(token: late.text, clusterName: "x") }
            let (token, revoked) = try await store.createEnrolmentToken(account: fixture.account, by: "a")
            try await store.revokeEnrolmentToken(token.id, account: fixture.account)
            await #expect(throws: StoreError.self) {
                _ = try await store.enrol(token: revoked.text, clusterName: "x")
            }
        }
    }

    @Test("A token cannot take over a cluster that has a key")
    func takeover() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let (_, secret) = try await store.createEnrolmentToken(account: fixture.account, by: "a", maxUses: 2)
            _ = try await store.enrol(token: secret.text, clusterName: "prod")
            await #expect(throws: StoreError.self) {
                _ = try await store.enrol(token: secret.text, clusterName: "PROD")
            }
            // The failed try did not use the token up.
            _ = try await store.enrol(token: secret.text, clusterName: "stage")
        }
    }

    @Test("A rotated key works until the grace ends, a revoked one not at all, and keys lie in no file in clear")
    func rotation() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let (_, secret) = try await store.createEnrolmentToken(account: fixture.account, by: "a")
            let (identity, old) = try await store.enrol(token: secret.text, clusterName: "prod")
            let new = try await store.rotateKey(cluster: identity.cluster, account: fixture.account, grace: 60)
            #expect(try await store.agent(forKey: old.text) == identity)
            fixture.clock.advance(seconds: 61)
            #expect(try await store.agent(forKey: old.text) == nil)
            #expect(try await store.agent(forKey: new.text) == identity)
            let keys = try await store.keys(cluster: identity.cluster, account: fixture.account)
            let newest = try #require(keys.first { $0.ending == new.text.suffix(4) })
            try await store.revokeKey(newest.id, account: fixture.account)
            #expect(try await store.agent(forKey: new.text) == nil)
            let stored = try await store.read { db in
                try String.fetchAll(db, sql: "SELECT hex(hash) || id || ending FROM cluster_keys").joined()
            }
            #expect(!stored.contains(new.text))
        }
    }

    @Test("A password opens; wrong ones lock the name for a while; unknown names look like wrong passwords")
    func passwords() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let ada = try await store.createPerson(
                named: " Ada ", password: "correct horse battery", role: .admin, account: fixture.account)
            #expect(ada.mustChangePassword)
            #expect(try await store.logIn(name: "ADA", password: "correct horse battery") == .admitted(ada))
            #expect(try await store.logIn(name: "nobody", password: "correct horse battery") == .refused)
            for _ in 0..<5 { #expect(try await store.logIn(name: "ada", password: "wrong") == .refused) }
            let end = fixture.clock.now.adding(seconds: 60)
            #expect(try await store.logIn(name: "ada", password: "correct horse battery") == .locked(until: end))
            fixture.clock.advance(seconds: 60)
            #expect(try await store.logIn(name: "ada", password: "correct horse battery") == .admitted(ada))
            await #expect(throws: StoreError.invalid("A password needs 12 characters or more.")) {
                _ = try await store.createPerson(named: "b", password: "short", role: .viewer, account: fixture.account)
            }
            let hash = try await store.read { db in
                try String.fetchOne(db, sql: "SELECT password FROM people WHERE id = ?", arguments: [ada.id])
            }
            #expect(hash?.hasPrefix("scrypt$15$8$3$") == true)
        }
    }

    @Test("Sessions end by age, by idleness and with a new password; the last admin cannot be shut out")
    func sessions() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let ada = try await store.createPerson(
                named: "ada", password: "correct horse battery", role: .admin, account: fixture.account)
            let (session, cookie) = try await store.startSession(person: ada.id)
            #expect(try await store.session(cookie.text)?.csrfToken == session.csrfToken)
            for _ in 0..<7 {
                fixture.clock.advance(seconds: 6000)
                #expect(try await store.session(cookie.text) != nil)
            }
            fixture.clock.advance(seconds: 6000)
            #expect(try await store.session(cookie.text) == nil)
            let (_, idle) = try await store.startSession(person: ada.id)
            fixture.clock.advance(seconds: 7201)
            #expect(try await store.session(idle.text) == nil)
            let (_, third) = try await store.startSession(person: ada.id)
            try await store.changePassword(of: ada.id, to: "another long password")
            #expect(try await store.session(third.text) == nil)
            await #expect(throws: StoreError.self) {
                try await store.setDisabled(true, person: ada.id, account: fixture.account)
            }
        }
    }

    @Test("An API token expires, can be revoked, and can do no more than its maker")
    func apiTokens() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            let bob = try await store.createPerson(
                named: "bob", password: "correct horse battery", role: .operator, account: fixture.account)
            await #expect(throws: StoreError.self) {
                _ = try await store.createToken(named: "ci", role: .admin, by: bob, validFor: 3600)
            }
            let (token, secret) = try await store.createToken(named: "ci", role: .viewer, by: bob, validFor: 3600)
            #expect(try await store.token(forSecret: secret.text)?.id == token.id)
            fixture.clock.advance(seconds: 3600)
            #expect(try await store.token(forSecret: secret.text) == nil)
        }
    }

    @Test("The audit log refuses changes, and a change behind its back breaks the chain where it was made")
    func audit() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            for index in 1...5 {
                try await store.audit(
                    AuditEvent(
                        account: fixture.account, actor: "person:ada", action: "schedule.create",
                        subject: "schedule \(index)", source: "10.0.0.1", after: #"{"cron":"0 3 * * *"}"#))
            }
            #expect(try await store.firstBrokenAuditEntry() == nil)
            let page = try await store.auditLog(account: fixture.account, containing: "schedule 4")
            #expect(page.items.map(\.sequence) == [4])
            await #expect(throws: StoreError.self) {
                try await store.write { db in try db.execute(sql: "DELETE FROM audit WHERE sequence = 3") }
            }
            await #expect(throws: StoreError.self) {
                try await store.write { db in try db.execute(sql: "UPDATE audit SET actor = 'x' WHERE sequence = 3") }
            }
            try await store.write { db in
                try db.execute(sql: "DROP TRIGGER audit_keeps_values")
                try db.execute(sql: "UPDATE audit SET actor = 'person:eve' WHERE sequence = 3")
            }
            #expect(try await store.firstBrokenAuditEntry() == 3)
        }
    }

    @Test("Connections are counted by their id; a restart closes what was open")
    func connections() async throws {
        try await StoreFixture.with { fixture in
            let store = fixture.store
            try await store.openConnection("a", cluster: fixture.cluster)
            try await store.openConnection("a", cluster: fixture.cluster)
            try await store.openConnection("b", cluster: fixture.cluster)
            try await store.closeConnection("a")
            try await store.closeConnection("a")
            let cluster = try #require(try await store.cluster(named: "minikube", account: fixture.account))
            #expect(cluster.connections == 2 && cluster.disconnections == 1 && cluster.openConnections == 1)
            #expect(cluster.firstConnectedAt == fixture.clock.now)
            try await store.closeStaleConnections()
            let later = try #require(try await store.cluster(named: "minikube", account: fixture.account))
            #expect(later.openConnections == 0 && later.disconnections == 2)
        }
    }
}
