import Documents

extension BuiltinTable {
    /// `crypto.x509.…` and `crypto.parse_private_keys`.
    static let certificates: [Builtin] = [
        Builtin("crypto.x509.parse_certificates", [.string], .array(.object)) {
            (context, arguments) throws(BuiltinError) in
            let certificates = try CertificateText.certificates(try arguments.string(0).utf8)
            return try CertificateText.value(certificates, context.arena)
        },
        Builtin("crypto.x509.parse_and_verify_certificates", [.string], .array(.any), isPure: false) {
            (context, arguments) throws(BuiltinError) in
            let options = CertificateChain.Options(time: Int(context.now))
            return try CertificateText.verify(try arguments.string(0).utf8, options, context.arena)
        },
        Builtin(
            "crypto.x509.parse_and_verify_certificates_with_options", [.string, .object], .array(.any), isPure: false
        ) { (context, arguments) throws(BuiltinError) in
            let text = try arguments.string(0).utf8
            let object = try arguments.object(1)
            // Text that holds no certificates is told first, and wrong options are only looked at after it.
            guard (try? CertificateText.certificates(text)) != nil else {
                return CertificateText.invalid(context.arena)
            }
            var options = CertificateChain.Options(time: Int(context.now))
            try options.read(object)
            return try CertificateText.verify(text, options, context.arena)
        },
        Builtin("crypto.x509.parse_certificate_request", [.string], .object) {
            (context, arguments) throws(BuiltinError) in
            try CertificateText.request(try arguments.string(0).utf8).value(context.arena)
        },
        Builtin("crypto.x509.parse_keypair", [.string, .string], .object) {
            (context, arguments) throws(BuiltinError) in
            try KeyPair(certificate: try arguments.string(0).utf8, key: try arguments.string(1).utf8)
                .value(context.arena)
        },
        Builtin("crypto.x509.parse_rsa_private_key", [.string], .object) {
            (context, arguments) throws(BuiltinError) in
            var text = Array(try arguments.string(0).utf8)
            guard !text.isEmpty else { throw .failure("input PEM data was empty") }
            if !PEMBlock.startsLikePEM(text) { text = try CertificateText.decoded(text) }
            return try PrivateKey.all(inPEM: text).first?.jsonWebKey(context.arena) ?? .null
        },
        Builtin("crypto.parse_private_keys", [.string], .any) { (context, arguments) throws(BuiltinError) in
            let text = Array(try arguments.string(0).utf8)
            if text.isEmpty { return .null }
            let keys = try PrivateKey.all(inPEM: (try? Base64Text.decode(text)) ?? text)
            return context.arena.array(try keys.map { key throws(BuiltinError) in try key.value(context.arena) })
        },
    ]
}

/// Texts that hold certificates: PEM, or Base64 of PEM or DER.
private enum CertificateText {
    static func decoded(_ text: some Collection<UInt8>) throws(BuiltinError) -> [UInt8] {
        do {
            return try Base64Text.decode(text)
        } catch {
            throw .failure(error.message)
        }
    }

    static func certificates(_ text: UnsafeBufferPointer<UInt8>) throws(BuiltinError) -> [Certificate] {
        let bytes = PEMBlock.startsLikePEM(text) ? Array(text) : try decoded(text)
        guard PEMBlock.startsLikePEM(bytes) else { return try Certificate.all(bytes) }
        var content: [UInt8] = []
        var rest = bytes[...]
        while let block = PEMBlock.next(in: &rest) {
            guard block.type == "CERTIFICATE" else {
                throw .failure("PEM block type is '\(block.type)', expected CERTIFICATE")
            }
            content += block.bytes
        }
        return try Certificate.all(content)
    }

    static func value(_ certificates: [Certificate], _ arena: Arena) throws(BuiltinError) -> Value {
        arena.array(
            try certificates.map { certificate throws(BuiltinError) in
                try certificate.value(arena, withLocatorTexts: true)
            })
    }

    /// The answer for chains that are not valid, whatever the reason.
    static func invalid(_ arena: Arena) -> Value { arena.array([.false, arena.array([Value]())]) }

    static func verify(
        _ text: UnsafeBufferPointer<UInt8>, _ options: CertificateChain.Options, _ arena: Arena
    ) throws(BuiltinError) -> Value {
        guard let certificates = try? certificates(text), let chain = CertificateChain.verified(certificates, options)
        else { return invalid(arena) }
        return arena.array([.true, try value(chain, arena)])
    }

    static func request(_ text: UnsafeBufferPointer<UInt8>) throws(BuiltinError) -> CertificateRequest {
        var bytes = Array(text)
        if !text.starts(with: "-----BEGIN CERTIFICATE REQUEST-----".utf8) { bytes = try decoded(text) }
        var rest = bytes[...]
        if let block = PEMBlock.next(in: &rest) {
            guard block.type == "CERTIFICATE REQUEST" else {
                throw .failure("invalid PEM-encoded certificate signing request")
            }
            bytes = block.bytes
        }
        return try CertificateRequest(bytes)
    }
}

extension CertificateChain.Options {
    /// Takes over the options of a policy.
    fileprivate mutating func read(_ object: Value) throws(BuiltinError) {
        for (key, value) in zip(object.keys, object.values) where key.isString {
            switch key.string {
            case "DNSName":
                guard value.isString else { throw .failure("'DNSName' should be a string") }
                host = Self.trimmed(value)
            case "CurrentTime":
                guard value.isNumber else { throw .failure("'CurrentTime' should be a number") }
                guard let number = value.integer else {
                    throw .failure("'CurrentTime' should be a valid int64 number")
                }
                time = number
            case "MaxConstraintComparisons":
                guard value.isNumber else { throw .failure("'MaxConstraintComparisons' should be a number") }
                guard let number = value.integer else {
                    throw .failure("'MaxConstraintComparisons' should be a valid number")
                }
                maxComparisons = number == 0 ? CertificateChain.defaultComparisons : number
            case "KeyUsages": usages = try Self.usages(value)
            default: throw .failure("invalid key option")
            }
        }
    }

    private static func usages(_ value: Value) throws(BuiltinError) -> [ExtendedKeyUsage] {
        guard value.isArray || value.isSet else { throw .failure("'KeyUsages' should be an Array or Set") }
        var usages: [ExtendedKeyUsage] = []
        var invalid: [String] = []
        for element in value.elements where element.isString {
            let name = String(decoding: trimmed(element), as: UTF8.self)
            if let usage = ExtendedKeyUsage(option: name) { usages.append(usage) } else { invalid.append(name) }
        }
        guard invalid.isEmpty else {
            throw .failure("invalid entries for 'KeyUsages' found: [\(invalid.joined(separator: " "))]")
        }
        return usages
    }

    /// Without quotes at both ends.
    private static func trimmed(_ value: Value) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        let front = Array(value.utf8.drop { $0 == quote })
        return Array(front[..<((front.lastIndex { $0 != quote } ?? -1) + 1)])
    }
}
