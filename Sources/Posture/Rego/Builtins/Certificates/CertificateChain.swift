/// Checks that a chain of certificates leads from a root to a leaf (RFC 5280, section 6, the way Go does it).
struct CertificateChain {
    /// What is asked of a chain besides its signatures.
    struct Options {
        /// A host name or address that the leaf must have; empty for none.
        var host: [UInt8] = []
        /// Nanoseconds since 1970.
        var time: Int
        /// Any of them will do. Empty means that of a server.
        var usages: [ExtendedKeyUsage] = []
        /// Upper bound of comparisons of names with the constraints of one authority.
        var maxComparisons = CertificateChain.defaultComparisons
    }

    /// What Go takes when nothing is said.
    static let defaultComparisons = 250_000

    private let root: Certificate
    private let intermediates: [Certificate]
    private let options: Options
    /// Signatures that may still be checked, as in Go: bounds what many like certificates cost.
    private var remainingChecks = 100

    /// The certificates from the leaf to the root, or nil when none such chain is valid.
    /// - Parameter certificates: the root, any intermediates in any order, the leaf; at least two.
    static func verified(_ certificates: [Certificate], _ options: Options) -> [Certificate]? {
        guard certificates.count >= 2, let root = certificates.first, let leaf = certificates.last else { return nil }
        var chain = CertificateChain(
            root: root, intermediates: Array(certificates[1..<(certificates.count - 1)]), options)
        guard chain.isValid(leaf, .leaf, below: []) else { return nil }
        guard options.host.isEmpty || leaf.isNamed(options.host) else { return nil }
        return chain.extend([leaf])
    }

    private init(root: Certificate, intermediates: [Certificate], _ options: Options) {
        self.root = root
        self.intermediates = intermediates
        self.options = options
    }

    private enum Role {
        case leaf, intermediate, root
    }

    /// The first whole chain that begins with `chain`. Depth is bounded by the number of checks.
    private mutating func extend(_ chain: [Certificate]) -> [Certificate]? {
        guard let last = chain.last else { return nil }
        if chain.count == 1, last.raw.elementsEqual(root.raw) { return serves(chain) ? chain : nil }
        for (role, candidates) in [(Role.root, [root]), (.intermediate, intermediates)] {
            for candidate in candidates where last.rawIssuer.elementsEqual(candidate.rawSubject) {
                if chain.contains(where: { $0.isLike(candidate) }) { continue }
                guard remainingChecks > 0 else { return nil }
                remainingChecks -= 1
                guard last.isSigned(by: candidate), isValid(candidate, role, below: chain) else { continue }
                let longer = chain + [candidate]
                if role == .root {
                    if serves(longer) { return longer }
                } else if let whole = extend(longer) {
                    return whole
                }
            }
        }
        return nil
    }

    /// Whether a certificate may stand above `chain`.
    private func isValid(_ certificate: Certificate, _ role: Role, below chain: [Certificate]) -> Bool {
        guard certificate.extensions.unhandledCritical.isEmpty else { return false }
        let second = options.time.flooredQuotient(1_000_000_000)
        let isWholeSecond = options.time % 1_000_000_000 == 0
        let end = certificate.notAfter.secondsSince1970
        guard second >= certificate.notBefore.secondsSince1970, second < end || second == end && isWholeSecond else {
            return false
        }
        let constraints = certificate.extensions.basicConstraints
        if role == .leaf { return true }
        if let names = certificate.extensions.nameConstraints {
            let all = chain.map(\.extensions.alternativeNames)
            guard all.reduce(0, { $0 + names.comparisons($1) }) <= options.maxComparisons,
                all.allSatisfy(names.allows)
            else { return false }
        }
        if role == .intermediate, !(constraints?.isAuthority ?? false) { return false }
        if let constraints, constraints.maxPathLength >= 0 {
            return chain.count - 1 <= constraints.maxPathLength
        }
        return true
    }

    /// Whether one of the usages that are asked for is allowed by every certificate.
    private func serves(_ chain: [Certificate]) -> Bool {
        if options.usages.contains(.any) { return true }
        var usages = Set(options.usages.isEmpty ? [.serverAuth] : options.usages)
        for certificate in chain.reversed() {
            let extensions = certificate.extensions
            if extensions.extendedKeyUsages.isEmpty && extensions.unknownExtendedKeyUsages.isEmpty { continue }
            if extensions.extendedKeyUsages.contains(ExtendedKeyUsage.any.rawValue) { continue }
            usages = usages.filter { extensions.extendedKeyUsages.contains($0.rawValue) }
            if usages.isEmpty { return false }
        }
        return true
    }
}

extension Certificate {
    /// Whether two certificates stand for the same subject and key, as certificates renewed by their issuer do.
    fileprivate func isLike(_ other: Certificate) -> Bool {
        let names = DERObjectIdentifier(2, 5, 29, 17)
        let mine = extensions.all.first { $0.identifier == names }?.value
        let others = other.extensions.all.first { $0.identifier == names }?.value
        return rawSubject.elementsEqual(other.rawSubject) && rawPublicKey.elementsEqual(other.rawPublicKey)
            && mine.map(Array.init) == others.map(Array.init)
    }

    /// Whether `parent` may sign certificates and signed this one.
    fileprivate func isSigned(by parent: Certificate) -> Bool {
        let constraints = parent.extensions.basicConstraints
        if parent.version == 3 && constraints == nil { return false }
        if let constraints, !constraints.isAuthority { return false }
        let certificateSigning = 1 << 5
        if parent.extensions.keyUsage != 0 && parent.extensions.keyUsage & certificateSigning == 0 { return false }
        guard let scheme = signatureAlgorithm.scheme else { return false }
        var bytes = Array(signature)
        if case .ecdsa = scheme {
            guard let numbers = Certificate.ellipticNumbers(signature) else { return false }
            bytes = numbers
        }
        return (try? scheme.isValid(bytes, of: Array(rawBody), parent.publicKey.verificationKey)) ?? false
    }

    /// Both numbers of an ECDSA signature (RFC 3279, section 2.2.3) at one width.
    private static func ellipticNumbers(_ signature: ArraySlice<UInt8>) -> [UInt8]? {
        var outer = DERReader(signature)
        guard var reader = outer.reader(DERReader.Tag.sequence), outer.isEmpty,
            let first = reader.unsignedInteger(), let second = reader.unsignedInteger(), reader.isEmpty
        else { return nil }
        let width = max(first.count, second.count)
        guard let left = UnsignedBytes.padded(first, to: width), let right = UnsignedBytes.padded(second, to: width)
        else { return nil }
        return left + right
    }

    /// Whether the certificate is for a host name or address (RFC 6125). Only alternative names count.
    fileprivate func isNamed(_ host: [UInt8]) -> Bool {
        let names = extensions.alternativeNames
        let bare =
            host.first == UInt8(ascii: "[") && host.last == UInt8(ascii: "]") ? Array(host[1..<(host.count - 1)]) : host
        if let address = AddressText.bytes(bare) {
            let wanted = AddressText.text(address)
            return names.addresses.contains { AddressText.text($0) == wanted }
        }
        let labels = Certificate.labels(host[...])
        guard !labels.contains([]) else { return false }
        return names.hosts.contains { pattern in
            let patternLabels = Certificate.labels(pattern)
            guard patternLabels.count == labels.count else { return false }
            return zip(patternLabels, labels).enumerated().allSatisfy { index, pair in
                pair.0 == pair.1 || index == 0 && pair.0 == [UInt8(ascii: "*")] && labels.count > 1
            }
        }
    }

    /// The parts of a host name in lower case; a dot at the end is ignored.
    private static func labels(_ name: ArraySlice<UInt8>) -> [[UInt8]] {
        let name = name.last == UInt8(ascii: ".") ? name.dropLast() : name
        return name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
            $0.map(ASCII.lowercased)
        }
    }
}
