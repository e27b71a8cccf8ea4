/// Addresses of the Internet protocol as text.
enum AddressText {
    /// Four bytes with dots; sixteen with colons, the longest run of zeros left out (RFC 5952). Sixteen that stand for
    /// four are written as four.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        var bytes = Array(bytes)
        if bytes.count == 16, bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10...11] == [0xFF, 0xFF] {
            bytes = Array(bytes[12...])
        }
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        guard bytes.count == 16 else { return "" }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 { start = index + 1 }
            if index + 1 - start > max(longest.count, 1) { longest = start..<(index + 1) }
        }
        func join(_ part: some Sequence<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if longest.isEmpty { return join(groups) }
        return join(groups[..<longest.lowerBound]) + "::" + join(groups[longest.upperBound...])
    }

    /// Reads an IPv4 or IPv6 address; nil for other text.
    static func bytes(_ text: [UInt8]) -> [UInt8]? {
        text.contains(UInt8(ascii: ":")) ? longBytes(text) : shortBytes(text)
    }

    private static func shortBytes(_ text: [UInt8]) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0"),
                part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let byte = UInt8(String(decoding: part, as: UTF8.self))
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func longBytes(_ text: [UInt8]) -> [UInt8]? {
        let string = String(decoding: text, as: UTF8.self)
        let halves = string.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return nil }
        var sides: [[UInt8]] = []
        for (index, half) in halves.enumerated() {
            var bytes: [UInt8] = []
            let groups = half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false)
            for (place, group) in groups.enumerated() {
                if index == halves.count - 1, place == groups.count - 1, let tail = shortBytes(Array(group.utf8)) {
                    bytes += tail
                } else {
                    guard (1...4).contains(group.utf8.count), group.first != "+", group.first != "-",
                        let number = UInt16(group, radix: 16)
                    else { return nil }
                    bytes += [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
                }
            }
            sides.append(bytes)
        }
        let known = sides.reduce(0) { $0 + $1.count }
        if sides.count == 1 { return known == 16 ? sides[0] : nil }
        guard known <= 14 else { return nil }
        return sides[0] + [UInt8](repeating: 0, count: 16 - known) + sides[1]
    }
}
