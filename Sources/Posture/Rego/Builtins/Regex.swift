import Documents

extension BuiltinTable {
    /// Regular expressions in RE2's syntax; results as Go's `regexp` gives them.
    static let regex: [Builtin] = [
        Builtin("regex.match", [.string, .string], .boolean) { context, args throws(BuiltinError) in
            try RegexBuiltins.match(context, args)
        },
        Builtin("re_match", [.string, .string], .boolean, isDeprecated: true) { context, args throws(BuiltinError) in
            try RegexBuiltins.match(context, args)
        },
        Builtin("regex.is_valid", [.string], .boolean) { context, args throws(BuiltinError) in
            guard args[0].isString else { return .false }
            do {
                _ = try context.patterns.pattern(args[0])
                return .true
            } catch {
                return .false
            }
        },
        Builtin("regex.split", [.string, .string], .array(.string)) { context, args throws(BuiltinError) in
            try RegexBuiltins.split(context, args)
        },
        Builtin("regex.find_n", [.string, .string, .number], .array(.string)) { context, args throws(BuiltinError) in
            let (pattern, text) = (try args.string(0), try args.string(1).utf8)
            let matches = try context.regex(pattern).matches(in: text, limit: args.integer(2))
            return context.arena.array(matches.map { context.arena.string(text.part($0[0] ?? 0..<0)) })
        },
        Builtin("regex.find_all_string_submatch_n", [.string, .string, .number], .array(.array(.string))) {
            context, args throws(BuiltinError) in
            let (pattern, text) = (try args.string(0), try args.string(1).utf8)
            let matches = try context.regex(pattern).matches(in: text, limit: args.integer(2))
            return context.arena.array(
                matches.map { groups in
                    context.arena.array(groups.map { context.arena.string(text.part($0 ?? 0..<0)) })
                })
        },
        Builtin("regex.replace", [.string, .string, .string], .string) { context, args throws(BuiltinError) in
            try RegexBuiltins.replace(context, args)
        },
        Builtin("regex.template_match", [.string, .string, .string, .string], .boolean) {
            context, args throws(BuiltinError) in
            try RegexBuiltins.templateMatch(context, args)
        },
        Builtin("regex.globs_match", [.string, .string], .boolean) { _, args throws(BuiltinError) in
            let (left, right) = (try args.string(0).utf8, try args.string(1).utf8)
            return Value(try GlobExpression(left).intersects(GlobExpression(right)))
        },
    ]
}

extension BuiltinContext {
    /// The compiled pattern of a string value.
    func regex(_ text: Value) throws(BuiltinError) -> Pattern {
        do {
            return try patterns.pattern(text)
        } catch .failure(let sentence) {
            throw .failure(RegexBuiltins.goSentence(sentence))
        }
    }
}

extension Pattern {
    /// All matches that do not overlap, at most `limit` of them when it is not negative. An empty match right after
    /// another one does not count.
    func matches(in text: ByteText, limit: Int) -> [[Range<Int>?]] {
        var result: [[Range<Int>?]] = []
        var position = 0
        var lastEnd = -1
        while position <= text.count, limit < 0 || result.count < limit {
            guard let match = firstMatch(in: text, from: position), let whole = match[0] else { break }
            var isAccepted = true
            if whole.upperBound == position {
                isAccepted = whole.lowerBound != lastEnd
                position += position < text.count ? text.codePointLength(at: position) : 1
            } else {
                position = whole.upperBound
            }
            lastEnd = whole.upperBound
            if isAccepted { result.append(match) }
        }
        return result
    }
}

/// The longer bodies of the functions on regular expressions.
enum RegexBuiltins {
    typealias Arguments = UnsafeBufferPointer<Value>

    static func match(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let (pattern, text) = (try args.string(0), try args.string(1))
        return Value(try context.regex(pattern).isFound(in: text.utf8))
    }

    static func split(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let (pattern, text) = (try args.string(0), try args.string(1).utf8)
        let matches = try context.regex(pattern).matches(in: text, limit: -1)
        if !pattern.utf8.isEmpty && text.isEmpty { return context.arena.array([args[1]]) }
        var parts: [Value] = []
        var (begin, end) = (0, 0)
        for match in matches {
            guard let whole = match[0] else { continue }
            end = whole.lowerBound
            if whole.upperBound != 0 { parts.append(context.arena.string(text.part(begin..<end))) }
            begin = whole.upperBound
        }
        if end != text.count { parts.append(context.arena.string(text.part(begin..<text.count))) }
        return context.arena.array(parts)
    }

    static func replace(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let text = try args.string(0).utf8
        let pattern = try context.regex(args.string(1))
        let template = RegexTemplate(try args.string(2).utf8)
        var result: [UInt8] = []
        var (lastEnd, position) = (0, 0)
        var isChanged = false
        while position <= text.count, let match = pattern.firstMatch(in: text, from: position), let whole = match[0] {
            isChanged = true
            result.append(contentsOf: text[lastEnd..<whole.lowerBound])
            // Not for an empty match right after another one.
            if whole.upperBound > lastEnd || whole.lowerBound == 0 {
                template.expand(match, of: pattern, in: text, to: &result)
                guard result.count <= context.resultLimit else { throw .resultTooLarge }
            }
            lastEnd = whole.upperBound
            let width = position < text.count ? text.codePointLength(at: position) : 0
            if position + width > whole.upperBound {
                position += width
            } else if position + 1 > whole.upperBound {
                position += 1
            } else {
                position = whole.upperBound
            }
        }
        if !isChanged { return args[0] }
        result.append(contentsOf: text[lastEnd...])
        return try context.string(result)
    }

    /// A template is literal text with patterns between delimiters of one byte each.
    static func templateMatch(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let template = try args.string(0).utf8
        let text = try args.string(1).utf8
        let (start, end) = (try args.string(2).utf8, try args.string(3).utf8)
        guard start.count == 1 else {
            throw .failure("start delimiter has to be exactly one character long but is \(start.count) long")
        }
        guard end.count == 1 else {
            throw .failure("end delimiter has to be exactly one character long but is \(start.count) long")
        }
        var pattern: [UInt8] = [UInt8(ascii: "^")]
        var (level, open, done) = (0, 0, 0)
        for (index, byte) in template.enumerated() {
            if byte == start[0] {
                level += 1
                if level == 1 { open = index }
            } else if byte == end[0] {
                level -= 1
                if level < 0 { throw unbalanced(template) }
                if level == 0 {
                    appendQuoted(template.part(done..<open), to: &pattern)
                    pattern.append(UInt8(ascii: "("))
                    pattern.append(contentsOf: template[(open + 1)..<index])
                    pattern.append(UInt8(ascii: ")"))
                    done = index + 1
                }
            }
        }
        if level != 0 { throw unbalanced(template) }
        appendQuoted(template.part(done..<template.count), to: &pattern)
        pattern.append(UInt8(ascii: "$"))
        return Value(try context.regex(context.arena.string(pattern)).isFound(in: text))
    }

    private static func unbalanced(_ template: ByteText) -> BuiltinError {
        var quoted: [UInt8] = []
        GoQuote.append(template, to: &quoted)
        return .failure("unbalanced braces in \(String(decoding: quoted, as: UTF8.self))")
    }

    private static func appendQuoted(_ text: ByteText, to pattern: inout [UInt8]) {
        for byte in text {
            if #"\.+*?()|[]{}^$"#.utf8.contains(byte) { pattern.append(UInt8(ascii: "\\")) }
            pattern.append(byte)
        }
    }

    /// RE2's sentence about a bad pattern in the words of Go's parser, which grew from the same root.
    static func goSentence(_ sentence: String) -> String {
        let words = [
            ("missing )", "missing closing )"), ("missing ]", "missing closing ]"),
            ("trailing \\", "trailing backslash at end of expression"),
            ("bad repetition operator", "invalid nested repetition operator"),
            ("invalid perl operator", "invalid or unsupported Perl syntax"),
            ("invalid repetition size", "invalid repeat count"),
            ("invalid named capture group", "invalid named capture"),
        ]
        let start = "error parsing regexp: "
        guard sentence.hasPrefix(start) else { return sentence }
        var (text, argument) = (String(sentence.dropFirst(start.count)), "")
        // `kind: argument`; the kinds themselves hold no colon.
        if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            argument = String(text[text.utf8.index(after: colon)...].drop { $0 == " " })
            text = String(text[..<colon])
        }
        return "\(start)\(words.first { $0.0 == text }?.1 ?? text): `\(argument)`"
    }
}
