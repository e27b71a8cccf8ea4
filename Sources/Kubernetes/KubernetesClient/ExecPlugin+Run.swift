import Documents
import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a plugin gave: a token, a certificate or both, perhaps for a limited time.
struct ExecCredential: Sendable {
    var token: String?
    var identity: ClientIdentity?
    /// Seconds since 1970; nil for as long as the process lives.
    var expiry: Int?
}

extension ExecPlugin {
    /// Bytes that a plugin may print.
    private static let outputLimit = 1 << 20

    /// Runs the program, whose input and error output are the terminal's when it may talk to a person.
    func run() async throws -> ExecCredential {
        let hasTerminal = isatty(STDIN_FILENO) == 1
        let isInteractive = interaction != .never && hasTerminal
        if interaction == .always && !hasTerminal { throw CredentialError.pluginNeedsTerminal(command: command) }
        var environment = environment
        environment["KUBERNETES_EXEC_INFO"] = info(isInteractive: isInteractive)
        let program = command.contains("/") ? Executable.path(FilePath(command)) : Executable.name(command)
        let variables = Environment.custom(
            Dictionary(
                uniqueKeysWithValues: environment.compactMap { name, value in
                    Environment.Key(rawValue: name).map { ($0, value) }
                }))
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
        do {
            let ended: (status: TerminationStatus, output: String, complaint: String) = try await withDeadline {
                [options] in
                if isInteractive {
                    let result = try await Subprocess.run(
                        program, arguments: Arguments(arguments), environment: variables, platformOptions: options,
                        input: .currentStandardInput, output: .string(limit: ExecPlugin.outputLimit),
                        error: .currentStandardError)
                    return (result.terminationStatus, result.standardOutput, "")
                }
                let result = try await Subprocess.run(
                    program, arguments: Arguments(arguments), environment: variables, platformOptions: options,
                    input: .none, output: .string(limit: ExecPlugin.outputLimit),
                    error: .string(limit: ExecPlugin.outputLimit))
                return (result.terminationStatus, result.standardOutput, result.standardError)
            }
            guard ended.status.isSuccess else {
                throw CredentialError.pluginFailed(
                    command: command, why: ExecPlugin.reason(ended.status, ended.complaint), hint: installHint)
            }
            return try credential(ended.output)
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            switch error.code {
            case .executableNotFound: throw CredentialError.pluginMissing(command: command, hint: installHint)
            case .outputLimitExceeded:
                throw CredentialError.pluginAnswer(
                    command: command, why: "it printed more than \(ExecPlugin.outputLimit) bytes")
            default:
                throw CredentialError.pluginFailed(command: command, why: "\(error)", hint: installHint)
            }
        }
    }

    private func withDeadline<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw CredentialError.pluginTimedOut(command: command, limit: timeout)
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    private static func reason(_ status: TerminationStatus, _ complaint: String) -> String {
        let words = complaint.split(whereSeparator: \.isNewline).prefix(3).joined(separator: "; ").prefix(300)
        let how =
            switch status {
            case .exited(let code): "exit status \(code)"
            case .signaled(let signal): "ended by signal \(signal)"
            }
        return words.isEmpty ? how : "\(how): \(words)"
    }

    /// The ExecCredential that a program printed.
    func credential(_ output: String) throws -> ExecCredential {
        func refuse(_ why: String) -> CredentialError { CredentialError.pluginAnswer(command: command, why: why) }
        let root: Node
        do {
            root = try JSONParser.parse(SourceBytes(output), name: "its output").root
        } catch {
            throw refuse("\(error)")
        }
        guard root["kind"]?.string == "ExecCredential" else {
            throw refuse("it printed no object of kind ExecCredential")
        }
        let version = root["apiVersion"]?.string ?? ""
        guard version == apiVersion else {
            throw refuse("it speaks \(version.isEmpty ? "no version" : version), the kubeconfig asks for \(apiVersion)")
        }
        let status = root["status"]
        var credential = ExecCredential()
        credential.token = status?["token"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let certificate = status?["clientCertificateData"]?.string ?? ""
        let key = status?["clientKeyData"]?.string ?? ""
        if certificate.isEmpty != key.isEmpty { throw refuse("it gave a certificate without its key, or the reverse") }
        if !certificate.isEmpty {
            credential.identity = ClientIdentity(certificate: Array(certificate.utf8), key: Array(key.utf8))
        }
        if credential.token == nil && credential.identity == nil { throw refuse("its status has no token") }
        if let text = status?["expirationTimestamp"]?.string {
            guard let expiry = Timestamp.seconds(text) else {
                throw refuse("its expirationTimestamp \"\(text)\" is no time")
            }
            credential.expiry = expiry
        }
        return credential
    }
}
