import Documents
import LocalCluster
import Testing

@testable import KubernetesClient

/// Tokens from files and from programs.
@Suite struct CredentialTests {
    private static let version = "client.authentication.k8s.io/v1"

    /// A plugin whose program is a shell script.
    private func plugin(
        _ script: String, in folder: TemporaryFolder, version: String = version, hint: String = "",
        timeout: Duration = .seconds(20)
    ) throws -> ExecPlugin {
        let path = try folder.write("login", "#!/bin/sh\n" + script, mode: 0o700)
        return try plugin(command: path, folder, version: version, hint: hint, timeout: timeout)
    }

    private func plugin(
        command: String, _ folder: TemporaryFolder, version: String = version, hint: String = "",
        timeout: Duration = .seconds(20)
    ) throws -> ExecPlugin {
        let exec = try Parts.object(
            #"{"apiVersion":"\#(version)","command":"\#(command)","args":["one"],"installHint":"\#(hint)","#
                + #""env":[{"name":"FOLDER","value":"\#(folder.path)"}],"interactiveMode":"Never"}"#)
        return try ExecPlugin(
            exec, user: "dev", folder: folder.path,
            cluster: Kubeconfig.Entry(node: try Parts.object("{}"), folder: folder.path),
            environment: ["PATH": "/usr/bin:/bin"], timeout: timeout)
    }

    private static func answer(_ status: String, version: String = version) -> String {
        #"echo '{"apiVersion":"\#(version)","kind":"ExecCredential","status":\#(status)}'"#
    }

    @Test func aPluginGivesATokenThatIsKept() async throws {
        let folder = try TemporaryFolder()
        let script =
            "echo run >> $FOLDER/runs; echo \"$KUBERNETES_EXEC_INFO\" > $FOLDER/info; "
            + Self.answer(#"{"token":"right"}"#)
        let plugin = try plugin(script, in: folder)
        try await Parts.with(LocalClusterConfiguration(token: "right"), credential: .exec(plugin)) { _, client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 { group.addTask { _ = try await client.version() } }
                try await group.waitForAll()
            }
        }
        #expect(folder.read("runs") == "run\n")
        #expect(
            folder.read("info")
                == #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}"#
                + "\n")
    }

    @Test func aCredentialThatIsAboutToExpireIsReplaced() async throws {
        let folder = try TemporaryFolder()
        let soon = Timestamp.text(Timestamp.now + 10)
        let script =
            "echo run >> $FOLDER/runs; "
            + Self.answer(#"{"token":"right","expirationTimestamp":"\#(soon)"}"#)
        let plugin = try plugin(script, in: folder)
        try await Parts.with(LocalClusterConfiguration(token: "right"), credential: .exec(plugin)) { _, client in
            _ = try await client.version()
            _ = try await client.version()
        }
        #expect(folder.read("runs") == "run\nrun\n")
    }

    @Test func aRejectedCredentialIsRenewedOnce() async throws {
        let folder = try TemporaryFolder()
        try folder.write("token", "old")
        let script = Self.answer(#"{"token":"'$(cat $FOLDER/token)'"}"#) + "; echo right > $FOLDER/token"
        let plugin = try plugin(script, in: folder)
        try await Parts.with(LocalClusterConfiguration(token: "right"), credential: .exec(plugin)) { cluster, client in
            _ = try await client.version()
            #expect(cluster.journal.count == 2)
        }
    }

    @Test(arguments: [
        ("echo no session >&2; exit 3", "failed (exit status 3: no session). Run it by hand to see why."),
        ("echo hello", "gave no usable credential: its output:1:1:"),
        ("echo '{}'", "gave no usable credential: it printed no object of kind ExecCredential."),
        (answer("{}"), "gave no usable credential: its status has no token."),
        (answer(#"{"clientKeyData":"k"}"#), "it gave a certificate without its key, or the reverse."),
        (answer(#"{"token":"t","expirationTimestamp":"soon"}"#), "its expirationTimestamp \"soon\" is no time."),
        (
            answer(#"{"token":"t"}"#, version: "client.authentication.k8s.io/v1beta1"),
            "it speaks client.authentication.k8s.io/v1beta1, the kubeconfig asks for client.authentication.k8s.io/v1."
        ),
        ("head -c 2000000 /dev/zero", "it printed more than 1048576 bytes"),
    ])
    func aPluginThatFailsIsNamed(script: String, words: String) async throws {
        let folder = try TemporaryFolder()
        let plugin = try plugin(script, in: folder)
        let sentence = await Parts.sentence { _ = try await plugin.run() }
        #expect(sentence.hasPrefix("The credential plugin \(folder.path)/login "))
        #expect(sentence.contains(words), "\(sentence)")
    }

    @Test func aPluginThatIsNotInstalledSaysHowToInstallIt() async throws {
        let folder = try TemporaryFolder()
        for command in ["no-such-login", "\(folder.path)/none"] {
            let plugin = try plugin(command: command, folder, hint: "Get it with apt.")
            #expect(
                await Parts.sentence { _ = try await plugin.run() }
                    == "The credential plugin \(command) of the kubeconfig is not installed. Get it with apt.")
        }
    }

    @Test func aPluginThatHangsIsEndedWithItsChildren() async throws {
        let folder = try TemporaryFolder()
        let plugin = try plugin("sleep 3600; echo late", in: folder, timeout: .milliseconds(500))
        let start = ContinuousClock.now
        #expect(
            await Parts.sentence { _ = try await plugin.run() }
                == "The credential plugin \(folder.path)/login gave no answer within 500 ms. Run it by hand to see why."
        )
        // Whoever waited for the child waits an hour; a busy machine does not.
        #expect(ContinuousClock.now - start < .seconds(1800))
    }

    @Test func theOlderInterfaceWorks() async throws {
        let folder = try TemporaryFolder()
        let version = "client.authentication.k8s.io/v1beta1"
        let plugin = try plugin(Self.answer(#"{"token":"t"}"#, version: version), in: folder, version: version)
        #expect(try await plugin.run().token == "t")
    }

    @Test func aTokenFileIsReadAgainWhenTheTokenIsRejected() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("token", "right\n")
        let configuration = LocalClusterConfiguration(token: "right")
        try await Parts.with(configuration, credential: .tokenFile(path: path)) { cluster, client in
            _ = try await client.version()
            try folder.write("token", "wrong")
            // It is still the first one that is used.
            _ = try await client.version()
            #expect(cluster.journal.count == 2)
        }
        try folder.write("token", "wrong")
        try await Parts.with(configuration, credential: .tokenFile(path: path)) { cluster, client in
            cluster.disturbances.add(ClusterDisturbance(.slow(.zero)))
            let sentence = await Parts.sentence { _ = try await client.version() }
            #expect(sentence.contains("does not accept the token in \(path) (401"))
            #expect(cluster.journal.count == 2)
        }
    }
}
