extension CompiledPolicy {
    /// The text of a module at a location that one of its errors or events names; nil when there is none.
    public func text(at location: Location) -> String? {
        guard let module = modules.first(where: { $0.file == location.file }) else { return nil }
        return location.text(in: module.text)
    }
}

extension PreparedQuery {
    /// The text of the query or of a module at a location.
    public func text(at location: Location) -> String? {
        location.file.isEmpty ? location.text(in: text) : policy.text(at: location)
    }
}

extension Location {
    /// The piece of `source` that this place covers, or its line when the length is unknown.
    fileprivate func text(in source: String) -> String? {
        let bytes = source.utf8
        guard let start = bytes.index(bytes.startIndex, offsetBy: offset, limitedBy: bytes.endIndex) else { return nil }
        let rest = bytes[start...]
        return String(length > 0 ? rest.prefix(length) : rest.prefix { $0 != UInt8(ascii: "\n") })
    }
}
