/// Which part of a report this is: `{"chunkNumber":0,"isLastChunk":true}`.
public struct PageInfo: Sendable, Hashable {
    /// From 0.
    public var number: Int
    /// Whether no part has a higher number.
    public var isLast: Bool

    /// A part.
    public init(number: Int, isLast: Bool) {
        self.number = number
        self.isLast = isLast
    }

    /// Reads it; a report without is its only part.
    public init(of fields: MessageFields) throws(WireError) {
        guard let page = try fields.object("paginationInfo") else {
            number = 0
            isLast = true
            return
        }
        number = try page.integer("chunkNumber") ?? 0
        isLast = try page.boolean("isLastChunk") ?? false
        guard 0...1_000_000 ~= number else {
            throw .invalid(path: page.path(of: "chunkNumber"), value: "\(number)", what: "0 to 1000000 is expected")
        }
    }

    /// Writes it.
    public func write(to writer: inout MessageWriter) {
        writer.object { writer in
            writer.field("chunkNumber", number)
            writer.field("isLastChunk", isLast)
        }
    }
}
