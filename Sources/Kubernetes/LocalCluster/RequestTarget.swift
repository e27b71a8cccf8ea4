/// What a path of the API is about: `/apis/apps/v1/namespaces/shop/deployments/web`.
struct RequestTarget: Sendable, Hashable {
    var group: String
    var version: String
    var namespace: String?
    var plural: String
    var name: String?
    var subresource: String?

    /// Nil for paths that are about no objects.
    init?(_ path: String) {
        let parts = path.split(separator: "/").map { RequestTarget.unescape($0) }
        var rest: ArraySlice<String>
        switch parts.first {
        case "api" where parts.count >= 3:
            (group, version) = ("", parts[1])
            rest = parts[2...]
        case "apis" where parts.count >= 4:
            (group, version) = (parts[1], parts[2])
            rest = parts[3...]
        default: return nil
        }
        if rest.first == "namespaces", rest.count >= 3 {
            namespace = rest[rest.startIndex + 1]
            rest = rest.dropFirst(2)
        }
        guard let plural = rest.popFirst() else { return nil }
        self.plural = plural
        name = rest.popFirst()
        subresource = rest.popFirst()
        if !rest.isEmpty { return nil }
    }

    /// Text without its percent codes.
    static func unescape(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The query of a request.
struct RequestQuery: Sendable {
    private var values: [String: String] = [:]

    init(_ text: String) {
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[RequestTarget.unescape(pair[0])] = pair.count > 1 ? RequestTarget.unescape(pair[1]) : ""
        }
    }

    /// A value that is there and not empty.
    subscript(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
}
