/// Why a text is no document: where, what, and what to do about it.
public struct DocumentError: Error, Sendable, Hashable {
    /// The kinds of trouble that callers tell apart.
    public enum Reason: Sendable, Hashable {
        /// The text breaks the grammar of JSON or YAML.
        case syntax
        /// The text is not valid UTF-8 (or UTF-16, for YAML): most often a binary file.
        case encoding
        /// A limit of ``DocumentBudget`` was crossed.
        case budget(Limit)
        /// The file cannot be read.
        case unreadable
    }

    /// The limits of ``DocumentBudget``.
    public enum Limit: String, Sendable, Hashable {
        case bytes = "maxBytes"
        case depth = "maxDepth"
        case aliasNodes = "maxAliasNodes"
        case keyBytes = "maxKeyBytes"
    }

    public let reason: Reason
    /// The name that the caller gave to the text, usually its path.
    public let source: String
    /// Where the trouble begins; nil when it is with the text as a whole.
    public let position: SourcePosition?
    /// What is wrong, in words, without a full stop.
    public let what: String
    /// What to do about it, in words, without a full stop.
    public let remedy: String

    public init(_ reason: Reason, source: String, position: SourcePosition?, what: String, remedy: String) {
        self.reason = reason
        self.source = source
        self.position = position
        self.what = what
        self.remedy = remedy
    }

    /// The line, from 1.
    public var line: Int? { position.map { Int($0.line) } }
    /// The column in bytes, from 1.
    public var column: Int? { position.map { Int($0.column) } }
}

extension DocumentError: CustomStringConvertible {
    /// `pod.json:3:7: a comma is missing between two elements. Put a comma here.`
    public var description: String {
        let place = position.map { "\(source):\($0)" } ?? source
        return "\(place): \(what). \(remedy)."
    }
}

extension DocumentError {
    static func tooLarge(source: String, bytes: Int, limit: Int) -> DocumentError {
        DocumentError(
            .budget(.bytes), source: source, position: nil,
            what: "the text has \(bytes) bytes, more than the budget \(Limit.bytes.rawValue) of \(limit) allows",
            remedy: "Split it into smaller files, or raise the budget")
    }

    static func tooDeep(source: String, position: SourcePosition?, limit: Int) -> DocumentError {
        DocumentError(
            .budget(.depth), source: source, position: position,
            what: "containers nest deeper than the budget \(Limit.depth.rawValue) of \(limit) allows",
            remedy: "Flatten the document, or raise the budget")
    }

    static func keyTooLong(source: String, position: SourcePosition?, bytes: Int, limit: Int) -> DocumentError {
        DocumentError(
            .budget(.keyBytes), source: source, position: position,
            what: "a key has \(bytes) bytes, more than the budget \(Limit.keyBytes.rawValue) of \(limit) allows",
            remedy: "Shorten the key, or raise the budget")
    }

    static func tooManyAliasNodes(source: String, position: SourcePosition?, limit: Int) -> DocumentError {
        DocumentError(
            .budget(.aliasNodes), source: source, position: position,
            what: "aliases expand to more nodes than the budget \(Limit.aliasNodes.rawValue) of \(limit) allows",
            remedy: "Use fewer aliases, or raise the budget")
    }
}
