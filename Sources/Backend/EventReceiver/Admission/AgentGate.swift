import Logging
import ReportStore

/// Lets agents in by their credential and holds what their messages claim against it.
struct AgentGate: Sendable {
    let store: ReportStore
    /// See ``EventReceiverConfiguration/admitsAccountOnlyAgents``.
    let admitsAccountOnlyAgents: Bool
    let metrics: ReceiverMetrics
    private let refusals = RefusalLedger()

    init(store: ReportStore, admitsAccountOnlyAgents: Bool, metrics: ReceiverMetrics) {
        self.store = store
        self.admitsAccountOnlyAgents = admitsAccountOnlyAgents
        self.metrics = metrics
    }

    /// Clusters that agents without a key may make in one account.
    static let mostUnprovenClusters = 500

    /// Whether a request may go on, before anything of its body is read.
    /// - Returns: the holder of the key, or nil for one that may come without.
    func admit(key: String?, _ claims: Claims, source: String, _ logger: Logger) async throws -> Sender? {
        if let key {
            guard let agent = try await store.agent(forKey: key) else {
                // A key that was valid once tells whom the try concerns.
                let former = try await store.formerAgent(forKey: key).map { Sender($0) }
                throw await refuse(
                    ReceiverError(401, "The key is unknown, expired or revoked. Enrol the cluster again."),
                    former == nil ? "agent.unknown-key" : "agent.former-key", claims, former, source: source, logger)
            }
            let sender = Sender(agent)
            try await check(claims, sender, source: source, logger)
            return sender
        }
        guard admitsAccountOnlyAgents else {
            throw await refuse(
                ReceiverError(401, "A key is needed in the header X-API-KEY. Enrol the cluster to get one."),
                "agent.no-key", claims, source: source, logger)
        }
        return nil
    }

    /// The sender of a message that was read: `admitted` if its claims agree, else whom the claims name, if agents
    /// without a key are let in.
    func sender(
        _ admitted: Sender?, _ claims: Claims, source: String, _ logger: Logger
    ) async throws -> Sender {
        if let admitted {
            try await check(claims, admitted, source: source, logger)
            return admitted
        }
        guard !claims.account.isEmpty, let account = try await store.account(claims.account) else {
            throw await refuse(
                ReceiverError(403, "There is no such account."), "agent.unknown-account", claims, source: source,
                logger)
        }
        guard !claims.cluster.isEmpty else { return Sender(account: account.id, cluster: nil, clusterName: "") }
        let known = try await store.cluster(named: claims.cluster, account: account.id)
        if let known {
            // A key that exists must be shown.
            if try await store.hasValidKey(cluster: known.id) {
                throw await refuse(
                    ReceiverError(401, "The cluster has a key, and the request does not show it."),
                    "agent.key-not-shown", claims, source: source, logger)
            }
            return Sender(account: account.id, cluster: known.id, clusterName: known.name)
        }
        guard try await store.clusters(account: account.id).count < AgentGate.mostUnprovenClusters else {
            throw ReceiverError(
                403, "The account has \(AgentGate.mostUnprovenClusters) clusters; further ones must enrol.")
        }
        let cluster = try await store.admitCluster(named: claims.cluster, account: account.id)
        return Sender(account: account.id, cluster: cluster.id, clusterName: cluster.name)
    }

    private func check(_ claims: Claims, _ sender: Sender, source: String, _ logger: Logger) async throws {
        if !claims.account.isEmpty, claims.account.lowercased() != sender.account {
            throw await refuse(
                ReceiverError(403, "The message names another account than the one of the key."),
                "agent.forged-account", claims, sender, source: source, logger)
        }
        if !claims.cluster.isEmpty, Cluster.sanitised(claims.cluster) != sender.clusterName {
            throw await refuse(
                ReceiverError(
                    403, "The key belongs to the cluster \(sender.clusterName), and the message names another one."),
                "agent.forged-cluster", claims, sender, source: source, logger)
        }
    }

    /// A token that opens nothing is as much worth knowing as a wrong key.
    func noteRefusedEnrolment(clusterName: String, source: String, _ logger: Logger) async {
        _ = await refuse(
            ReceiverError(403, "refused"), "cluster.refuse-enrolment", Claims(cluster: clusterName), source: source,
            logger)
    }

    /// A browser on another site tries to open a connection.
    func refuseOrigin(_ origin: String, _ claims: Claims, source: String, _ logger: Logger) async -> ReceiverError {
        await refuse(
            ReceiverError(403, "Browsers cannot report inventory; the request has an Origin."), "agent.foreign-origin",
            claims, source: source, logger)
    }

    /// Counts, logs and audits a refusal.
    private func refuse(
        _ error: ReceiverError, _ action: String, _ claims: Claims, _ sender: Sender? = nil, source: String,
        _ logger: Logger
    ) async -> ReceiverError {
        metrics.count(refusal: action)
        guard refusals.admits(source, at: Moment.now) else { return error }
        logger.notice("refused an agent", metadata: ["reason": "\(action)", "source": "\(source)"])
        let subject = "account \(claims.account.prefix(64)), cluster \(claims.cluster.prefix(64))"
        let event = AuditEvent(
            account: sender?.account, actor: sender?.actor ?? "unknown", action: action, subject: subject,
            source: source)
        do { try await store.audit(event) } catch {
            logger.error("the audit log cannot be written", metadata: ["error": "\(error)"])
        }
        return error
    }
}
