import Documents

/// Made-up Kubernetes objects with the variety of real ones, the same for the same seed: Deployments and Pods with mixed
/// security settings, and what stands around them. The Swift twin of `Benchmarks/generate_workloads.py`, smaller.
struct WorkloadGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// `count` workloads, then namespaces, service accounts, network policies, config maps, secrets and roles.
    mutating func objects(_ count: Int) throws -> [Node] {
        var texts = (0..<count).map { workload($0) }
        for index in 0..<max(count / 8, 4) { texts += surroundings(index) }
        return try texts.map { try JSONParser.parse(SourceBytes($0), name: "generated").root }
    }

    // MARK: Chance

    private mutating func number(_ range: ClosedRange<Int>) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return range.lowerBound + Int((state >> 33) % UInt64(range.count))
    }

    private mutating func maybe(_ percent: Int) -> Bool { number(1...100) <= percent }

    private mutating func pick(_ choices: [String]) -> String { choices[number(0...(choices.count - 1))] }

    // MARK: Objects

    private static let namespaces = ["shop", "mail", "kube-system", "default", "ledger"]
    private static let apps = ["web", "worker", "cache", "gateway"]

    private mutating func workload(_ index: Int) -> String {
        let app = pick(Self.apps)
        let metadata =
            #"{"name":"\#(app)-\#(index)","namespace":"\#(pick(Self.namespaces))","#
            + #""labels":{"app":"\#(app)","team":"team-\#(number(1...4))"}}"#
        let spec = podSpec(app)
        if maybe(30) { return #"{"apiVersion":"v1","kind":"Pod","metadata":\#(metadata),"spec":\#(spec)}"# }
        let template = #"{"metadata":{"labels":{"app":"\#(app)"}},"spec":\#(spec)}"#
        let kind = pick(["Deployment", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"])
        switch kind {
        case "CronJob":
            return #"{"apiVersion":"batch/v1","kind":"CronJob","metadata":\#(metadata),"#
                + #""spec":{"schedule":"0 4 * * *","jobTemplate":{"spec":{"template":\#(template)}}}}"#
        case "Job":
            return #"{"apiVersion":"batch/v1","kind":"Job","metadata":\#(metadata),"spec":{"template":\#(template)}}"#
        default:
            return #"{"apiVersion":"apps/v1","kind":"\#(kind)","metadata":\#(metadata),"#
                + #""spec":{"replicas":\#(number(1...6)),"template":\#(template)}}"#
        }
    }

    private mutating func podSpec(_ app: String) -> String {
        var fields = [
            #""serviceAccountName":"account-\#(number(0...6))""#,
            #""containers":[\#((0..<number(1...3)).map { container("\(app)-\($0)") }.joined(separator: ","))]"#,
        ]
        if maybe(20) { fields.append(#""initContainers":[\#(container("init"))]"#) }
        if maybe(40) { fields.append(#""automountServiceAccountToken":\#(maybe(50))"#) }
        if maybe(10) { fields.append(#""hostNetwork":true"#) }
        if maybe(10) { fields.append(#""hostPID":true"#) }
        if maybe(30) {
            fields.append(#""securityContext":{"runAsNonRoot":\#(maybe(60)),"runAsUser":\#(number(0...2))}"#)
        }
        if maybe(20) {
            let path = pick(["/", "/etc", "/var/run/docker.sock"])
            fields.append(#""volumes":[{"name":"host","hostPath":{"path":"\#(path)"}}]"#)
        }
        return "{\(fields.joined(separator: ","))}"
    }

    private mutating func container(_ name: String) -> String {
        let image = pick(["docker.io/library/nginx", "registry.example.com/app"])
        var fields = [#""name":"\#(name)""#, #""image":"\#(image):\#(pick(["latest", "1.2", "v3"]))""#]
        if maybe(30) {
            let variable = pick(["DB_PASSWORD", "REGION", "API_TOKEN"])
            fields.append(#""env":[{"name":"\#(variable)","value":"v\#(number(1...99))"}]"#)
        }
        if maybe(50) { fields.append(#""resources":{"limits":{"memory":"64Mi","cpu":"100m"}}"#) }
        if maybe(20) { fields.append(#""ports":[{"containerPort":80,"hostPort":80}]"#) }
        if maybe(60) {
            let capability = pick(["NET_ADMIN", "SYS_ADMIN", "CHOWN"])
            fields.append(
                #""securityContext":{"privileged":\#(maybe(20)),"allowPrivilegeEscalation":\#(maybe(40)),"#
                    + #""readOnlyRootFilesystem":\#(maybe(50)),"capabilities":{"add":["\#(capability)"]}}"#)
        }
        if maybe(30) { fields.append(#""livenessProbe":{"httpGet":{"path":"/","port":80}}"#) }
        return "{\(fields.joined(separator: ","))}"
    }

    private mutating func surroundings(_ index: Int) -> [String] {
        let namespace = Self.namespaces[index % Self.namespaces.count]
        func metadata(_ name: String) -> String { #"{"name":"\#(name)-\#(index)","namespace":"\#(namespace)"}"# }
        let verbs = pick([#"["get","list"]"#, #"["*"]"#, #"["create"]"#])
        let resources = pick([#"["pods"]"#, #"["pods/exec"]"#, #"["secrets"]"#, #"["*"]"#])
        return [
            #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(namespace)-\#(index)"}}"#,
            #"{"apiVersion":"v1","kind":"ServiceAccount","metadata":\#(metadata("account")),"#
                + #""automountServiceAccountToken":\#(maybe(50))}"#,
            #"{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":\#(metadata("policy")),"#
                + #""spec":{"podSelector":{"matchLabels":{"app":"\#(pick(Self.apps))"}},"policyTypes":["Ingress"]}}"#,
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":\#(metadata("settings")),"#
                + #""data":{"password":"hunter\#(index)","color":"blue"}}"#,
            #"{"apiVersion":"v1","kind":"Secret","metadata":\#(metadata("keys")),"data":{"token":"c2VjcmV0"}}"#,
            #"{"apiVersion":"v1","kind":"Service","metadata":\#(metadata("service")),"#
                + #""spec":{"type":"\#(pick(["ClusterIP", "NodePort"]))","selector":{"app":"\#(pick(Self.apps))"}}}"#,
            #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":\#(metadata("role")),"#
                + #""rules":[{"apiGroups":[""],"resources":\#(resources),"verbs":\#(verbs)}]}"#,
            #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":\#(metadata("binding")),"#
                + #""roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"role-\#(index)"},"#
                + #""subjects":[{"kind":"ServiceAccount","name":"account-\#(index)","namespace":"\#(namespace)"},"#
                + #"{"kind":"User","name":"jane","apiGroup":"rbac.authorization.k8s.io"}]}"#,
        ]
    }
}
