import Documents
import PolicyLibrary

/// Exceptions among the objects of a scan: annotations of scanned objects, and objects that are exceptions.
struct ExceptionObjects {
    /// `SecurityException` and `ClusterSecurityException`.
    private(set) var policies: [ExceptionPolicy] = []
    /// Exceptions by annotation, with the place of the object.
    private(set) var annotations: [(place: Int, policy: ExceptionPolicy)] = []
    /// What selectors of namespaces choose from.
    private(set) var namespaces: [ExceptionMatcher.Namespace] = []
    /// What could not be understood, in sentences.
    private(set) var problems: [String] = []

    /// - Parameter honorsAnnotations: off for clusters unless asked for, where whoever may write an object could hide
    ///   what is wrong with it.
    init(_ resources: ResourceList, honorsAnnotations: Bool) {
        for (place, resource) in resources.enumerated() { add(resource, place, honorsAnnotations) }
        // Objects come in any order from a cluster, and what is said about them must not.
        policies.sort { ($0.origin.description, $0.name) < ($1.origin.description, $1.name) }
        annotations.sort {
            ($0.policy.name, resources[$0.place].id, $0.place) < ($1.policy.name, resources[$1.place].id, $1.place)
        }
        problems.sort()
    }

    private mutating func add(_ resource: Resource, _ place: Int, _ honorsAnnotations: Bool) {
        if resource.group == "kubescape.io", ["SecurityException", "ClusterSecurityException"].contains(resource.kind) {
            do throws(FieldError) {
                if let policy = try ExceptionPolicy(object: resource.node, kind: resource.kind) {
                    policies.append(policy)
                }
            } catch {
                problems.append("\(resource.kind) \(resource.name): \(error). It is not applied.")
            }
        }
        if resource.kind == "Namespace" && resource.apiVersion == "v1" {
            namespaces.append(ExceptionMatcher.Namespace(name: resource.name, labels: resource.labels))
        }
        guard honorsAnnotations else { return }
        let annotations = resource.annotations
        guard let list = annotations["kubescape.io/skip-controls"] else { return }
        let ids = list.split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
        guard !ids.isEmpty else { return }
        let name = "\(resource.kind) \(resource.name)"
        var expiration: Timestamp?
        if let text = annotations["kubescape.io/skip-expiry"], !text.isEmpty {
            guard let time = Timestamp(text) else {
                problems.append(
                    "\(name): the annotation kubescape.io/skip-expiry is \"\(text)\", which is no date such as "
                        + "2026-12-31 or 2026-12-31T12:00:00Z. Its kubescape.io/skip-controls is not applied.")
                return
            }
            expiration = time
        }
        self.annotations.append(
            (
                place,
                ExceptionPolicy(
                    name: "annotation of \(name)", reason: annotations["kubescape.io/skip-reason"] ?? "",
                    expiration: expiration, targets: ids.map { ExceptionPolicy.Target(controlID: $0) },
                    origin: .annotation)
            ))
    }
}
