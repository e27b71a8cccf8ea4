extension GraphQL {
    /// ` Did you mean "a", "b", or "c"?`, or nothing when no option is near what was written.
    static func suggestion(_ start: String, for typed: String, among options: [String]) -> String {
        let near = nearest(to: typed, among: options)
        if near.isEmpty { return "" }
        return " \(start) \(orList(near.map(quote)))?"
    }

    /// At most five, the last after an "or".
    static func orList(_ items: [String]) -> String {
        let items = items.prefix(5)
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        if items.count == 2 { return items[0] + " or " + last }
        return items.dropLast().joined(separator: ", ") + ", or " + last
    }

    private static func nearest(to typed: String, among options: [String]) -> [String] {
        // Bounded: nobody misspells names of that size, and the distance costs the product of both lengths.
        guard typed.utf8.count <= 64, options.count <= 10_000 else { return [] }
        let threshold = max(1, Int(Double(typed.utf8.count) * 0.4 + 1))
        let found = options.enumerated().compactMap { place, option -> (distance: Int, place: Int, option: String)? in
            guard abs(option.utf8.count - typed.utf8.count) <= threshold else { return nil }
            let distance = distance(typed, option)
            return distance <= threshold ? (distance, place, option) : nil
        }
        return found.sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }.map(\.option)
    }

    /// Edits between two words; a difference in case alone counts as one.
    private static func distance(_ left: String, _ right: String) -> Int {
        if left == right { return 0 }
        let (a, b) = (Array(left.lowercased().utf8), Array(right.lowercased().utf8))
        if a == b { return 1 }
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }
}
