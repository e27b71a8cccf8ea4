import Documents
import Testing

@testable import PolicyLibrary

@Suite("A file of exceptions")
struct ExceptionFileTests {
    private func read(_ yaml: String, isLenient: Bool = false) throws -> [ExceptionPolicy] {
        let document = try #require(try YAMLParser.parse(SourceBytes(yaml), name: "exceptions.yaml").first)
        return try ExceptionPolicy.list(document.root, isLenient: isLenient, origin: .file("exceptions.yaml"))
    }

    @Test("holds everything that the published format has")
    func whole() throws {
        let policies = try read(
            """
            - name: legacy
              policyType: postureExceptionPolicy
              actions: [alertOnly]
              attributes: {systemException: true}
              expirationDate: 2026-12-31T12:00:00+02:00
              reason: goes away with the move
              resources:
              - designatorType: Attributes
                attributes: {namespace: shop, kind: Deployment, name: "web.*"}
              posturePolicies:
              - {frameworkName: NSA, controlID: C-0017}
              - {controlName: Privileged container, ruleName: rule-privileged-container}
              objectSelector:
                matchLabels: {tier: old}
                matchExpressions:
                - {key: team, operator: In, values: [a, b]}
            """)
        #expect(
            policies == [
                ExceptionPolicy(
                    name: "legacy", isSystem: true, actions: [.alertOnly], reason: "goes away with the move",
                    expiration: Timestamp(seconds: 1_798_711_200),
                    designators: [.init(["namespace": "shop", "kind": "Deployment", "name": "web.*"])],
                    targets: [
                        .init(frameworkName: "NSA", controlID: "C-0017"),
                        .init(controlName: "Privileged container", ruleName: "rule-privileged-container"),
                    ],
                    objectSelector: LabelSelector(
                        matchLabels: ["tier": "old"],
                        matchExpressions: [.init(key: "team", operation: .isIn, values: ["a", "b"])]),
                    origin: .file("exceptions.yaml"))
            ])
    }

    @Test(
        "with a wrong field is an error that names the field",
        arguments: [
            ("- {name: a, resource: []}", "[0].resource is not a field"),
            ("- {policyType: postureExceptionPolicy}", "[0].name is missing"),
            ("- {name: a, policyType: other}", "[0].policyType is \"other\""),
            ("- {name: a, actions: [ignore]}", "[0].actions[0] is \"ignore\"; it must be alertOnly or disable"),
            ("- {name: a, expirationDate: soon}", "[0].expirationDate is \"soon\""),
            ("- {name: a, resources: {}}", "[0].resources must be a list"),
            ("- {name: a, resources: [{attributes: {name: 'a('}}]}", "[0].resources[0].attributes.name is \"a(\""),
            ("- {name: a, resources: [{designatorType: Wlid}]}", "[0].resources[0].designatorType is \"Wlid\""),
            ("- {name: a, posturePolicies: [{controlId: C-1, control: x}]}", "[0].posturePolicies[0].control is not"),
            ("- {name: a}\n- {name: b, attributes: {systemException: maybe}}", "[1].attributes.systemException must"),
            (
                "- {name: a, objectSelector: {matchExpressions: [{key: k, operator: Like, values: [x]}]}}",
                "[0].objectSelector.matchExpressions[0].operator is \"Like\""
            ),
            (
                "- {name: a, objectSelector: {matchExpressions: [{key: k, operator: In}]}}",
                "[0].objectSelector.matchExpressions[0].values must not be empty with In"
            ),
            ("5", "the document must be a list of exceptions"),
        ])
    func errors(yaml: String, begins: String) throws {
        let error = try #require(throws: FieldError.self) { try read(yaml) }
        #expect(error.description.hasPrefix(begins), "\(error)")
    }

    @Test("of a library of others may have fields that nobody knows")
    func lenient() throws {
        #expect(try read("- {name: a, policyType: postureExceptionPolicy, extra: 1}", isLenient: true).count == 1)
    }

    @Test("may be empty")
    func empty() throws {
        #expect(try read("[]") == [])
    }
}

@Suite("Exceptions that are objects of the cluster")
struct ExceptionObjectFormTests {
    private func read(_ yaml: String, kind: String = "SecurityException") throws -> ExceptionPolicy? {
        let document = try #require(try YAMLParser.parse(SourceBytes(yaml), name: "object").first)
        return try ExceptionPolicy(object: document.root, kind: kind)
    }

    @Test("are confined to their namespace, and their names are taken literally")
    func namespaced() throws {
        let policy = try #require(
            try read(
                """
                metadata: {name: web, namespace: shop}
                spec:
                  reason: known
                  expiresAt: 2027-01-01
                  posture: [{controlID: C-0017, action: ignore}]
                  match: {resources: [{kind: Deployment, name: web.v1, apiGroup: apps}]}
                """))
        #expect(policy.confinedToNamespace == "shop")
        #expect(policy.designators == [.init(["kind": "Deployment", "name": "web\\.v1", "apiGroup": "apps"])])
        #expect(policy.targets == [.init(controlID: "C-0017")])
        #expect(policy.expiration == Timestamp(seconds: 1_798_847_999))
        #expect(policy.origin == .object("SecurityException shop/web"))
    }

    @Test("a selector of namespaces is for the kind of the cluster only")
    func selectors() throws {
        let text = """
            metadata: {name: web}
            spec: {posture: [{controlID: C-0017}], match: {namespaceSelector: {matchLabels: {env: dev}}}}
            """
        let error = try #require(throws: FieldError.self) { try read(text) }
        #expect(error.field == "spec.match.namespaceSelector")
        let policy = try #require(try read(text, kind: "ClusterSecurityException"))
        #expect(policy.namespaceSelector == LabelSelector(matchLabels: ["env": "dev"]))
        #expect(policy.confinedToNamespace == nil)
    }

    @Test("that are about vulnerabilities only are none of controls")
    func vulnerabilities() throws {
        #expect(try read("metadata: {name: a}\nspec: {vulnerabilities: [{id: CVE-2024-1}]}") == nil)
        let error = try #require(throws: FieldError.self) { try read("metadata: {name: a}\nspec: {}") }
        #expect(error.description == "spec.posture names no control")
    }
}

@Suite("Label selectors")
struct LabelSelectorTests {
    @Test(
        "hold when every part does",
        arguments: [
            (LabelSelector(), [:], true),
            (LabelSelector(matchLabels: ["a": "1"]), ["a": "1", "b": "2"], true),
            (LabelSelector(matchLabels: ["a": "1"]), ["a": "2"], false),
            (.init(matchExpressions: [.init(key: "a", operation: .isIn, values: ["1", "2"])]), ["a": "2"], true),
            (.init(matchExpressions: [.init(key: "a", operation: .isIn, values: ["1"])]), [:], false),
            (.init(matchExpressions: [.init(key: "a", operation: .isNotIn, values: ["1"])]), [:], true),
            (.init(matchExpressions: [.init(key: "a", operation: .isNotIn, values: ["1"])]), ["a": "1"], false),
            (.init(matchExpressions: [.init(key: "a", operation: .exists)]), ["a": ""], true),
            (.init(matchExpressions: [.init(key: "a", operation: .exists)]), [:], false),
            (.init(matchExpressions: [.init(key: "a", operation: .doesNotExist)]), [:], true),
            (.init(matchExpressions: [.init(key: "a", operation: .doesNotExist)]), ["a": "x"], false),
            (
                .init(matchLabels: ["a": "1"], matchExpressions: [.init(key: "b", operation: .exists)]), ["a": "1"],
                false
            ),
        ] as [(LabelSelector, [String: String], Bool)])
    func matches(selector: LabelSelector, labels: [String: String], wanted: Bool) {
        #expect(selector.matches(labels) == wanted)
    }
}

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "are read from RFC 3339; a date means its last second",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-25T13:05:51Z", 1_795_611_951),
            ("2026-11-25T14:05:51.5+01:00", 1_795_611_951), ("2024-02-29", 1_709_251_199),
            ("1969-12-31T23:59:59Z", -1),
        ])
    func reading(text: String, seconds: Int) {
        #expect(Timestamp(text) == Timestamp(seconds: seconds))
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "soon", "2026-13-01", "2026-02-29", "2026-11-25T25:00:00Z", "2026-11-25T13:05:51",
            "2026-11-25T13:05:51Zx", "2026-11-25T13:05:51.Z", "20261125",
        ])
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("are written as they are read", arguments: [0, 1_795_611_951, 951_782_400, -1])
    func writing(seconds: Int) {
        #expect(Timestamp(Timestamp(seconds: seconds).text) == Timestamp(seconds: seconds))
    }
}
