import Documents

/// A small pattern language: literals, `.`, sets such as `[a-z]`, each with an optional `*` or `+`. Decides whether
/// two of them have a text in common.
struct GlobExpression {
    private struct WebToken {
        var ranges: [ClosedRange<UInt32>]
        var mayBeAbsent = false
        var mayRepeat = false

        func shares(with other: WebToken) -> Bool {
            ranges.contains { range in other.ranges.contains { range.overlaps($0) } }
        }
    }

    private var tokens: [WebToken] = []

    /// - Throws: when a set is not closed, is empty or runs backwards, or an operator has nothing to repeat.
    init(_ text: ByteText) throws(BuiltinError) {
        let codePoints = text.codePoints
        var index = 0
        while index < codePoints.count {
            switch codePoints[index] {
            case ".": tokens.append(WebToken(ranges: [0...0x10FFFF]))
            case "[": tokens.append(WebToken(ranges: try GlobExpression.set(codePoints, &index)))
            case "*", "+":
                guard let last = tokens.indices.last, !tokens[last].mayRepeat else { throw GlobExpression.invalid }
                tokens[last].mayRepeat = true
                tokens[last].mayBeAbsent = codePoints[index] == "*"
            case "]": throw GlobExpression.invalid
            case "\\":
                index += 1
                guard index < codePoints.count else { throw GlobExpression.invalid }
                tokens.append(WebToken(ranges: [codePoints[index].value...codePoints[index].value]))
            default: tokens.append(WebToken(ranges: [codePoints[index].value...codePoints[index].value]))
            }
            index += 1
        }
    }

    private static let invalid = BuiltinError.failure("the input provided is invalid")

    /// The ranges of a set; `index` stands at the opening bracket and is left at the closing one.
    private static func set(
        _ text: [Unicode.Scalar], _ index: inout Int
    ) throws(BuiltinError) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        index += 1
        while index < text.count, text[index] != "]" {
            let low = try member(text, &index)
            if index + 1 < text.count, text[index] == "-", text[index + 1] != "]" {
                index += 1
                let high = try member(text, &index)
                guard low <= high else { throw invalid }
                ranges.append(low...high)
            } else {
                ranges.append(low...low)
            }
        }
        guard index < text.count, !ranges.isEmpty else { throw invalid }
        return ranges
    }

    private static func member(_ text: [Unicode.Scalar], _ index: inout Int) throws(BuiltinError) -> UInt32 {
        if text[index] == "\\" { index += 1 }
        guard index < text.count else { throw invalid }
        defer { index += 1 }
        return text[index].value
    }

    /// Whether some text matches both. Walks the pairs of positions that a common text can reach, each once.
    func intersects(_ other: GlobExpression) throws(BuiltinError) -> Bool {
        let width = other.tokens.count + 1
        guard (tokens.count + 1) * width <= 1 << 24 else { throw .budget("patterns are too long to compare") }
        var isSeen = [Bool](repeating: false, count: (tokens.count + 1) * width)
        var open: [(left: Int, right: Int)] = []
        func reach(_ left: Int, _ right: Int) {
            guard !isSeen[left * width + right] else { return }
            isSeen[left * width + right] = true
            open.append((left, right))
        }
        reach(0, 0)
        while let (left, right) = open.popLast() {
            if left == tokens.count && right == other.tokens.count { return true }
            if left < tokens.count, tokens[left].mayBeAbsent { reach(left + 1, right) }
            if right < other.tokens.count, other.tokens[right].mayBeAbsent { reach(left, right + 1) }
            guard left < tokens.count, right < other.tokens.count, tokens[left].shares(with: other.tokens[right])
            else { continue }
            // One character for both, after which a repeated token may go on or end.
            let (first, second) = (tokens[left], other.tokens[right])
            reach(left + 1, right + 1)
            if first.mayRepeat { reach(left, right + 1) }
            if second.mayRepeat { reach(left + 1, right) }
            if first.mayRepeat && second.mayRepeat { reach(left, right) }
        }
        return false
    }
}
