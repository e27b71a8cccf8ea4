/// The names that certificates below an authority may have (RFC 5280, section 4.2.1.10).
struct NameConstraints {
    /// Names of every kind that is read.
    struct Subtrees {
        fileprivate(set) var hosts: [ArraySlice<UInt8>] = []
        fileprivate(set) var networks: [(address: ArraySlice<UInt8>, mask: ArraySlice<UInt8>)] = []
        fileprivate(set) var mailboxes: [ArraySlice<UInt8>] = []
        fileprivate(set) var locatorHosts: [ArraySlice<UInt8>] = []
    }

    let isCritical: Bool
    let permitted: Subtrees
    let excluded: Subtrees
    /// Whether every kind of name in it is read.
    let isUnderstood: Bool

    init(_ entry: CertificateExtension) throws(BuiltinError) {
        let invalid = BuiltinError.failure("x509: invalid NameConstraints extension")
        var reader = DERReader(entry.value)
        guard var fields = reader.reader(DERReader.Tag.sequence), reader.isEmpty else { throw invalid }
        var isUnderstood = true
        var lists = [Subtrees(), Subtrees()]
        var isAnyThere = false
        for number in [0, 1] as [UInt8] where fields.nextTag == DERReader.Tag.constructed(number) {
            guard let content = fields.content(DERReader.Tag.constructed(number)) else { throw invalid }
            lists[Int(number)] = try NameConstraints.subtrees(content, &isUnderstood)
            isAnyThere = isAnyThere || !content.isEmpty
        }
        guard fields.isEmpty else { throw invalid }
        guard isAnyThere else { throw .failure("x509: empty name constraints extension") }
        isCritical = entry.isCritical
        (permitted, excluded) = (lists[0], lists[1])
        self.isUnderstood = isUnderstood
    }

    private static func subtrees(
        _ content: ArraySlice<UInt8>, _ isUnderstood: inout Bool
    ) throws(BuiltinError) -> Subtrees {
        var subtrees = Subtrees()
        var list = DERReader(content)
        while !list.isEmpty {
            guard var subtree = list.reader(DERReader.Tag.sequence), let base = subtree.element() else {
                throw .failure("x509: invalid NameConstraints extension")
            }
            let isText = base.content.allSatisfy { $0 < 0x80 }
            switch base.tag {
            case DERReader.Tag.primitive(1) where isText: subtrees.mailboxes.append(base.content)
            case DERReader.Tag.primitive(2) where isText: subtrees.hosts.append(base.content)
            case DERReader.Tag.primitive(6) where isText: subtrees.locatorHosts.append(base.content)
            case DERReader.Tag.primitive(7):
                let half = base.content.count / 2
                guard base.content.count == 8 || base.content.count == 32 else {
                    throw .failure("x509: IP constraint contained value of length \(base.content.count)")
                }
                subtrees.networks.append((base.content.prefix(half), base.content.suffix(half)))
            case DERReader.Tag.primitive(1), DERReader.Tag.primitive(2), DERReader.Tag.primitive(6):
                throw .failure("x509: invalid constraint value: \(String(decoding: base.content, as: UTF8.self))")
            default: isUnderstood = false
            }
        }
        return subtrees
    }

    /// How many comparisons ``allows(_:)`` may take.
    func comparisons(_ names: AlternativeNames) -> Int {
        names.hosts.count * (permitted.hosts.count + excluded.hosts.count)
            + names.addresses.count * (permitted.networks.count + excluded.networks.count)
            + names.mailboxes.count * (permitted.mailboxes.count + excluded.mailboxes.count)
            + names.locators.count * (permitted.locatorHosts.count + excluded.locatorHosts.count)
    }

    /// Whether all names of a certificate are within what is permitted and outside what is excluded.
    func allows(_ names: AlternativeNames) -> Bool {
        names.hosts.allSatisfy { name in
            allows(permitted.hosts, excluded.hosts) { NameConstraints.host(name, isBelow: $0) }
        }
            && names.addresses.allSatisfy { address in
                allows(permitted.networks, excluded.networks) { network in
                    address.count == network.address.count
                        && zip(address, zip(network.address, network.mask)).allSatisfy { $0 & $1.1 == $1.0 & $1.1 }
                }
            }
            && names.mailboxes.allSatisfy { mailbox in
                allows(permitted.mailboxes, excluded.mailboxes) { NameConstraints.mailbox(mailbox, isWithin: $0) }
            }
            && names.locators.allSatisfy { locator in
                let host = locator.url.host.prefix { $0 != UInt8(ascii: ":") }
                return allows(permitted.locatorHosts, excluded.locatorHosts) { constraint in
                    // A leading dot means names below, without it means that one host.
                    constraint.first == UInt8(ascii: ".")
                        ? NameConstraints.host(host, isBelow: constraint)
                        : NameConstraints.isSame(host, constraint)
                }
            }
    }

    private func allows<Constraint>(
        _ permitted: [Constraint], _ excluded: [Constraint], _ matches: (Constraint) -> Bool
    ) -> Bool {
        !excluded.contains(where: matches) && (permitted.isEmpty || permitted.contains(where: matches))
    }

    /// Whether a host name is the constraint or below it; with a leading dot only below it.
    private static func host(_ name: ArraySlice<UInt8>, isBelow constraint: ArraySlice<UInt8>) -> Bool {
        if constraint.isEmpty { return true }
        let needsMore = constraint.first == UInt8(ascii: ".")
        let base = needsMore ? constraint.dropFirst() : constraint
        if isSame(name, base) { return !needsMore }
        return name.count > base.count && isSame(name.suffix(base.count), base)
            && name[name.endIndex - base.count - 1] == UInt8(ascii: ".")
    }

    private static func mailbox(_ name: ArraySlice<UInt8>, isWithin constraint: ArraySlice<UInt8>) -> Bool {
        guard let at = name.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let domain = name[(at + 1)...]
        if let constraintAt = constraint.lastIndex(of: UInt8(ascii: "@")) {
            return name[..<at] == constraint[..<constraintAt] && isSame(domain, constraint[(constraintAt + 1)...])
        }
        return constraint.first == UInt8(ascii: ".")
            ? host(domain, isBelow: constraint) : isSame(domain, constraint)
    }

    private static func isSame(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { ASCII.lowercased($0) == ASCII.lowercased($1) }
    }
}
