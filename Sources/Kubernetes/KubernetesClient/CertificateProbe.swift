import NIOCore
import NIOPosix
import NIOSSL

/// The certificate that a server shows.
struct ServerCertificate: Sendable {
    /// Seconds since 1970.
    let notBefore: Int
    let notAfter: Int
    /// The names and addresses that it is made out to.
    let names: [String]

    init(_ certificate: NIOSSLCertificate) {
        notBefore = Int(certificate.notValidBefore)
        notAfter = Int(certificate.notValidAfter)
        names = ServerCertificate.names(certificate)
    }

    private static func names(_ certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames().compactMap { name -> String? in
            let bytes = Array(name.contents)
            switch name.nameType {
            case .dnsName: return String(decoding: bytes, as: UTF8.self)
            case .ipAddress where bytes.count == 4: return bytes.map { "\($0)" }.joined(separator: ".")
            case .ipAddress where bytes.count == 16:
                return stride(from: 0, to: 16, by: 2).map {
                    String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16)
                }.joined(separator: ":")
            default: return nil
            }
        }
    }
}

/// Fetches the certificate of a server that was not trusted, to say why: the handshake itself tells only that it was not.
enum CertificateProbe {
    /// The certificate; nil when it cannot be had, as behind a proxy.
    static func certificate(of connection: ClusterConnection, timeout: Duration) async -> ServerCertificate? {
        guard connection.proxy == nil else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .noHostnameVerification
        guard let context = try? NIOSSLContext(configuration: configuration) else { return nil }
        let group = MultiThreadedEventLoopGroup.singleton
        let found = group.next().makePromise(of: ServerCertificate?.self)
        let name = connection.tlsServerName ?? connection.server.host
        // Addresses cannot stand in the name that a client asks for.
        let serverName = (try? SocketAddress(ipAddress: name, port: 0)) == nil ? name : nil
        let deadline = group.next().scheduleTask(in: TimeAmount(timeout)) { found.succeed(nil) }
        let bootstrap = ClientBootstrap(group: group).connectTimeout(TimeAmount(timeout)).channelInitializer {
            channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = try NIOSSLClientHandler(
                    context: context, serverHostname: serverName,
                    customVerificationCallback: { chain, verdict in
                        found.succeed(chain.first.map { ServerCertificate($0) })
                        verdict.succeed(.failed)
                    })
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        let channel = try? await bootstrap.connect(host: connection.server.host, port: connection.server.port).get()
        if channel == nil { found.succeed(nil) }
        channel?.closeFuture.whenComplete { _ in found.succeed(nil) }
        let certificate = (try? await found.futureResult.get()) ?? nil
        deadline.cancel()
        channel?.close(promise: nil)
        return certificate
    }
}
