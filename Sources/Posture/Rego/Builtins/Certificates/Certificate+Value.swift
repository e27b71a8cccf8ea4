import Documents

extension Certificate {
    /// The certificate as Go writes its `x509.Certificate` in JSON.
    /// - Parameter withLocatorTexts: adds `URIStrings`, as the functions on certificates do and the one on key pairs
    ///   does not.
    func value(_ arena: Arena, withLocatorTexts: Bool) throws(BuiltinError) -> Value {
        var object = ObjectBuilder(arena)
        object.set("Raw", bytes: raw)
        object.set("RawTBSCertificate", bytes: rawBody)
        object.set("RawSubjectPublicKeyInfo", bytes: rawPublicKey)
        object.set("RawSubject", bytes: rawSubject)
        object.set("RawIssuer", bytes: rawIssuer)
        object.set("Signature", bytes: signature)
        object.set("SignatureAlgorithm", number: signatureAlgorithm.rawValue)
        object.set("PublicKeyAlgorithm", number: publicKey.algorithm.rawValue)
        object.set("PublicKey", try publicKey.value(arena))
        object.set("Version", number: version)
        try object.set("SerialNumber", integer: serialNumber)
        object.set("Issuer", issuer.value(arena))
        object.set("Subject", subject.value(arena))
        object.set("NotBefore", text: notBefore.text)
        object.set("NotAfter", text: notAfter.text)
        extensions.write(to: &object, arena)
        if withLocatorTexts {
            object.set("URIStrings", texts: extensions.alternativeNames.locators.map(\.text))
        }
        return object.value
    }
}

extension CertificateExtensions {
    fileprivate func write(to object: inout ObjectBuilder, _ arena: Arena) {
        object.set("KeyUsage", number: keyUsage)
        object.set("Extensions", list: all.map { $0.value(arena) })
        object.set("ExtraExtensions", .null)
        object.set("UnhandledCriticalExtensions", list: unhandledCritical.map { $0.value(arena) })
        object.set("ExtKeyUsage", list: extendedKeyUsages.map { arena.number($0) })
        object.set("UnknownExtKeyUsage", list: unknownExtendedKeyUsages.map { $0.value(arena) })
        object.set("BasicConstraintsValid", flag: basicConstraints != nil)
        object.set("IsCA", flag: basicConstraints?.isAuthority ?? false)
        object.set("MaxPathLen", number: basicConstraints?.maxPathLength ?? 0)
        object.set("MaxPathLenZero", flag: basicConstraints?.maxPathLength == 0)
        object.set("SubjectKeyId", bytes: subjectKeyIdentifier)
        object.set("AuthorityKeyId", bytes: authorityKeyIdentifier)
        object.set("OCSPServer", texts: statusResponders)
        object.set("IssuingCertificateURL", texts: issuingCertificates)
        alternativeNames.write(to: &object, arena)
        writeConstraints(to: &object, arena)
        object.set("CRLDistributionPoints", texts: distributionPoints)
        writePolicies(to: &object, arena)
    }

    private func writeConstraints(to object: inout ObjectBuilder, _ arena: Arena) {
        object.set("PermittedDNSDomainsCritical", flag: nameConstraints?.isCritical ?? false)
        for (name, subtrees) in [("Permitted", nameConstraints?.permitted), ("Excluded", nameConstraints?.excluded)] {
            object.set("\(name)DNSDomains", texts: subtrees?.hosts ?? [])
            object.set(
                "\(name)IPRanges",
                list: (subtrees?.networks ?? []).map { network in
                    var range = ObjectBuilder(arena)
                    range.set("IP", text: AddressText.text(network.address))
                    range.set("Mask", bytes: network.mask)
                    return range.value
                })
            object.set("\(name)EmailAddresses", texts: subtrees?.mailboxes ?? [])
            object.set("\(name)URIDomains", texts: subtrees?.locatorHosts ?? [])
        }
    }

    private func writePolicies(to object: inout ObjectBuilder, _ arena: Arena) {
        if let policies {
            object.set("PolicyIdentifiers", arena.array(policies.map { $0.value(arena) }))
        } else {
            object.set("PolicyIdentifiers", .null)
        }
        object.set("Policies", list: (policies ?? []).map { arena.string($0.text) })
        object.set(
            "PolicyMappings",
            list: policyMappings.map { mapping in
                var pair = ObjectBuilder(arena)
                pair.set("IssuerDomainPolicy", text: mapping.issuer.text)
                pair.set("SubjectDomainPolicy", text: mapping.subject.text)
                return pair.value
            })
        let numbers = [
            ("RequireExplicitPolicy", requireExplicitPolicy), ("InhibitPolicyMapping", inhibitPolicyMapping),
            ("InhibitAnyPolicy", inhibitAnyPolicy),
        ]
        for (name, number) in numbers {
            object.set(name, number: number ?? 0)
            object.set("\(name)Zero", flag: number == 0)
        }
    }
}

extension CertificateExtension {
    func value(_ arena: Arena) -> Value {
        var object = ObjectBuilder(arena)
        object.set("Id", identifier.value(arena))
        object.set("Critical", flag: isCritical)
        object.set("Value", bytes: value)
        return object.value
    }
}

extension AlternativeNames {
    func write(to object: inout ObjectBuilder, _ arena: Arena) {
        object.set("DNSNames", texts: hosts)
        object.set("EmailAddresses", texts: mailboxes)
        object.set("IPAddresses", list: addresses.map { arena.string(AddressText.text($0)) })
        object.set("URIs", list: locators.map { $0.url.value(arena) })
    }
}

extension GoURL {
    /// The URL as Go writes its `url.URL` in JSON.
    fileprivate func value(_ arena: Arena) -> Value {
        var object = ObjectBuilder(arena)
        object.set("Scheme", text: scheme)
        object.set("Opaque", text: opaque)
        // The members of a user are private, so that none of them is written.
        object.set("User", hasUser ? arena.object([:]) : .null)
        object.set("Host", text: host)
        object.set("Path", text: path)
        object.set("RawPath", text: writtenPath == defaultPath ? [] : writtenPath)
        object.set("OmitHost", flag: omitsHost)
        object.set("ForceQuery", flag: forcesQuery)
        object.set("RawQuery", text: query)
        object.set("Fragment", text: fragment)
        object.set("RawFragment", text: "")
        return object.value
    }
}

extension CertificateName {
    /// The name as Go writes its `pkix.Name` in JSON.
    func value(_ arena: Arena) -> Value {
        var object = ObjectBuilder(arena)
        let lists = [
            ("Country", 6), ("Organization", 10), ("OrganizationalUnit", 11), ("Locality", 7), ("Province", 8),
            ("StreetAddress", 9), ("PostalCode", 17),
        ]
        for (name, number) in lists { object.set(name, texts: values(number)) }
        object.set("SerialNumber", text: values(5).last ?? [])
        object.set("CommonName", text: values(3).last ?? [])
        object.set(
            "Names",
            list: attributes.map { attribute in
                var pair = ObjectBuilder(arena)
                pair.set("Type", attribute.type.value(arena))
                pair.set("Value", text: attribute.value)
                return pair.value
            })
        object.set("ExtraNames", .null)
        return object.value
    }
}

extension SubjectPublicKey {
    /// The key as Go writes those of its packages in JSON. Curves have no public members there.
    func value(_ arena: Arena) throws(BuiltinError) -> Value {
        var object = ObjectBuilder(arena)
        switch material {
        case .rsa(let modulus, let exponent):
            try object.set("N", integer: modulus)
            object.set("E", number: exponent)
        case .ecdsa(let curve, let point):
            object.set("Curve", arena.object([:]))
            try object.set("X", integer: point.dropFirst().prefix(curve.width))
            try object.set("Y", integer: point.suffix(curve.width))
        case .ed25519(let bytes): return arena.string(Base64Text.encode(bytes))
        case .none: return .null
        }
        return object.value
    }
}
