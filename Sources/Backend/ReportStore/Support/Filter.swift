import GRDB

/// Conditions of one query, gathered with their arguments. Column names come from this module's code, values are
/// always bound.
struct Filter: Sendable {
    private(set) var conditions: [String] = []
    private(set) var arguments: [DatabaseValue] = []

    mutating func add(_ condition: String, _ values: any DatabaseValueConvertible...) {
        conditions.append(condition)
        arguments += values.map(\.databaseValue)
    }

    /// `column = value`, unless the value is nil.
    mutating func equal(_ column: String, _ value: (any DatabaseValueConvertible)?) {
        if let value { add("\(column) = ?", value) }
    }

    /// `column` is one of the values, unless there are none.
    mutating func any(_ column: String, of values: [some DatabaseValueConvertible]) {
        guard !values.isEmpty else { return }
        conditions.append("\(column) IN (\(values.map { _ in "?" }.joined(separator: ",")))")
        arguments += values.map(\.databaseValue)
    }

    /// One of the columns contains the text, ignoring the case of ASCII letters.
    mutating func contains(_ columns: [String], _ text: String?) {
        guard let text, !text.isEmpty else { return }
        let pattern = "%" + text.map { "\\%_".contains($0) ? "\\\($0)" : String($0) }.joined() + "%"
        conditions.append("(" + columns.map { "\($0) LIKE ? ESCAPE '\\'" }.joined(separator: " OR ") + ")")
        arguments += columns.map { _ in pattern.databaseValue }
    }

    /// `WHERE …`, or nothing.
    var clause: String { conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ") }

    var statementArguments: StatementArguments { StatementArguments(arguments) }
}

extension Database {
    /// A page of `SELECT columns FROM source`, and the number of all rows.
    func page<Element: Sendable>(
        _ columns: String, from source: String, _ filter: Filter, orderedBy order: String, _ request: PageRequest,
        _ make: (Row) throws -> Element
    ) throws -> Page<Element> {
        let total = try Int.fetchOne(
            cachedStatement(sql: "SELECT COUNT(*) FROM \(source)\(filter.clause)"),
            arguments: filter.statementArguments)
        let rows = try Row.fetchCursor(
            cachedStatement(
                sql: "SELECT \(columns) FROM \(source)\(filter.clause) ORDER BY \(order) LIMIT ? OFFSET ?"),
            arguments: filter.statementArguments + [request.size, request.offset])
        var items: [Element] = []
        while let row = try rows.next() { items.append(try make(row)) }
        return Page(items: items, total: total ?? 0)
    }

    /// Whether the last statement changed a row.
    var changedSomething: Bool { changesCount > 0 }
}

extension Row {
    /// The time in a column; nil for NULL.
    func moment(_ index: Int) -> Moment? { (self[index] as Int64?).map(Moment.init(milliseconds:)) }
    /// The time in a column that is never NULL.
    func time(_ index: Int) -> Moment { Moment(milliseconds: self[index]) }
}
