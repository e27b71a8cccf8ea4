import Documents

/// An address of either version; an IPv4 address written as IPv6 (`::ffff:1.2.3.4`) counts as IPv4.
struct IPAddress: Hashable {
    let isV4: Bool
    let bits: UInt128

    var width: Int { isV4 ? 32 : 128 }
}

extension IPAddress {
    /// Reads an address as Go's `net.ParseIP` does: no leading zeros in IPv4, no zones.
    init?(_ text: ByteText) {
        if text.contains(UInt8(ascii: ":")) {
            guard let bits = IPAddress.version6(text) else { return nil }
            // ::ffff:0:0/96
            let isMapped = bits >> 32 == 0xFFFF
            self.init(isV4: isMapped, bits: isMapped ? bits & 0xFFFF_FFFF : bits)
        } else {
            guard let bits = IPAddress.version4(text) else { return nil }
            self.init(isV4: true, bits: UInt128(bits))
        }
    }

    private static func version4(_ text: ByteText) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var result: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var number: UInt32 = 0
            for byte in part {
                guard byte &- UInt8(ascii: "0") <= 9 else { return nil }
                number = number * 10 + UInt32(byte - UInt8(ascii: "0"))
            }
            guard number <= 255 else { return nil }
            result = result << 8 | number
        }
        return result
    }

    private static func version6(_ text: ByteText) -> UInt128? {
        var groups: [UInt16] = []
        var gap: Int?
        var index = 0
        if text.count >= 2, text[0] == UInt8(ascii: ":") {
            guard text[1] == UInt8(ascii: ":") else { return nil }
            gap = 0
            index = 2
        }
        while index < text.count {
            let end = text[index...].firstIndex(of: UInt8(ascii: ":")) ?? text.count
            let part = text.part(index..<end)
            if end == text.count, part.contains(UInt8(ascii: ".")) {
                guard let tail = version4(part), groups.count <= 6 else { return nil }
                groups += [UInt16(tail >> 16), UInt16(truncatingIfNeeded: tail)]
                break
            }
            guard (1...4).contains(part.count), let group = hexadecimal(part), groups.count < 8 else { return nil }
            groups.append(group)
            guard end < text.count else { break }
            index = end + 1
            if index < text.count, text[index] == UInt8(ascii: ":") {
                guard gap == nil else { return nil }
                gap = groups.count
                index += 1
            } else if index == text.count {
                // A single colon at the end.
                return nil
            }
        }
        if let gap {
            guard groups.count < 8 else { return nil }
            groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
        }
        guard groups.count == 8 else { return nil }
        return groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    private static func hexadecimal(_ text: ByteText) -> UInt16? {
        var result: UInt16 = 0
        for byte in text {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            result = result << 4 | UInt16(digit)
        }
        return result
    }

    /// Dotted decimals, or groups with the longest run of zeros left out (RFC 5952).
    var text: String {
        if isV4 {
            return (0..<4).map { String(UInt8(truncatingIfNeeded: bits >> (24 - 8 * $0))) }.joined(separator: ".")
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * $0)) }
        var gap = 0..<0
        var index = 0
        while index < 8 {
            let end = groups[index...].firstIndex { $0 != 0 } ?? 8
            if end - index >= 2 && end - index > gap.count { gap = index..<end }
            index = max(end, index + 1)
        }
        let spelled = groups.map { String($0, radix: 16) }
        if gap.isEmpty { return spelled.joined(separator: ":") }
        return spelled[..<gap.lowerBound].joined(separator: ":") + "::"
            + spelled[gap.upperBound...].joined(separator: ":")
    }
}

/// A block of addresses that share their first bits.
struct IPNetwork: Hashable {
    let first: IPAddress
    let prefixLength: Int

    /// The network of an address; the bits after the prefix are cleared.
    init(_ address: IPAddress, prefixLength: Int) {
        let hostBits = address.width - prefixLength
        let bits = hostBits == 128 ? 0 : (address.bits >> hostBits) << hostBits
        first = IPAddress(isV4: address.isV4, bits: bits)
        self.prefixLength = prefixLength
    }

    /// Reads an address, a slash and a prefix length, as Go's `net.ParseCIDR` does.
    init?(_ text: ByteText) {
        guard let slash = text.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let addressText = text.part(0..<slash)
        let digits = text.part((slash + 1)..<text.count)
        guard let address = IPAddress(addressText), !digits.isEmpty else { return nil }
        var length = 0
        for digit in digits {
            guard digit &- UInt8(ascii: "0") <= 9, length <= 128 else { return nil }
            length = length * 10 + Int(digit - UInt8(ascii: "0"))
        }
        let isWrittenAsV6 = addressText.contains(UInt8(ascii: ":"))
        guard length <= (isWrittenAsV6 ? 128 : 32) else { return nil }
        guard isWrittenAsV6 && address.isV4 else {
            self.init(address, prefixLength: length)
            return
        }
        if length >= 96 {
            self.init(address, prefixLength: length - 96)
        } else {
            self.init(IPAddress(isV4: false, bits: 0xFFFF << 32 | address.bits), prefixLength: length)
        }
    }

    /// Number of addresses less one.
    var span: UInt128 {
        let hostBits = first.width - prefixLength
        return hostBits == 0 ? 0 : UInt128.max >> (128 - hostBits)
    }

    var last: IPAddress { IPAddress(isV4: first.isV4, bits: first.bits + span) }

    func contains(_ address: IPAddress) -> Bool {
        address.isV4 == first.isV4 && address.bits >= first.bits && address.bits - first.bits <= span
    }

    var text: String { "\(first.text)/\(prefixLength)" }
}
