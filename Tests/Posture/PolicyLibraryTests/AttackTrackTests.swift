import Documents
import Testing

@testable import PolicyLibrary

@Suite("Attack tracks")
struct AttackTrackTests {
    @Test("five are built in, with these ways through them")
    func builtIn() throws {
        let tracks = try #require(try PolicyLibrary.builtIn().attackTracks())
        let paths = tracks.sorted { $0.name < $1.name }.map { track in
            "\(track.name): "
                + track.paths.map { $0.map(\.name).joined(separator: " > ") }.joined(separator: "; ")
        }
        #expect(
            paths == [
                "external-database-without-authentication: Initial Access > Unauthenticated Access",
                "external-workload-with-cluster-takeover-roles: Initial Access > Cluster Access",
                "service-destruction: Initial Access > Denial of service",
                "workload-external-track: "
                    + [
                        "Data Collection", "Secret Access", "Credential access", "Privilege Escalation (Node)",
                        "Persistence", "Lateral Movement (Network)",
                    ].map { "Initial Access > Execution (Vulnerable Image) > \($0)" }.joined(separator: "; "),
                "workload-unauthenticated-service: Initial Access > Execution",
            ])
        let external = try #require(tracks.first { $0.name == "workload-external-track" })
        #expect(external.root.subSteps.map(\.checksVulnerabilities) == [true])
        #expect(tracks.allSatisfy { !$0.description.isEmpty })
    }

    @Test("are read from the published form, one or a list")
    func published() throws {
        let text = """
            [{"apiVersion": "regolibrary.kubescape/v1alpha1", "kind": "AttackTrack", "metadata": {"name": "t"},
              "spec": {"version": "1.0", "description": "d", "data": {"name": "one", "subSteps": [{"name": "two"}]}}}]
            """
        let node = try JSONParser.parse(SourceBytes(text), name: "tracks").root
        let wanted = AttackTrack(
            name: "t", version: "1.0", description: "d", root: .init(name: "one", subSteps: [.init(name: "two")]))
        #expect(try AttackTrack.list(node) == [wanted])
        #expect(try AttackTrack.list(node.elements[0]) == [wanted])
    }

    @Test(
        "must be trees of steps with names of their own",
        arguments: [
            ("{kind: Other}", "kind must be AttackTrack"), ("{kind: AttackTrack}", "metadata.name is missing"),
            ("{kind: AttackTrack, metadata: {name: t}}", "spec is missing"),
            (
                "{kind: AttackTrack, metadata: {name: t}, spec: {data: {name: a, subSteps: [{}]}}}",
                "spec.data.subSteps[0].name is missing"
            ),
            (
                "{kind: AttackTrack, metadata: {name: t}, spec: {data: {name: a, subSteps: [{name: a}]}}}",
                "spec.data.subSteps[0].name is \"a\", as that of another step of the track"
            ),
        ])
    func errors(yaml: String, words: String) throws {
        let node = try #require(try YAMLParser.parse(SourceBytes(yaml), name: "track").first).root
        let error = try #require(throws: FieldError.self) { try AttackTrack.list(node) }
        #expect(error.description == words)
    }
}

@Suite("System exceptions")
struct SystemExceptionTests {
    @Test("name what they accept: a kind, a name, single controls and a reason; nothing expires, nothing is open")
    func content() throws {
        let policies = try #require(try PolicyLibrary.builtIn().exceptions())
        #expect(policies.count >= 20)
        #expect(Set(policies.map(\.name)).count == policies.count)
        for policy in policies {
            #expect(policy.isSystem && policy.origin == .builtIn && policy.expiration == nil, "\(policy.name)")
            #expect(policy.reason.count > 20, "\(policy.name)")
            #expect(!policy.designators.isEmpty && !policy.targets.isEmpty, "\(policy.name)")
            for designator in policy.designators {
                #expect(designator.attributes["kind"] != nil, "\(policy.name)")
                let name = designator.attributes["name"] ?? ""
                #expect(!name.isEmpty && name != ".*" && name != ".+", "\(policy.name)")
            }
            for target in policy.targets {
                let id = target.controlID
                #expect(id.count == 6 && id.hasPrefix("C-") && id.dropFirst(2).allSatisfy(\.isNumber), "\(id)")
            }
        }
    }
}
