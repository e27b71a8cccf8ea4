import Documents

/// Whether these credentials may do something, as the server says before it is tried.
public enum Access: Sendable, Hashable {
    case allowed
    case denied(reason: String)
}

extension KubernetesClient {
    /// Asks the server whether these credentials may do something (`SelfSubjectAccessReview`). Changes nothing.
    /// - Parameter namespace: nil for all namespaces.
    public func access(
        _ verb: String, _ resource: APIResource, namespace: String? = nil
    ) async throws -> Access {
        let review = Document.build { arena in
            var attributes: [(key: Value, value: Value)] = [
                (arena.string("verb"), arena.string(verb)), (arena.string("group"), arena.string(resource.group)),
                (arena.string("version"), arena.string(resource.version)),
                (arena.string("resource"), arena.string(resource.plural)),
            ]
            if let namespace { attributes.append((arena.string("namespace"), arena.string(namespace))) }
            return arena.object([
                "apiVersion": arena.string("authorization.k8s.io/v1"),
                "kind": arena.string("SelfSubjectAccessReview"),
                "spec": arena.object(["resourceAttributes": arena.object(attributes)]),
            ])
        }
        var request = APIRequest(.post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        request.body = withExtendedLifetime(review) { JSONWriter.compact.bytes(review.rootValue) }
        request.isRepeatable = true
        let status = try await document(request).root["status"]
        if status?["allowed"]?.boolean == true { return .allowed }
        return .denied(reason: status?["reason"]?.string ?? status?["evaluationError"]?.string ?? "")
    }
}
