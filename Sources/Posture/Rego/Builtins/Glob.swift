import Documents

extension BuiltinTable {
    /// Shell-like patterns whose `*` stops at delimiters.
    static let glob: [Builtin] = [
        Builtin("glob.match", [.string, .union([.null, .array(.string)]), .string], .boolean) {
            context, args throws(BuiltinError) in
            let pattern = try args.string(0)
            let delimiters = try delimiters(args[1])
            let text = try args.string(2).utf8
            return Value(try context.globs.glob(pattern, delimiters).matches(text))
        },
        Builtin("glob.quote_meta", [.string], .string) { context, args throws(BuiltinError) in
            var result: [UInt8] = []
            for byte in try args.string(0).utf8 {
                if #"*?\[]{}"#.utf8.contains(byte) { result.append(UInt8(ascii: "\\")) }
                result.append(byte)
            }
            return context.arena.string(result)
        },
    ]

    /// Null means none, an empty array the dot.
    private static func delimiters(_ value: Value) throws(BuiltinError) -> [Unicode.Scalar] {
        if value.isNull { return [] }
        guard value.isArray else { throw .type(2, value, "array", "null") }
        if value.count == 0 { return ["."] }
        var result: [Unicode.Scalar] = []
        for element in value.elements {
            guard element.isString else { throw .element(2, of: value, element, "string") }
            let codePoints = element.utf8.codePoints
            guard codePoints.count == 1 else { throw .element(2, of: value, element, "rune") }
            result.append(codePoints[0])
        }
        return result
    }
}

/// Compiled globs by pattern and delimiters. Bounded: when it is full it starts anew.
struct GlobCache {
    private struct Key: Hashable {
        let pattern: [UInt8]
        let delimiters: [Unicode.Scalar]
    }

    private var slots: [Key: Glob] = [:]
    private static let capacity = 512

    mutating func glob(_ pattern: Value, _ delimiters: [Unicode.Scalar]) throws(BuiltinError) -> Glob {
        let key = Key(pattern: Array(pattern.utf8), delimiters: delimiters)
        if let known = slots[key] { return known }
        let glob = try Glob(pattern.utf8, delimiters: delimiters)
        if slots.count >= GlobCache.capacity { slots.removeAll() }
        slots[key] = glob
        return glob
    }
}

/// A compiled glob: code of a small automaton, run over all its states at once, so that time is bounded by the
/// length of the pattern times that of the text.
struct Glob: Sendable {
    enum Step: Sendable {
        case character(Unicode.Scalar)
        /// Any character but a delimiter.
        case single
        /// Any character at all.
        case anything
        case members([Unicode.Scalar], isNegated: Bool)
        case range(ClosedRange<Unicode.Scalar>, isNegated: Bool)
        /// Goes on at either place.
        case fork(Int, Int)
        case jump(Int)
        case match
    }

    private let steps: [Step]
    private let delimiters: [Unicode.Scalar]

    init(_ pattern: ByteText, delimiters: [Unicode.Scalar]) throws(BuiltinError) {
        var compiler = GlobCompiler(pattern.codePoints)
        steps = try compiler.compile()
        self.delimiters = delimiters
    }

    /// Whether the pattern covers the whole text.
    func matches(_ text: ByteText) throws(BuiltinError) -> Bool {
        guard steps.count.multipliedReportingOverflow(by: text.count + 1).partialValue < 1 << 30 else {
            throw .budget("glob and text are too long")
        }
        var current = States(count: steps.count)
        var next = States(count: steps.count)
        var stack: [Int] = []
        add(0, to: &current, &stack)
        var offset = 0
        while offset < text.count, !current.list.isEmpty {
            let character = text.codePoint(at: offset)
            offset += text.codePointLength(at: offset)
            next.removeAll()
            for state in current.list where accepts(steps[state], character) { add(state + 1, to: &next, &stack) }
            swap(&current, &next)
        }
        return offset == text.count && current.contains(steps.count - 1)
    }

    /// A set of states that is emptied in constant time.
    private struct States {
        var list: [Int] = []
        private var marks: [Int]
        private var round = 1

        init(count: Int) { marks = [Int](repeating: 0, count: count) }

        func contains(_ state: Int) -> Bool { marks[state] == round }

        mutating func insert(_ state: Int) -> Bool {
            guard marks[state] != round else { return false }
            marks[state] = round
            return true
        }

        mutating func removeAll() {
            list.removeAll(keepingCapacity: true)
            round += 1
        }
    }

    /// Adds a state and all that are reached from it without reading.
    private func add(_ state: Int, to states: inout States, _ stack: inout [Int]) {
        stack.append(state)
        while let state = stack.popLast() {
            guard states.insert(state) else { continue }
            switch steps[state] {
            case .fork(let first, let second): stack.append(contentsOf: [second, first])
            case .jump(let target): stack.append(target)
            case .match: break
            default: states.list.append(state)
            }
        }
    }

    private func accepts(_ step: Step, _ character: Unicode.Scalar) -> Bool {
        switch step {
        case .character(let wanted): character == wanted
        case .single: !delimiters.contains(character)
        case .anything: true
        case .members(let members, let isNegated): members.contains(character) != isNegated
        case .range(let range, let isNegated): range.contains(character) != isNegated
        case .fork, .jump, .match: false
        }
    }
}
