/// A resource that a local cluster serves.
public struct ServedResource: Sendable, Hashable {
    /// Empty for the core group.
    public let group: String
    public let version: String
    public let plural: String
    public let kind: String
    public let isNamespaced: Bool
    public let shortNames: [String]

    public init(
        group: String, version: String, plural: String, kind: String, isNamespaced: Bool = true,
        shortNames: [String] = []
    ) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.isNamespaced = isNamespaced
        self.shortNames = shortNames
    }

    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// What every cluster of today serves, as far as scans, schedules and inventories look at it.
    public static let builtIn: [ServedResource] = {
        let rows:
            [(group: String, version: String, [(plural: String, kind: String, scope: Character, short: String)])] = [
                (
                    "", "v1",
                    [
                        ("configmaps", "ConfigMap", "n", "cm"), ("endpoints", "Endpoints", "n", "ep"),
                        ("events", "Event", "n", "ev"), ("limitranges", "LimitRange", "n", "limits"),
                        ("namespaces", "Namespace", "c", "ns"), ("nodes", "Node", "c", "no"),
                        ("persistentvolumeclaims", "PersistentVolumeClaim", "n", "pvc"),
                        ("persistentvolumes", "PersistentVolume", "c", "pv"), ("pods", "Pod", "n", "po"),
                        ("podtemplates", "PodTemplate", "n", ""),
                        ("replicationcontrollers", "ReplicationController", "n", "rc"),
                        ("resourcequotas", "ResourceQuota", "n", "quota"), ("secrets", "Secret", "n", ""),
                        ("serviceaccounts", "ServiceAccount", "n", "sa"), ("services", "Service", "n", "svc"),
                    ]
                ),
                (
                    "admissionregistration.k8s.io", "v1",
                    [
                        ("mutatingwebhookconfigurations", "MutatingWebhookConfiguration", "c", ""),
                        ("validatingadmissionpolicies", "ValidatingAdmissionPolicy", "c", ""),
                        ("validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", "c", ""),
                        ("validatingwebhookconfigurations", "ValidatingWebhookConfiguration", "c", ""),
                    ]
                ),
                (
                    "apiextensions.k8s.io", "v1",
                    [("customresourcedefinitions", "CustomResourceDefinition", "c", "crd")]
                ),
                ("apiregistration.k8s.io", "v1", [("apiservices", "APIService", "c", "")]),
                (
                    "apps", "v1",
                    [
                        ("controllerrevisions", "ControllerRevision", "n", ""), ("daemonsets", "DaemonSet", "n", "ds"),
                        ("deployments", "Deployment", "n", "deploy"), ("replicasets", "ReplicaSet", "n", "rs"),
                        ("statefulsets", "StatefulSet", "n", "sts"),
                    ]
                ),
                ("autoscaling", "v2", [("horizontalpodautoscalers", "HorizontalPodAutoscaler", "n", "hpa")]),
                ("autoscaling", "v1", [("horizontalpodautoscalers", "HorizontalPodAutoscaler", "n", "hpa")]),
                ("batch", "v1", [("cronjobs", "CronJob", "n", "cj"), ("jobs", "Job", "n", "")]),
                ("coordination.k8s.io", "v1", [("leases", "Lease", "n", "")]),
                ("discovery.k8s.io", "v1", [("endpointslices", "EndpointSlice", "n", "")]),
                (
                    "networking.k8s.io", "v1",
                    [
                        ("ingressclasses", "IngressClass", "c", ""), ("ingresses", "Ingress", "n", "ing"),
                        ("networkpolicies", "NetworkPolicy", "n", "netpol"),
                    ]
                ),
                ("policy", "v1", [("poddisruptionbudgets", "PodDisruptionBudget", "n", "pdb")]),
                (
                    "rbac.authorization.k8s.io", "v1",
                    [
                        ("clusterrolebindings", "ClusterRoleBinding", "c", ""),
                        ("clusterroles", "ClusterRole", "c", ""),
                        ("rolebindings", "RoleBinding", "n", ""), ("roles", "Role", "n", ""),
                    ]
                ),
                ("scheduling.k8s.io", "v1", [("priorityclasses", "PriorityClass", "c", "pc")]),
                (
                    "storage.k8s.io", "v1",
                    [
                        ("csistoragecapacities", "CSIStorageCapacity", "n", ""),
                        ("storageclasses", "StorageClass", "c", "sc"),
                    ]
                ),
            ]
        return rows.flatMap { group, version, kinds in
            kinds.map { plural, kind, scope, short in
                ServedResource(
                    group: group, version: version, plural: plural, kind: kind, isNamespaced: scope == "n",
                    shortNames: short.isEmpty ? [] : [short])
            }
        }
    }()

    /// Custom resources as their definitions would name them.
    init(custom kind: String, group: String, version: String, isNamespaced: Bool) {
        var plural = kind.lowercased()
        if plural.hasSuffix("y"), let before = plural.dropLast().last, !"aeiou".contains(before) {
            plural = plural.dropLast() + "ies"
        } else if plural.hasSuffix("s") || plural.hasSuffix("x") || plural.hasSuffix("ch") || plural.hasSuffix("sh") {
            plural += "es"
        } else {
            plural += "s"
        }
        self.init(group: group, version: version, plural: plural, kind: kind, isNamespaced: isNamespaced)
    }
}
