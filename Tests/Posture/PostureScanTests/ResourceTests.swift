import Documents
import ManifestSources
import PolicyLibrary
import Testing

@testable import PostureScan

/// Objects of a YAML text, as if it stood in one file.
func objects(_ yaml: String, file: String = "app.yaml") throws -> [ManifestObject] {
    let source = ManifestSource(path: file, relativePath: file, format: .yaml)
    return try YAMLParser.parse(SourceBytes(yaml), name: file).enumerated().map { index, document in
        ManifestObject(
            node: document.root, path: "", source: source, documentIndex: index,
            apiVersion: document.root["apiVersion"]?.string ?? "", kind: document.root["kind"]?.string ?? "")
    }
}

@Suite("Resources")
struct ResourceTests {
    @Test("have ids made of their place and their name")
    func ids() throws {
        let set = ResourceSet(
            try objects(
                """
                {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: default}}
                ---
                {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: admin}}
                ---
                {apiVersion: hostdata.kubescape.cloud/v1beta0, kind: KubeletInfo, metadata: {name: node-1}}
                ---
                {apiVersion: v1, kind: Pod, metadata: {}}
                """))
        #expect(
            set.resources.map(\.id) == [
                "path=2019171079/api=/v1/default/Pod/web",
                "path=2002393460/api=rbac.authorization.k8s.io/v1//ClusterRole/admin",
                "hostdata.kubescape.cloud/v1beta0/KubeletInfo/node-1",
            ])
        #expect(set.discarded == 1)
    }

    @Test("hashes as FNV-1a does")
    func hash() {
        #expect(ObjectIdentity.hash("") == 2_166_136_261)
        #expect(ObjectIdentity.hash("foobar") == 0xbf9c_f968)
    }

    @Test("a subject with its binding and role has the id of all three, sorted")
    func vectorKey() throws {
        let document = try YAMLParser.parse(
            SourceBytes(
                """
                kind: Group
                apiGroup: rbac.authorization.k8s.io
                name: dev
                relatedObjects:
                - {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: dev-admin}}
                - {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: admin}}
                """), name: "subject")
        #expect(
            withExtendedLifetime(document) { ObjectIdentity(document[0].rootValue)?.key }
                == "rbac.authorization.k8s.io//Group/dev/rbac.authorization.k8s.io/v1//ClusterRole/admin/"
                + "rbac.authorization.k8s.io/v1//ClusterRoleBinding/dev-admin")
    }

    @Test(
        "kinds have plurals",
        arguments: [
            ("pod", "pods"), ("ingress", "ingresses"), ("networkpolicy", "networkpolicies"), ("gateway", "gateways"),
            ("endpoints", "endpoints"),
        ])
    func plurals(_ pair: (String, String)) { #expect(ResourceSet.plural(of: pair.0) == pair.1) }

    @Test("are chosen by group, version and kind or plural, each once, in the order of the blocks")
    func matching() throws {
        let set = ResourceSet(
            try objects(
                """
                {apiVersion: batch/v1, kind: CronJob, metadata: {name: a}}
                ---
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}}
                ---
                {apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: c}}
                ---
                {apiVersion: v1, kind: Pod, metadata: {name: d}}
                """))
        func names(_ blocks: MatchBlock...) -> [String] { set.places(matching: blocks).map { set.resources[$0].name } }
        let jobs = MatchBlock(apiGroups: ["batch"], apiVersions: ["*"], resources: ["cronjobs"])
        let apps = MatchBlock(apiGroups: ["apps"], apiVersions: ["v1"], resources: ["DEPLOYMENT"])
        let everything = MatchBlock(apiGroups: ["*"], apiVersions: ["*"], resources: ["*"])
        #expect(names(jobs, apps) == ["a", "c", "b"])
        #expect(
            names(MatchBlock(apiGroups: ["batch"], apiVersions: ["v1"], resources: ["CronJob", "cronjobs"])) == ["a"])
        #expect(names(MatchBlock(apiGroups: ["v1"], apiVersions: [""], resources: ["Pod"])) == [])
        #expect(names(apps, everything) == ["b", "d", "a", "c"])
    }

    private static let access = """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r, namespace: one}}
        ---
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r, namespace: two}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: b, namespace: one}
        roleRef: {kind: Role, name: r}
        subjects: [{kind: User, name: u}, {kind: ServiceAccount, name: s, namespace: one}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: c}
        roleRef: {kind: Role, name: r}
        subjects: [{kind: User, name: u}]
        """

    @Test(
        "subjects are joined with roles within reach; compatible mode joins by name alone",
        arguments: [
            (false, 2), (true, 6),
        ])
    func subjects(_ example: (isStrict: Bool, count: Int)) throws {
        var set = ResourceSet(try objects(Self.access))
        let everything = MatchBlock(apiGroups: ["*"], apiVersions: ["*"], resources: ["*"])
        let input = set.input(of: [everything], aggregator: .subjectRoleRolebinding, isStrict: example.isStrict)
        #expect(input.places.count == example.count)
        let first = set.resources[input.places[0]]
        #expect(first.kind == "User")
        #expect(first.node["relatedObjects"]?[1]?["metadata"]?["namespace"]?.string == "one")
    }

    @Test("weigh by their replicas")
    func weights() throws {
        let set = ResourceSet(
            try objects(
                """
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: 10}}
                ---
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: b}, spec: {replicas: 1}}
                ---
                {apiVersion: apps/v1, kind: DaemonSet, metadata: {name: c}, status: {desiredNumberScheduled: 7}}
                """))
        #expect(set.resources.map(\.weight) == [11, 1, 7])
    }

    @Test("lose their secrets before they are shown")
    func redaction() throws {
        let arena = Arena()
        let all = try objects(
            """
            {apiVersion: v1, kind: Secret, metadata: {name: s, managedFields: [1]}, data: {password: aHVudGVy}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d, annotations: {a: b, kubectl.kubernetes.io/last-applied-configuration: x}}
            spec:
              template:
                spec:
                  containers:
                  - {name: c, envFrom: [{secretRef: {name: s}}], env: [{name: A, value: hunter}, {name: B, valueFrom: {}}]}
            """)
        #expect(
            JSONWriter.compact.string(Redaction.cleaned(all[0].node.value, in: arena))
                == #"{"apiVersion":"v1","data":{"password":"XXXXXX"},"kind":"Secret","metadata":{"name":"s"}}"#)
        #expect(
            JSONWriter.compact.string(Redaction.cleaned(all[1].node.value, in: arena))
                == #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{"a":"b"},"name":"d"},"#
                + #""spec":{"template":{"spec":{"containers":[{"env":[{"name":"A","value":"XXXXXX"},{"name":"B"}],"#
                + #""name":"c"}]}}}}"#)
    }
}
