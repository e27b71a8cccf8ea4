/// Numbers in words, the same in every format.
enum Words {
    /// `1 file`, `2 files`.
    static func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? one + "s")"
    }

    /// A number of per cent. 100 and 0 are only said when they are exact.
    static func percent(_ score: Double) -> String { "\(rounded(score)) %" }

    /// The whole number of per cent to show.
    static func rounded(_ score: Double) -> Int {
        guard score.isFinite else { return 0 }
        let rounded = score.rounded()
        if rounded >= 100 && score < 100 { return 99 }
        if rounded <= 0 && score > 0 { return 1 }
        return Int(min(max(rounded, 0), 100))
    }

    /// A score with at most four digits after the point, and no point when there are none.
    static func decimal(_ score: Double) -> String {
        guard score.isFinite, score.magnitude < 1e15 else { return "0" }
        let rounded = (score * 10_000).rounded() / 10_000
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A text with a capital and a full stop.
    static func sentence(_ text: String) -> String {
        let start = capitalized(text)
        return ".!?".contains(start.last ?? ".") ? start : start + "."
    }

    /// A text with a capital, when it begins with a word.
    static func capitalized(_ text: String) -> String {
        guard let first = text.first else { return text }
        // Ids, paths and commands are written as they are.
        let word = text.prefix { $0 != " " }
        let isWord = word.allSatisfy(\.isLetter) && word.dropFirst().allSatisfy(\.isLowercase)
        return isWord ? first.uppercased() + text.dropFirst() : text
    }
}
