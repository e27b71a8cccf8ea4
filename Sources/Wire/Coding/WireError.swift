public import Documents

/// Why a message cannot be understood: where in it, what is wrong, what to do.
public enum WireError: Error, Sendable, Hashable {
    /// The text is no JSON (or YAML).
    case document(DocumentError)
    /// The bytes are no BSON.
    case bson(BSONError)
    /// A value has another type than the contract says. `path` is like `commands[0].args.labels`.
    case wrongType(path: String, expected: String, found: String)
    /// A value that must be there is missing.
    case missing(path: String)
    /// A value of the right type that makes no sense.
    case invalid(path: String, value: String, what: String)
}

extension WireError: CustomStringConvertible {
    /// A sentence for people. Values are cut, because they come from anybody.
    public var description: String {
        switch self {
        case .document(let error): error.description
        case .bson(let error): error.description
        case .wrongType(let path, let expected, let found):
            "\(path) is \(found), and \(expected) is expected. Correct the message."
        case .missing(let path): "\(path) is missing. Add it to the message."
        case .invalid(let path, let value, let what): "\(path) is '\(WireError.cut(value))': \(what)."
        }
    }

    /// At most 80 characters of a text of strangers, without control characters.
    static func cut(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(80).map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(shown)) + (shown.count < text.unicodeScalars.count ? "…" : "")
    }
}
