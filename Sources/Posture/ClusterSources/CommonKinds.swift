import KubernetesClient

/// The kinds of every cluster: what they are where discovery is not allowed, and which group a bare name means.
enum CommonKinds {
    /// In the versions of servers from 1.25 on.
    static let resources: [APIResource] = rows.flatMap { group, version, kinds in
        kinds.map { plural, kind, isNamespaced in
            APIResource(group: group, version: version, plural: plural, kind: kind, isNamespaced: isNamespaced)
        }
    }

    /// The group of a kind or plural in small letters.
    static func group(of name: String) -> String? {
        resources.first { $0.plural == name || $0.singular == name }?.group
    }

    private typealias Row = (
        group: String, version: String, kinds: [(plural: String, kind: String, isNamespaced: Bool)]
    )

    private static let rows: [Row] = [
        (
            "", "v1",
            [
                ("configmaps", "ConfigMap", true), ("endpoints", "Endpoints", true), ("namespaces", "Namespace", false),
                ("nodes", "Node", false), ("persistentvolumeclaims", "PersistentVolumeClaim", true),
                ("persistentvolumes", "PersistentVolume", false), ("pods", "Pod", true),
                ("podtemplates", "PodTemplate", true), ("replicationcontrollers", "ReplicationController", true),
                ("secrets", "Secret", true), ("serviceaccounts", "ServiceAccount", true), ("services", "Service", true),
            ]
        ),
        (
            "admissionregistration.k8s.io", "v1",
            [
                ("mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false),
                ("validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false),
            ]
        ),
        ("apiregistration.k8s.io", "v1", [("apiservices", "APIService", false)]),
        (
            "apps", "v1",
            [
                ("daemonsets", "DaemonSet", true), ("deployments", "Deployment", true),
                ("replicasets", "ReplicaSet", true), ("statefulsets", "StatefulSet", true),
            ]
        ),
        ("autoscaling", "v2", [("horizontalpodautoscalers", "HorizontalPodAutoscaler", true)]),
        ("batch", "v1", [("cronjobs", "CronJob", true), ("jobs", "Job", true)]),
        ("coordination.k8s.io", "v1", [("leases", "Lease", true)]),
        ("discovery.k8s.io", "v1", [("endpointslices", "EndpointSlice", true)]),
        (
            "networking.k8s.io", "v1",
            [("ingresses", "Ingress", true), ("networkpolicies", "NetworkPolicy", true)]
        ),
        ("policy", "v1", [("poddisruptionbudgets", "PodDisruptionBudget", true)]),
        (
            "rbac.authorization.k8s.io", "v1",
            [
                ("clusterrolebindings", "ClusterRoleBinding", false), ("clusterroles", "ClusterRole", false),
                ("rolebindings", "RoleBinding", true), ("roles", "Role", true),
            ]
        ),
        (
            "storage.k8s.io", "v1",
            [("csistoragecapacities", "CSIStorageCapacity", true), ("storageclasses", "StorageClass", false)]
        ),
    ]

    /// Kinds that run containers.
    static let workloads: Set<String> = [
        "pods", "replicationcontrollers", "podtemplates", "daemonsets", "deployments", "replicasets", "statefulsets",
        "cronjobs", "jobs",
    ]
}
