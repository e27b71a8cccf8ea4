import LocalCluster
import NIOSSL
import Subprocess
import SystemPackage
import Testing

@testable import KubernetesClient

/// Encrypted connections with certificates made by OpenSSL.
@Suite struct TLSTests {
    private func sentence(
        days: Int = 10, names: String = "IP:127.0.0.1,DNS:localhost", trusted: Bool = true, serverName: String? = nil,
        isInsecure: Bool = false
    ) async throws -> String {
        let folder = try TemporaryFolder()
        let certificates = try await TestCertificates(in: folder, days: days, names: names)
        let other = try TemporaryFolder()
        let stranger = try await TestCertificates(in: other, days: 10, names: "DNS:other")
        let configuration = LocalClusterConfiguration(tls: try certificates.serverConfiguration())
        return try await LocalCluster(configuration, store: try Parts.store(pods: 3)).serve { cluster in
            guard let server = ServerAddress(cluster.address ?? "") else { throw Parts.Missing() }
            let connection = ClusterConnection(
                server: server, certificateAuthority: Array((trusted ? certificates : stranger).authority.utf8),
                isInsecure: isInsecure, tlsServerName: serverName, clusterName: "local")
            let text = await Parts.sentence {
                try await KubernetesClient.with(connection, limits: Parts.limits) { client in
                    let count = try await Parts.names(client, ListOptions()).count
                    #expect(count == 3)
                }
            }
            return text.replacingAddress(cluster.address)
        }
    }

    @Test func aTrustedCertificateIsAccepted() async throws {
        #expect(try await sentence() == "")
    }

    @Test func anUnknownAuthorityIsNamedAsSuch() async throws {
        #expect(
            try await sentence(trusted: false)
                == "The certificate of URL is signed by an authority that is not trusted "
                + "here. Check certificate-authority in the kubeconfig.")
        #expect(try await sentence(trusted: false, isInsecure: true) == "")
    }

    @Test func anExpiredCertificateIsNamedAsSuch() async throws {
        let text = try await sentence(days: -1)
        #expect(text.hasPrefix("The certificate of URL expired on 20"))
        #expect(text.hasSuffix("It has to be renewed on the server."))
    }

    @Test func aCertificateForAnotherNameIsNamedAsSuch() async throws {
        #expect(
            try await sentence(names: "DNS:api.example.com,IP:10.0.0.1") == "The certificate of URL is not made out to "
                + "127.0.0.1 but to api.example.com, 10.0.0.1. Check the server's address, or set tls-server-name in the "
                + "kubeconfig.")
        #expect(try await sentence(names: "DNS:api.example.com", serverName: "api.example.com") == "")
        #expect(
            try await sentence(names: "DNS:api.example.com", serverName: "other.example.com").contains(
                "is not made out to other.example.com but to api.example.com"))
    }

    @Test func aServerWithoutTLSIsNamedAsSuch() async throws {
        try await Parts.with { cluster, _ in
            let text = cluster.address?.replacing("http://", with: "https://") ?? ""
            guard let server = ServerAddress(text) else { throw Parts.Missing() }
            let sentence = await Parts.sentence {
                try await KubernetesClient.with(
                    ClusterConnection(server: server, clusterName: "x"), limits: Parts.limits
                ) {
                    _ = try await $0.version()
                }
            }
            #expect(sentence.contains("does not speak TLS"), "\(sentence)")
        }
    }

    @Test func aClientCertificateThatHasExpiredIsSaidBeforeAnythingIsSent() async throws {
        let folder = try TemporaryFolder()
        let certificates = try await TestCertificates(in: folder, days: -1, names: "DNS:client")
        let identity = ClientIdentity(
            certificate: Array(certificates.certificate.utf8), key: Array(certificates.key.utf8))
        try await Parts.with(credential: .certificate(identity)) { cluster, client in
            let sentence = await Parts.sentence { _ = try await client.version() }
            #expect(sentence.hasPrefix("The client certificate in the kubeconfig expired on 20"))
            #expect(cluster.journal.count == 0)
        }
    }
}

/// An authority and a certificate that it signed, made by OpenSSL.
struct TestCertificates: Sendable {
    let authority: String
    let certificate: String
    let key: String

    init(in folder: TemporaryFolder, days: Int, names: String) async throws {
        try folder.write("names", "subjectAltName=\(names)\n")
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try await TestCertificates.openssl(
            ["req", "-x509"] + curve + [
                "-keyout", "ca.key", "-out", "ca.pem", "-days", "10", "-subj", "/CN=Authority",
            ],
            folder)
        try await TestCertificates.openssl(
            ["req"] + curve + ["-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server"], folder)
        try await TestCertificates.openssl(
            [
                "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                "\(days)", "-extfile", "names", "-out", "server.pem",
            ], folder)
        authority = folder.read("ca.pem")
        certificate = folder.read("server.pem")
        key = folder.read("server.key")
    }

    private static func openssl(_ arguments: [String], _ folder: TemporaryFolder) async throws {
        let result = try await Subprocess.run(
            .name("openssl"), arguments: Arguments(arguments), workingDirectory: .init(folder.path),
            output: .discarded, error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else { throw TemporaryFolder.Failure(what: result.standardError) }
    }

    func serverConfiguration() throws -> TLSConfiguration {
        TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
    }
}
