import Documents

/// Turns the text of a glob into steps, with the syntax and the complaints of the Go package that OPA uses (gobwas).
struct GlobCompiler {
    private let pattern: [Unicode.Scalar]
    private var index = 0
    private var steps: [Glob.Step] = []
    private var depth = 0
    /// Nesting of braces; more is no honest pattern.
    private static let maximumDepth = 100

    init(_ pattern: [Unicode.Scalar]) { self.pattern = pattern }

    mutating func compile() throws(BuiltinError) -> [Glob.Step] {
        try sequence()
        steps.append(.match)
        return steps
    }

    /// Everything up to the end, or within braces up to a comma or closing brace.
    private mutating func sequence() throws(BuiltinError) {
        while index < pattern.count {
            let character = pattern[index]
            switch character {
            case "," where depth > 0, "}" where depth > 0: return
            case "{": try alternatives()
            case "[":
                index += 1
                try characterClass()
            case "?":
                index += 1
                steps.append(.single)
            case "*":
                index += 1
                let crossesDelimiters = index < pattern.count && pattern[index] == "*"
                if crossesDelimiters { index += 1 }
                // fork, character, back to the fork
                let start = steps.count
                steps.append(.fork(start + 1, start + 3))
                steps.append(crossesDelimiters ? .anything : .single)
                steps.append(.jump(start))
            case "\\":
                // A backslash at the very end stands for nothing.
                index += 1
                if index < pattern.count { literal() }
            default: literal()
            }
        }
    }

    private mutating func literal() {
        steps.append(.character(pattern[index]))
        index += 1
    }

    /// `{a,b}`. A brace that is never closed ends with the pattern.
    private mutating func alternatives() throws(BuiltinError) {
        depth += 1
        guard depth <= GlobCompiler.maximumDepth else { throw .budget("glob is nested too deeply") }
        var exits: [Int] = []
        var isOpen = true
        while isOpen {
            index += 1
            let fork = steps.count
            steps.append(.jump(0))
            try sequence()
            isOpen = index < pattern.count && pattern[index] == ","
            if isOpen {
                exits.append(steps.count)
                steps.append(.jump(0))
                steps[fork] = .fork(fork + 1, steps.count)
            } else {
                steps[fork] = .jump(fork + 1)
            }
        }
        // Past the closing brace.
        if index < pattern.count { index += 1 }
        for exit in exits { steps[exit] = .jump(steps.count) }
        depth -= 1
    }

    /// `[abc]`, `[a-z]`, either with a leading `!`. A class is a list or one range, never both.
    private mutating func characterClass() throws(BuiltinError) {
        var isNegated = false
        if index < pattern.count, pattern[index] == "!" {
            isNegated = true
            index += 1
        }
        guard index < pattern.count else { throw .failure("unexpected end of input") }
        if index + 1 < pattern.count, pattern[index + 1] == "-" {
            let low = pattern[index]
            guard index + 2 < pattern.count else { throw .failure("unexpected end of input") }
            let high = pattern[index + 2]
            guard index + 3 < pattern.count else { throw .failure("unexpected end of input") }
            guard pattern[index + 3] == "]" else { throw .failure("expected close range character") }
            guard low <= high else {
                throw .failure("hi character '\(high)' should be greater than lo '\(low)'")
            }
            index += 4
            steps.append(.range(low...high, isNegated: isNegated))
            return
        }
        var members: [Unicode.Scalar] = []
        while index < pattern.count, pattern[index] != "]" {
            if pattern[index] == "\\" {
                index += 1
                guard index < pattern.count else { break }
            }
            members.append(pattern[index])
            index += 1
        }
        guard index < pattern.count else { throw .failure("unexpected end of input") }
        index += 1
        guard !members.isEmpty else { throw .failure("could not parse range") }
        steps.append(.members(members, isNegated: isNegated))
    }
}
