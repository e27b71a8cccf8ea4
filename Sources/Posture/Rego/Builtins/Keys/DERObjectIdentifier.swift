/// An object identifier of ASN.1, such as 1.2.840.113549.1.1.11.
struct DERObjectIdentifier: Hashable {
    let arcs: [Int]

    init(_ arcs: Int...) { self.arcs = arcs }

    /// Reads the content of an element. Nil when it is empty, cut off, not minimal or has an arc beyond 31 bits, where
    /// Go stops, too.
    init?(content: ArraySlice<UInt8>) {
        var arcs: [Int] = []
        var arc = 0
        var isInArc = false
        for byte in content {
            if !isInArc && byte == 0x80 { return nil }
            arc = arc << 7 | Int(byte & 0x7F)
            guard arc <= Int(Int32.max) else { return nil }
            isInArc = byte & 0x80 != 0
            if isInArc { continue }
            if arcs.isEmpty {
                let first = min(arc / 40, 2)
                arcs = [first, arc - first * 40]
            } else {
                arcs.append(arc)
            }
            arc = 0
        }
        guard !isInArc, !arcs.isEmpty else { return nil }
        self.arcs = arcs
    }

    /// `1.2.840…`
    var text: String { arcs.map(String.init).joined(separator: ".") }
}
