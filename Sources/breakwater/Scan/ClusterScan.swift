import ClusterSources
import Documents
import KubernetesClient
import PolicyLibrary
import PostureScan
import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A cluster that a scan has a connection to.
struct ClusterSession: Sendable {
    let client: KubernetesClient
    let survey: ClusterSurvey
    let source: ClusterSource
    /// What reports and exceptions call the cluster.
    let name: String

    /// Connects to the cluster that the flags and the environment name, and closes the connection after `body`.
    /// - Throws: ``Refusal`` in words for people; what `body` throws.
    static func with<Result>(
        _ arguments: ClusterArguments, workload: WorkloadArguments? = nil,
        _ body: (ClusterSession) async throws -> Result
    ) async throws -> Result {
        let selection = try arguments.selection()
        do {
            let wanted = try workload.map { try WorkloadName($0.name) }
            let connection = try Kubeconfig.connection(
                file: arguments.kubeconfig, context: arguments.kubeContext, environment: Console.environment)
            let limits = ClientLimits(requestsPerSecond: arguments.kubeApiQps)
            return try await KubernetesClient.with(connection, limits: limits) { client in
                let survey = try await ClusterSurvey(client, selection)
                if let problem = survey.discoveryProblem {
                    Console.complain(
                        "The server does not tell what it serves; only well-known kinds are read. \(problem)")
                }
                var object: WorkloadObject?
                if let wanted {
                    object = try await WorkloadObject(
                        wanted, namespace: workload?.namespace ?? connection.namespace, discovery: survey.discovery,
                        client: client)
                }
                let source = ClusterSource(
                    client, discovery: survey.discovery, facts: survey.facts, selection: selection, workload: object)
                return try await body(
                    ClusterSession(
                        client: client, survey: survey, source: source,
                        name: arguments.clusterName ?? connection.clusterName))
            }
        } catch let error as KubeconfigError {
            throw Refusal(error, .usage)
        } catch let error as KubernetesError {
            throw Refusal(error, .incomplete)
        } catch let error as CredentialError {
            throw Refusal(error, .incomplete)
        } catch let error as ClusterSourceError {
            throw Refusal(error, error.isUsage ? .usage : .incomplete)
        }
    }

    /// Takes the control inputs that the cluster keeps for all scans: the object `default` of
    /// `controlinputs.kubescape.io`, where there is one. One that may not be read degrades the scan.
    func addControlInputs(to policies: inout PolicyInputs) async throws {
        let name = "default"
        let resource = survey.discovery.resources.first {
            ControlInputs.isClusterObject(apiVersion: $0.apiVersion, kind: $0.kind, name: name)
        }
        guard let resource else { return }
        let what = "the object \(name) of \(resource.qualifiedName)"
        do {
            let document = try await client.get(resource, name: name)
            if let inputs = ControlInputs(document.root) {
                policies.use(clusterInputs: inputs, from: what)
            } else {
                policies.degrade(.controlInputs, "\(what) does not map names to lists of texts, so it is not used")
            }
        } catch KubernetesError.notFound {
            // Nobody set anything.
        } catch let error as KubernetesError {
            policies.degrade(.controlInputs, "\(what) could not be read: \(error)")
        }
    }

    /// Which controls make sense here.
    var context: ScanContext { .cluster(cloud: survey.facts.cloud?.uppercased()) }

    /// What reports say about the cluster.
    var reported: ReportMetadata.Cluster {
        ReportMetadata.Cluster(
            name: name, contextName: client.connection.contextName ?? "", provider: survey.facts.cloud ?? "",
            serverVersion: survey.facts.version.document.root, workerNodes: survey.facts.workerNodes ?? 0)
    }
}

/// A workload as the command line names it.
struct WorkloadArguments: Sendable {
    let name: String
    let namespace: String?
}
