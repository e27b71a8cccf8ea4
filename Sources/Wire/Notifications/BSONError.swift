/// Why bytes are no BSON: where, and what.
public struct BSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place in the bytes.
    public let offset: Int
    /// What is wrong, in words.
    public let what: String

    /// A sentence for people.
    public var description: String {
        "The BSON message is broken at byte \(offset): \(what). Send it again, or as JSON."
    }
}

/// What reading one BSON document may cost.
public struct BSONBudget: Sendable, Hashable {
    /// Bytes of the document.
    public var maxBytes: Int
    /// Documents inside documents.
    public var maxDepth: Int
    /// Elements in all, of all documents.
    public var maxElements: Int

    /// A budget; as large as the one for JSON messages when nothing is given.
    public init(maxBytes: Int = 8 << 20, maxDepth: Int = 100, maxElements: Int = 1_000_000) {
        self.maxBytes = maxBytes
        self.maxDepth = maxDepth
        self.maxElements = maxElements
    }
}
