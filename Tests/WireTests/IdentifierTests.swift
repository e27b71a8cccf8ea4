import Testing

@testable import Wire

struct IdentifierTests {
    @Test(
        "A workload id is read and written",
        arguments: [
            ("wlid://cluster-minikube", "minikube", "", "", "", "wlid://cluster-minikube"),
            ("wlid://cluster-minikube/", "minikube", "", "", "", "wlid://cluster-minikube"),
            ("wlid://cluster-c1/namespace-default", "c1", "default", "", "", "wlid://cluster-c1/namespace-default"),
            ("wlid://cluster-c1/namespace-default/", "c1", "default", "", "", "wlid://cluster-c1/namespace-default"),
            (
                "wlid://cluster-minikube/namespace-default/deployment-nginx", "minikube", "default", "Deployment",
                "nginx",
                "wlid://cluster-minikube/namespace-default/deployment-nginx"
            ),
            (
                "wlid://cluster-c/namespace-n/Deployment-web-1", "c", "n", "Deployment", "web-1",
                "wlid://cluster-c/namespace-n/deployment-web-1"
            ),
            (
                "wlid://cluster-c/namespace-n/deployment-service", "c", "n", "Deployment", "service",
                "wlid://cluster-c/namespace-n/deployment-service"
            ),
            (
                "wlid://cluster-c/namespace-n/cronjob-ks-scheduled-scan-nsa-1", "c", "n", "CronJob",
                "ks-scheduled-scan-nsa-1", "wlid://cluster-c/namespace-n/cronjob-ks-scheduled-scan-nsa-1"
            ),
            (
                "wlid://cluster-c/namespace-n/rollout-web", "c", "n", "rollout", "web",
                "wlid://cluster-c/namespace-n/rollout-web"
            ),
        ])
    func workloadID(
        _ text: String, _ cluster: String, _ namespace: String, _ kind: String, _ name: String, _ out: String
    )
        throws
    {
        let id = try WorkloadID(text)
        #expect(id.cluster == cluster)
        #expect(id.namespace == namespace)
        #expect(id.kind == kind)
        #expect(id.name == name)
        #expect(id.description == out)
        #expect(id.isWorkload == !name.isEmpty)
    }

    @Test(
        "What is no workload id is refused",
        arguments: [
            "", "wlid://", "wlid://cluster-", "wlid://cluster-a b", "wlid://cluster-a//deployment-x",
            "wlid://cluster-a/namespace-b/deployment", "wlid://cluster-a/namespace-b/deployment-",
            "wlid://cluster-a/namespace-b/-x", "wlid://cluster-a/namespace-b/deployment-x/y",
            "wlid://cluster-a/namespace-",
            "wlid://cluster-a\u{0}", "wlid://cluster-" + String(repeating: "x", count: 3000),
        ])
    func badWorkloadID(_ text: String) {
        #expect(throws: WireError.self) { try WorkloadID(text) }
    }

    @Test("Making an id stops before the first empty part; dashes leave the kind")
    func generation() {
        #expect(WorkloadID(cluster: "c").description == "wlid://cluster-c")
        #expect(WorkloadID(cluster: "c", kind: "Pod", name: "p").description == "wlid://cluster-c")
        #expect(WorkloadID(cluster: "c", namespace: "n", name: "x").description == "wlid://cluster-c/namespace-n")
        #expect(
            WorkloadID(cluster: "c", namespace: "n", kind: "Custom-Kind", name: "x").description
                == "wlid://cluster-c/namespace-n/customkind-x")
    }

    @Test("A secret id is read and written")
    func secretID() throws {
        for id in ["sid://cluster-c/namespace-n/secret-s", "sid://cluster-c/namespace-n/secret-s/subsecret-k"] {
            #expect(try SecretID(id).description == id)
        }
        #expect(throws: WireError.self) { try SecretID("sid://cluster-c/secret-s") }
    }

    @Test(
        "Cluster names are made fit for ids",
        arguments: [
            ("minikube", "minikube"), ("arn:aws:eks:eu-1:42:cluster/Prod", "arn-aws-eks-eu-1-42-cluster-prod"),
            ("a--b", "a-b"), ("Ä", "-"), ("gke_x_y", "gke_x_y"), ("", ""),
        ])
    func clusterName(_ name: String, _ sanitized: String) {
        #expect(ClusterName.sanitized(name) == sanitized)
        #expect(ClusterName.sanitized(sanitized) == sanitized)
    }

    @Test("UUIDs are read in any case, written in lower case, and made with version and variant")
    func uniqueID() throws {
        let id = try #require(UniqueID("3F0C2A91-7b1d-4e55-9c3e-0123456789ab"))
        #expect(id.description == "3f0c2a91-7b1d-4e55-9c3e-0123456789ab")
        #expect(UniqueID(id.description) == id)
        #expect(UniqueID("3f0c2a917b1d4e559c3e0123456789ab") == nil)
        #expect(UniqueID("3f0c2a91-7b1d-4e55-9c3e-0123456789ag") == nil)
        #expect(UniqueID("") == nil)
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<100 {
            let text = Array(UniqueID.random(using: &generator).description)
            #expect(text[14] == "4")
            #expect("89ab".contains(text[19]))
            #expect(UniqueID(String(text)) != nil)
        }
        #expect(UniqueID.random() != UniqueID.random())
    }

    @Test("Image ids of pods become digests and references")
    func imageDigest() {
        let hex = String(repeating: "0a", count: 32)
        #expect(ImageDigest(imageID: "docker-pullable://nginx@sha256:\(hex)")?.hex == hex)
        #expect(ImageDigest(imageID: "sha256:\(hex)")?.description == "sha256:\(hex)")
        #expect(ImageDigest.reference(imageID: "docker-pullable://nginx@sha256:\(hex)") == "nginx@sha256:\(hex)")
        #expect(
            ImageDigest.reference(imageID: "docker.io/library/nginx@sha256:\(hex)")
                == "docker.io/library/nginx@sha256:\(hex)")
        #expect(ImageDigest.reference(imageID: "sha256:\(hex)") == nil)
        #expect(ImageDigest("sha256:\(hex.dropLast())") == nil)
        #expect(ImageDigest("sha256:../../etc/passwd") == nil)
        #expect(ImageDigest("sha256:" + hex.uppercased()) == nil)
        #expect(ImageDigest("md5:\(hex)") == nil)
    }

    @Test("A designator is read, written and flattened")
    func designator() throws {
        let json =
            #"{"designatorType":"Attributes","wlid":"","wildwlid":"","sid":"","attributes":{"cluster":"c1","namespace":"default"}}"#
        let designator = try Designator(MessageFields(tree(json)))
        #expect(designator.attributes == ["cluster": "c1", "namespace": "default"])
        var writer = MessageWriter()
        designator.write(to: &writer)
        #expect(
            text(writer.bytes)
                == #"{"designatorType":"Attributes","attributes":{"cluster":"c1","namespace":"default"}}"#)
        #expect(designator.context.map(\.attribute) == ["cluster", "namespace"])
        #expect(designator.context[0].source == "designators.attributes")
        var empty = MessageWriter()
        Designator(attributes: [:]).write(to: &empty)
        #expect(text(empty.bytes) == #"{"designatorType":"Attributes","attributes":null}"#)
    }

    @Test(
        "Times are read and written as Go does",
        arguments: [
            ("2022-09-01T10:00:00Z", "2022-09-01T10:00:00Z"),
            ("2022-09-01T10:00:00.123456789Z", "2022-09-01T10:00:00.123456789Z"),
            ("2022-09-01T10:00:00.500Z", "2022-09-01T10:00:00.5Z"),
            ("2022-09-01T12:30:00+02:30", "2022-09-01T10:00:00Z"),
            ("2022-03-31T08:57:58.048014", "2022-03-31T08:57:58.048014Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
            ("1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59.9Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ])
    func timestamps(_ input: String, _ output: String) throws {
        #expect(try #require(Timestamp(input)).description == output)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "2022", "2022-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2022-09-01T10:00:00.Z", "x",
            "2022-09-01T24:00:00Z",
        ])
    func badTimestamps(_ input: String) { #expect(Timestamp(input) == nil) }

    @Test("Seconds since 1970 are those of the calendar")
    func seconds() {
        #expect(Timestamp("1970-01-01T00:00:00Z")?.seconds == 0)
        #expect(Timestamp("2022-09-01T10:00:00Z")?.seconds == 1_662_026_400)
        #expect(Timestamp("0001-01-01T00:00:00Z") == .zero)
    }
}
