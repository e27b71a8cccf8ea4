import ArgumentParser
import Documents
import LocalCluster
import ManifestSources

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An API server on loopback for tests and measurements, loaded from manifests or with made-up pods.
@main
struct LocalClusterTool: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "local-cluster", abstract: "Serve manifests as a Kubernetes API server on loopback, until killed.")

    @Option(help: "Load the objects in this file or folder.")
    var manifests: String?

    @Option(help: "Serve so many made-up pods, made when they are asked for.")
    var pods = 0

    @Option(help: "Write a kubeconfig here once it listens.")
    var kubeconfig: String?

    @Option(help: "The port; 0 for any that is free.")
    var port = 0

    @Option(help: "The minor version that it claims; before 26 there is no aggregated discovery.")
    var minor = 30

    @Option(help: "The token that requests must carry.")
    var token: String?

    @Option(help: "Refuse this resource (403). May be repeated.")
    var forbid: [String] = []

    @Option(help: "Answer to every request with a web page of this status.")
    var webPage: Int?

    @Option(help: "End the process at so many requests, in the middle of the answer.")
    var dieAt: Int?

    func run() async throws {
        let store = ObjectStore()
        if let manifests {
            let set = try await ManifestReader(workers: 1).read([manifests])
            for object in set.objects { store.put(object.node) }
        }
        if pods > 0, let resource = ServedResource.builtIn.first(where: { $0.plural == "pods" }) {
            store.serve(GeneratedObjects(resource, count: pods, object: SamplePod.bytes))
        }
        let cluster = LocalCluster(
            LocalClusterConfiguration(port: port, minor: minor, hasAggregatedDiscovery: minor >= 26, token: token),
            store: store)
        for resource in forbid { cluster.disturbances.add(ClusterDisturbance(.forbidden, on: resource)) }
        if let webPage { cluster.disturbances.add(ClusterDisturbance(.webPage(status: webPage))) }
        if let dieAt {
            cluster.disturbances.add(ClusterDisturbance(.endProcess, skip: dieAt, count: 1))
        }
        try await cluster.run { [kubeconfig] in
            guard let kubeconfig, let text = cluster.kubeconfig else { return }
            // Whole at once, since others wait for the file.
            let temporary = "\(kubeconfig).new"
            guard let file = fopen(temporary, "w") else { return }
            fputs(text, file)
            fclose(file)
            rename(temporary, kubeconfig)
        }
    }
}

/// A pod as clusters have it, about four thousand bytes of JSON, with things that controls find.
enum SamplePod {
    static let bytes: @Sendable (Int) -> [UInt8] = { index in
        let name = "service-\(index / 10)-\(index % 10)"
        let isPrivileged = index % 7 == 0
        let container = { (number: Int) in
            #"{"name":"c\#(number)","image":"registry.example.com/team-\#(index % 40)/service-\#(index / 10):1.\#(index % 9).2","#
                + #""ports":[{"containerPort":8080,"protocol":"TCP"}],"env":[{"name":"LEVEL","value":"info"},"#
                + #"{"name":"DB_HOST","value":"db.shop.svc"}],"resources":{"limits":{"cpu":"500m","memory":"256Mi"},"#
                + #""requests":{"cpu":"100m","memory":"128Mi"}},"volumeMounts":[{"name":"config","mountPath":"/etc/app"},"#
                + #"{"name":"token","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],"#
                + #""livenessProbe":{"httpGet":{"path":"/live","port":8080,"scheme":"HTTP"},"periodSeconds":10},"#
                + #""terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","#
                + #""imagePullPolicy":"IfNotPresent","securityContext":{"privileged":\#(isPrivileged),"#
                + #""allowPrivilegeEscalation":false,"runAsNonRoot":\#(index % 3 == 0),"capabilities":{"drop":["ALL"]}}}"#
        }
        let uid = String(repeating: "0", count: 12 - "\(index)".count) + "\(index)"
        return Array(
            (#"{"metadata":{"name":"\#(name)","namespace":"team-\#(index % 40)","uid":"00000000-0000-4000-8000-\#(uid)","#
                + #""resourceVersion":"\#(1000 + index)","creationTimestamp":"2026-01-01T00:00:00Z","labels":{"app":"\#(name)","#
                + #""team":"team-\#(index % 40)","app.kubernetes.io/version":"1.\#(index % 9).2"},"annotations":{"#
                + #""prometheus.io/scrape":"true","prometheus.io/port":"8080"},"managedFields":[{"manager":"kubelet","#
                + #""operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":"#
                + #"{"f:status":{"f:conditions":{"k:{\"type\":\"Ready\"}":{".":{},"f:status":{},"f:type":{}}},"f:phase":{}}}}]},"#
                + #""spec":{"volumes":[{"name":"config","configMap":{"name":"\#(name)","defaultMode":420}},{"name":"token","#
                + #""projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}}],"#
                + #""defaultMode":420}}],"containers":[\#(container(0)),\#(container(1))],"restartPolicy":"Always","#
                + #""terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"default","#
                + #""nodeName":"node-\#(index % 100)","securityContext":{},"schedulerName":"default-scheduler","tolerations":["#
                + #"{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"#
                + #""priority":0,"enableServiceLinks":true},"status":{"phase":"Running","conditions":[{"type":"Ready","#
                + #""status":"True","lastProbeTime":null,"lastTransitionTime":"2026-01-01T00:00:00Z"}],"#
                + #""hostIP":"10.0.0.\#(index % 250)","podIP":"10.1.\#(index / 250 % 250).\#(index % 250)","#
                + #""startTime":"2026-01-01T00:00:00Z","qosClass":"Burstable"}}"#).utf8)
    }
}
