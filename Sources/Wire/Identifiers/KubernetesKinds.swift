/// The built-in kinds of Kubernetes, to restore the case that workload ids lose.
///
/// Kinds of custom resources are not here: whoever has a connection resolves them by discovery.
public enum KubernetesKinds {
    /// The kind in its own case, or `kind` unchanged when it is not built in.
    public static func canonical(_ kind: String) -> String { byLowerCase[asciiLowercased(kind)] ?? kind }

    private static let byLowerCase = Dictionary(uniqueKeysWithValues: all.map { (asciiLowercased($0), $0) })

    private static let all = [
        "APIService", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding", "ConfigMap",
        "ControllerRevision", "CronJob", "CSIDriver", "CSINode", "CSIStorageCapacity", "CustomResourceDefinition",
        "DaemonSet", "Deployment", "Endpoints", "EndpointSlice", "Event", "FlowSchema", "HorizontalPodAutoscaler",
        "Ingress", "IngressClass", "IPAddress", "Job", "Lease", "LimitRange", "MutatingWebhookConfiguration",
        "Namespace", "NetworkPolicy", "Node", "PersistentVolume", "PersistentVolumeClaim", "Pod",
        "PodDisruptionBudget", "PodSecurityPolicy", "PodTemplate", "PriorityClass", "PriorityLevelConfiguration",
        "ReplicaSet", "ReplicationController", "ResourceQuota", "Role", "RoleBinding", "RuntimeClass", "Secret",
        "Service", "ServiceAccount", "ServiceCIDR", "StatefulSet", "StorageClass", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment",
    ]
}
