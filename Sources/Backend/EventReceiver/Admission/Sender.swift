import ReportStore

/// Who sends, as far as it is proven.
struct Sender: Sendable, Hashable {
    let account: String
    /// Nil only for agents without a key whose message names no cluster.
    let cluster: Int64?
    /// Empty when `cluster` is nil.
    let clusterName: String

    init(_ agent: AgentIdentity) {
        account = agent.account
        cluster = agent.cluster
        clusterName = agent.clusterName
    }

    init(account: String, cluster: Int64?, clusterName: String) {
        self.account = account
        self.cluster = cluster
        self.clusterName = clusterName
    }

    /// How the audit log calls it.
    var actor: String { clusterName.isEmpty ? "account:\(account)" : "cluster:\(clusterName)" }
}

/// What a message says about its sender. Claims are compared with the credential, never believed.
struct Claims: Sendable {
    /// Empty when the message does not say.
    var account = ""
    var cluster = ""

    /// What these claims leave open is taken from others; nil when the two contradict each other.
    func completed(by other: Claims) -> Claims? {
        guard account.isEmpty || other.account.isEmpty || account.lowercased() == other.account.lowercased(),
            cluster.isEmpty || other.cluster.isEmpty
                || Cluster.sanitised(cluster) == Cluster.sanitised(other.cluster)
        else { return nil }
        return Claims(
            account: account.isEmpty ? other.account : account, cluster: cluster.isEmpty ? other.cluster : cluster)
    }
}
