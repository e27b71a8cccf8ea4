import NIOSSL

/// How a connection is encrypted, and in words why it is not.
struct TransportSecurity: Sendable {
    let configuration: TLSConfiguration

    /// - Throws: ``KubeconfigError`` when authority, certificate or key cannot be used.
    init(_ connection: ClusterConnection) throws(KubeconfigError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        let entry = "\"\(connection.clusterName)\""
        if connection.isInsecure {
            configuration.certificateVerification = .none
        } else if let authority = connection.certificateAuthority {
            configuration.trustRoots = .certificates(
                try TransportSecurity.certificates(authority, field: "certificate-authority", entry: entry))
        }
        if case .certificate(let identity) = connection.credential {
            try TransportSecurity.add(identity, to: &configuration, entry: entry)
        }
        self.configuration = configuration
    }

    /// The configuration with the certificate that a plugin gave.
    func configuration(with identity: ClientIdentity, of name: String) throws(KubeconfigError) -> TLSConfiguration {
        var configuration = configuration
        try TransportSecurity.add(identity, to: &configuration, entry: name)
        return configuration
    }

    private static func add(
        _ identity: ClientIdentity, to configuration: inout TLSConfiguration, entry: String
    ) throws(KubeconfigError) {
        configuration.certificateChain = try certificates(
            identity.certificate, field: "client-certificate", entry: entry
        ).map { .certificate($0) }
        do {
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: identity.key, format: .pem))
        } catch {
            throw .badCertificate(field: "client-key", entry: entry, why: "it is no private key in PEM form")
        }
    }

    private static func certificates(
        _ bytes: [UInt8], field: String, entry: String
    ) throws(KubeconfigError) -> [NIOSSLCertificate] {
        let certificates = (try? NIOSSLCertificate.fromPEMBytes(bytes)) ?? []
        if certificates.isEmpty {
            throw .badCertificate(field: field, entry: entry, why: "it is no certificate in PEM form")
        }
        return certificates
    }
}

extension TransportSecurity {
    /// What is wrong with the certificate that a server showed.
    static func fault(
        _ certificate: ServerCertificate?, isNameWrong: Bool, asked: String
    ) -> KubernetesError.TLSFault {
        guard let certificate else {
            return isNameWrong ? .wrongName(asked: asked, valid: []) : .unknownAuthority(issuer: "")
        }
        if certificate.notAfter < Timestamp.now { return .expired(since: Timestamp.text(certificate.notAfter)) }
        if certificate.notBefore > Timestamp.now { return .notYetValid(until: Timestamp.text(certificate.notBefore)) }
        return isNameWrong ? .wrongName(asked: asked, valid: certificate.names) : .unknownAuthority(issuer: "")
    }

    /// The alert with which a server refuses a client's certificate.
    static func clientFault(_ text: String) -> KubernetesError.TLSFault? {
        let alerts = [
            ("ALERT_CERTIFICATE_EXPIRED", "expired"), ("ALERT_UNKNOWN_CA", "signed by an authority it does not trust"),
            ("ALERT_BAD_CERTIFICATE", "malformed"), ("ALERT_CERTIFICATE_REVOKED", "revoked"),
            ("ALERT_CERTIFICATE_REQUIRED", "missing"), ("ALERT_CERTIFICATE_UNKNOWN", "not acceptable"),
            ("ALERT_ACCESS_DENIED", "not allowed"), ("ALERT_UNSUPPORTED_CERTIFICATE", "of an unsupported kind"),
        ]
        return alerts.first { text.contains($0.0) }.map { .clientRefused(why: $0.1) }
    }

    /// The reason in a message of BoringSSL: `… OPENSSL_internal:NO_SHARED_CIPHER …`.
    static func words(_ text: String) -> String {
        guard let mark = text.firstRange(of: "OPENSSL_internal:") else { return String(text.prefix(120)) }
        return text[mark.upperBound...].prefix { $0.isLetter || $0 == "_" || $0.isNumber }.lowercased()
            .map { $0 == "_" ? " " : String($0) }.joined()
    }
}
