import Documents

/// Numbers that are the same on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Random trees that aim at the corners of both notations.
struct TreeGenerator {
    var random: SeededGenerator

    static let texts = [
        "", " ", "a", "text", "true", "No", "y", "~", "null", "<<", "=", "0", "-1", "1_0", "0x1F", "017", "1e3", ".5",
        ".inf",
        "12:30:45", "2001-01-01", "10.0.0.1", "a: b", "a:", ": a", "a #b", "#a", "- a", "-", "?", "? a", "*a", "&a",
        "!a", "%a", "@a",
        "`a", "|", ">", "|\na", "'", "''", "\"", "it's", "\"q\"", "{", "}", "[", "]", "{a}", "[a]", ",", "a,b", "\\",
        "\\n", "/",
        "\n", "\n\n", "a\n", "a\nb", "a\n\nb\n\n", "\na", " a\nb", "a\n b", "a \nb", "a\n  \nb", "\ta", "a\t", "\t\n",
        "a\tb\nc",
        "\r", "a\r\nb", "\u{0}", "\u{1}\u{1F}", "\u{8}\u{C}", "é", "e\u{301}", "\u{85}", "\u{A0}", "\u{2028}",
        "a\u{2029}\nb", "😀",
        "\u{FEFF}", "a\u{FEFF}", "\u{FFFD}", "---", "--- a", "...", "---\na", "a\n---\nb\n", "a\n...\n",
        "<a href=\"x\">&</a>",
        "a long text that goes on beyond the eighty columns at which lines are folded, as it happens in descriptions",
        "a long text  with   runs of spaces    that goes on beyond the eighty columns at which lines are folded:  x",
        "https://example.com/a/rather/long/path/without/any/space/that/cannot/be/folded/anywhere/at/all?x=1&y=2",
    ]

    static let numbers = [
        "0", "-0", "1", "-1", "10", "1.0", "1.50", "-0.5", "1e3", "1E-3", "1.5e+10", "9007199254740993",
        "99999999999999999",
        "-999999999999999999", "9223372036854775808", "123456789012345678901234567890", "0.1", "1e-400",
    ]

    mutating func text() -> String {
        var text = TreeGenerator.texts.randomElement(using: &random) ?? ""
        while Int.random(in: 0..<3, using: &random) == 0 {
            text += TreeGenerator.texts.randomElement(using: &random) ?? ""
        }
        return text
    }

    mutating func value(depth: Int, in arena: Arena) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &random) {
        case 0: return .null
        case 1: return Value(Bool.random(using: &random))
        case 2: return arena.number(text: TreeGenerator.numbers.randomElement(using: &random) ?? "0")
        case 3: return arena.number(Int.random(in: -1000...1000, using: &random))
        case 4, 5: return arena.string(text())
        case 6, 7:
            let count = Int.random(in: 0..<5, using: &random)
            return arena.array((0..<count).map { _ in value(depth: depth - 1, in: arena) })
        default:
            let count = Int.random(in: 0..<6, using: &random)
            return arena.object((0..<count).map { _ in (arena.string(text()), value(depth: depth - 1, in: arena)) })
        }
    }
}

/// Whether the keys of every object ascend.
func keysAscend(_ value: Value) -> Bool {
    guard value.isCollection else { return true }
    if value.isObject {
        for (left, right) in zip(value.keys, value.keys.dropFirst()) where Value.compare(left, right) >= 0 {
            return false
        }
        return value.values.allSatisfy(keysAscend)
    }
    return value.elements.allSatisfy(keysAscend)
}
