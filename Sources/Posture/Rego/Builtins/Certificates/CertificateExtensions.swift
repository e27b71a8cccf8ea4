/// The extensions of a certificate, those of RFC 5280 read.
struct CertificateExtensions {
    private(set) var all: [CertificateExtension] = []
    /// Critical extensions that are not read here, which makes chains with them invalid.
    private(set) var unhandledCritical: [DERObjectIdentifier] = []
    private var seen: Set<DERObjectIdentifier> = []

    /// Bit 0 of the extension is bit 0 here.
    private(set) var keyUsage = 0
    private(set) var basicConstraints: BasicConstraints?
    private(set) var alternativeNames = AlternativeNames()
    private(set) var nameConstraints: NameConstraints?
    private(set) var distributionPoints: [ArraySlice<UInt8>] = []
    private(set) var authorityKeyIdentifier: ArraySlice<UInt8>?
    private(set) var subjectKeyIdentifier: ArraySlice<UInt8>?
    private(set) var extendedKeyUsages: [Int] = []
    private(set) var unknownExtendedKeyUsages: [DERObjectIdentifier] = []
    /// Nil when there is no such extension.
    private(set) var policies: [DERObjectIdentifier]?
    private(set) var policyMappings: [(issuer: DERObjectIdentifier, subject: DERObjectIdentifier)] = []
    private(set) var requireExplicitPolicy: Int?
    private(set) var inhibitPolicyMapping: Int?
    private(set) var inhibitAnyPolicy: Int?
    private(set) var statusResponders: [ArraySlice<UInt8>] = []
    private(set) var issuingCertificates: [ArraySlice<UInt8>] = []

    struct BasicConstraints {
        let isAuthority: Bool
        /// -1 when there is no bound.
        let maxPathLength: Int
    }

    private static let authorityInformation = DERObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 1, 1)

    /// Adds and reads an extension; false when one of its kind is there already.
    mutating func append(_ entry: CertificateExtension) throws(BuiltinError) -> Bool {
        guard seen.insert(entry.identifier).inserted else { return false }
        all.append(entry)
        let arcs = entry.identifier.arcs
        let isHandled: Bool
        if arcs.count == 4, arcs.prefix(3) == [2, 5, 29] {
            isHandled = try read(entry, number: arcs[3])
        } else if entry.identifier == CertificateExtensions.authorityInformation {
            try readAuthorityInformation(entry)
            isHandled = true
        } else {
            isHandled = false
        }
        if entry.isCritical && !isHandled { unhandledCritical.append(entry.identifier) }
        return true
    }

    /// Reads the extension `2.5.29.number`; false when it is not known or has parts that are not.
    private mutating func read(_ entry: CertificateExtension, number: Int) throws(BuiltinError) -> Bool {
        var reader = DERReader(entry.value)
        switch number {
        case 14:
            guard !entry.isCritical else { throw .failure("x509: subject key identifier incorrectly marked critical") }
            guard let bytes = reader.content(DERReader.Tag.octetString) else {
                throw .failure("x509: invalid subject key identifier")
            }
            subjectKeyIdentifier = bytes
        case 15: keyUsage = try CertificateExtensions.keyUsage(&reader)
        case 17:
            alternativeNames = try AlternativeNames(entry.value)
            return !alternativeNames.isEmpty
        case 19: basicConstraints = try CertificateExtensions.basicConstraints(&reader)
        case 30:
            let constraints = try NameConstraints(entry)
            nameConstraints = constraints
            return constraints.isUnderstood
        case 31: try readDistributionPoints(&reader)
        case 32: try readPolicies(&reader)
        case 33: try readPolicyMappings(&reader)
        case 35: try readAuthorityKeyIdentifier(entry)
        case 36: try readPolicyConstraints(&reader)
        case 37: try readExtendedKeyUsages(&reader)
        case 54:
            guard let number = reader.smallInteger() else {
                throw .failure("x509: invalid inhibit any policy extension")
            }
            inhibitAnyPolicy = number
        default: return false
        }
        return true
    }

    private static func keyUsage(_ reader: inout DERReader) throws(BuiltinError) -> Int {
        guard let (bytes, _) = reader.bits() else { throw .failure("x509: invalid key usage") }
        var usage = 0
        for bit in 0..<9 where bit / 8 < bytes.count {
            if bytes[bytes.startIndex + bit / 8] & 0x80 >> UInt8(bit % 8) != 0 { usage |= 1 << bit }
        }
        return usage
    }

    private static func basicConstraints(_ reader: inout DERReader) throws(BuiltinError) -> BasicConstraints {
        let invalid = BuiltinError.failure("x509: invalid basic constraints")
        guard var fields = reader.reader(DERReader.Tag.sequence) else { throw invalid }
        var isAuthority = false
        if fields.nextTag == DERReader.Tag.boolean {
            guard let value = fields.boolean() else { throw invalid }
            isAuthority = value
        }
        guard fields.nextTag == DERReader.Tag.integer else {
            return BasicConstraints(isAuthority: isAuthority, maxPathLength: -1)
        }
        guard let length = fields.smallInteger() else { throw invalid }
        return BasicConstraints(isAuthority: isAuthority, maxPathLength: length)
    }

    private mutating func readDistributionPoints(_ reader: inout DERReader) throws(BuiltinError) {
        let invalid = BuiltinError.failure("x509: invalid CRL distribution point")
        guard var list = reader.reader(DERReader.Tag.sequence) else { throw invalid }
        while !list.isEmpty {
            guard var point = list.reader(DERReader.Tag.sequence) else { throw invalid }
            guard point.nextTag == DERReader.Tag.constructed(0) else { continue }
            guard var name = point.reader(DERReader.Tag.constructed(0)),
                var full = name.reader(DERReader.Tag.constructed(0))
            else { throw invalid }
            while full.nextTag == DERReader.Tag.primitive(6) {
                guard let address = full.content(DERReader.Tag.primitive(6)) else { throw invalid }
                distributionPoints.append(address)
            }
        }
    }

    private mutating func readPolicies(_ reader: inout DERReader) throws(BuiltinError) {
        let invalid = BuiltinError.failure("x509: invalid certificate policies")
        guard var list = reader.reader(DERReader.Tag.sequence) else { throw invalid }
        var policies: [DERObjectIdentifier] = []
        while !list.isEmpty {
            guard var policy = list.reader(DERReader.Tag.sequence), let identifier = policy.objectIdentifier() else {
                throw invalid
            }
            policies.append(identifier)
        }
        self.policies = policies
    }

    private mutating func readPolicyMappings(_ reader: inout DERReader) throws(BuiltinError) {
        let invalid = BuiltinError.failure("x509: invalid policy mappings extension")
        guard var list = reader.reader(DERReader.Tag.sequence) else { throw invalid }
        while !list.isEmpty {
            guard var pair = list.reader(DERReader.Tag.sequence), let issuer = pair.objectIdentifier(),
                let subject = pair.objectIdentifier()
            else { throw invalid }
            policyMappings.append((issuer, subject))
        }
    }

    private mutating func readPolicyConstraints(_ reader: inout DERReader) throws(BuiltinError) {
        let invalid = BuiltinError.failure("x509: invalid policy constraints extension")
        guard var fields = reader.reader(DERReader.Tag.sequence) else { throw invalid }
        for number in [0, 1] as [UInt8] where fields.nextTag == DERReader.Tag.primitive(number) {
            guard let bytes = fields.content(DERReader.Tag.primitive(number)), (1...8).contains(bytes.count),
                let first = bytes.first
            else { throw invalid }
            let value = bytes.reduce(first & 0x80 != 0 ? -1 : 0) { $0 << 8 | Int($1) }
            if number == 0 { requireExplicitPolicy = value } else { inhibitPolicyMapping = value }
        }
    }

    private mutating func readAuthorityKeyIdentifier(_ entry: CertificateExtension) throws(BuiltinError) {
        guard !entry.isCritical else { throw .failure("x509: authority key identifier incorrectly marked critical") }
        var reader = DERReader(entry.value)
        guard var fields = reader.reader(DERReader.Tag.sequence) else {
            throw .failure("x509: invalid authority key identifier")
        }
        guard fields.nextTag == DERReader.Tag.primitive(0) else { return }
        guard let bytes = fields.content(DERReader.Tag.primitive(0)) else {
            throw .failure("x509: invalid authority key identifier")
        }
        authorityKeyIdentifier = bytes
    }

    private mutating func readExtendedKeyUsages(_ reader: inout DERReader) throws(BuiltinError) {
        let invalid = BuiltinError.failure("x509: invalid extended key usages")
        guard var list = reader.reader(DERReader.Tag.sequence) else { throw invalid }
        while !list.isEmpty {
            guard let identifier = list.objectIdentifier() else { throw invalid }
            if let usage = ExtendedKeyUsage(identifier: identifier) {
                extendedKeyUsages.append(usage.rawValue)
            } else {
                unknownExtendedKeyUsages.append(identifier)
            }
        }
    }

    private mutating func readAuthorityInformation(_ entry: CertificateExtension) throws(BuiltinError) {
        let invalid = BuiltinError.failure("x509: invalid authority info access")
        guard !entry.isCritical else { throw .failure("x509: authority info access incorrectly marked critical") }
        var reader = DERReader(entry.value)
        guard var list = reader.reader(DERReader.Tag.sequence) else { throw invalid }
        while !list.isEmpty {
            guard var access = list.reader(DERReader.Tag.sequence), let method = access.objectIdentifier() else {
                throw invalid
            }
            guard access.nextTag == DERReader.Tag.primitive(6) else { continue }
            guard let address = access.content(DERReader.Tag.primitive(6)) else { throw invalid }
            switch method {
            case DERObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1): statusResponders.append(address)
            case DERObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 2): issuingCertificates.append(address)
            default: break
            }
        }
    }
}
