/// Which part of a list is wanted.
public struct PageRequest: Sendable, Hashable {
    /// From 1.
    public let number: Int
    /// Rows on a page, 1 to ``largest``.
    public let size: Int

    /// Rows that a page may have at most.
    public static let largest = 1000

    /// A page; numbers outside the allowed range are moved into it.
    public init(number: Int = 1, size: Int = 50) {
        self.size = min(max(size, 1), PageRequest.largest)
        self.number = min(max(number, 1), Int(Int32.max))
    }

    var offset: Int { (number - 1) * size }
}

/// A part of a list, and how long the list is.
public struct Page<Element: Sendable>: Sendable {
    public let items: [Element]
    /// Rows of the whole list that match the filter.
    public let total: Int

    public init(items: [Element], total: Int) {
        self.items = items
        self.total = total
    }
}

/// The direction of an order.
public enum SortDirection: String, Sendable, Hashable {
    case ascending, descending
    var sql: String { self == .ascending ? "ASC" : "DESC" }
}
