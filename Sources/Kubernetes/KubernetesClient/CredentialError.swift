/// Why there is no credential to send a request with.
public enum CredentialError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The plugin is not installed; the kubeconfig may say how to install it.
    case pluginMissing(command: String, hint: String)
    case pluginFailed(command: String, why: String, hint: String)
    case pluginTimedOut(command: String, limit: Duration)
    case pluginNeedsTerminal(command: String)
    /// The plugin ran, and what it printed is no ExecCredential.
    case pluginAnswer(command: String, why: String)
    case tokenFile(path: String, why: String)
    case clientCertificateExpired(since: String)

    public var description: String {
        switch self {
        case .pluginMissing(let command, let hint):
            "The credential plugin \(command) of the kubeconfig is not installed. "
                + (hint.isEmpty ? "Install it, or correct its path in the kubeconfig." : hint)
        case .pluginFailed(let command, let why, let hint):
            "The credential plugin \(command) failed (\(why)).\(hint.isEmpty ? " Run it by hand to see why." : " \(hint)")"
        case .pluginTimedOut(let command, let limit):
            "The credential plugin \(command) gave no answer within \(KubernetesError.seconds(limit)). Run it by hand to "
                + "see why."
        case .pluginNeedsTerminal(let command):
            "The credential plugin \(command) wants to ask you something (interactiveMode: Always), and there is no "
                + "terminal. Run this at a terminal, or use other credentials."
        case .pluginAnswer(let command, let why):
            "The credential plugin \(command) gave no usable credential: \(why)."
        case .tokenFile(let path, let why):
            "The token file \(path) cannot be read (\(why))."
        case .clientCertificateExpired(let since):
            "The client certificate in the kubeconfig expired on \(since). Renew it (kubeadm: kubeadm certs renew), or "
                + "choose another context."
        }
    }
}
