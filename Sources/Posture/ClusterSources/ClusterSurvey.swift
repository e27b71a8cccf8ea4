import Documents
public import KubernetesClient

/// The first look at a cluster: what it is, what it serves, and whether the chosen namespaces are there.
public struct ClusterSurvey: Sendable {
    public let facts: ClusterFacts
    public let discovery: Discovery
    /// Why the well-known kinds are assumed instead of what the server tells; nil when it told.
    public let discoveryProblem: String?

    /// - Throws: ``KubernetesError``, ``CredentialError``, ``ClusterSourceError`` for namespaces that are not there.
    public init(_ client: KubernetesClient, _ selection: ObjectSelection) async throws {
        facts = try await ClusterFacts(reading: client)
        do {
            discovery = try await client.discover()
            discoveryProblem = nil
        } catch let error as KubernetesError {
            guard case .forbidden = error else { throw error }
            discovery = Discovery(resources: CommonKinds.resources)
            discoveryProblem = "\(error)"
        }
        try await ClusterSurvey.check(selection.includedNamespaces, client)
    }

    /// A name with a slip of the hand in it must not make a green scan.
    private static func check(_ names: [String], _ client: KubernetesClient) async throws {
        let namespaces = APIResource(
            group: "", version: "v1", plural: "namespaces", kind: "Namespace", isNamespaced: false)
        var unknown: [String] = []
        for name in names {
            do {
                _ = try await client.get(namespaces, name: name)
            } catch KubernetesError.notFound {
                unknown.append(name)
            } catch KubernetesError.forbidden {
                // Who may see into a namespace need not be allowed to see the namespace itself.
            }
        }
        guard !unknown.isEmpty else { return }
        var known: [String] = []
        var pager = client.list(namespaces)
        do {
            while known.count < 1000, let page = try await pager.next() {
                known += page.objects.compactMap { $0["metadata"]?["name"]?.string }
            }
        } catch is KubernetesError {
            // The names would only have been a help.
        }
        throw ClusterSourceError.unknownNamespaces(unknown, known: known)
    }
}
