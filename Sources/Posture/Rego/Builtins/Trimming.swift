import Documents

extension BuiltinTable {
    /// Cutting at the ends and changing case.
    static let trimming: [Builtin] = [
        Builtin("lower", [.string], .string) { context, args throws(BuiltinError) in
            LetterCase.lower(try args.string(0), in: context)
        },
        Builtin("upper", [.string], .string) { context, args throws(BuiltinError) in
            LetterCase.upper(try args.string(0), in: context)
        },
        Builtin("trim", [.string, .string], .string) { context, args throws(BuiltinError) in
            let (text, cutset) = (try args.string(0), try args.string(1))
            return trimmed(text, by: CodePointSet(cutset.utf8), left: true, right: true, in: context)
        },
        Builtin("trim_left", [.string, .string], .string) { context, args throws(BuiltinError) in
            let (text, cutset) = (try args.string(0), try args.string(1))
            return trimmed(text, by: CodePointSet(cutset.utf8), left: true, right: false, in: context)
        },
        Builtin("trim_right", [.string, .string], .string) { context, args throws(BuiltinError) in
            let (text, cutset) = (try args.string(0), try args.string(1))
            return trimmed(text, by: CodePointSet(cutset.utf8), left: false, right: true, in: context)
        },
        Builtin("trim_space", [.string], .string) { context, args throws(BuiltinError) in
            trimmed(try args.string(0), by: .whitespace, left: true, right: true, in: context)
        },
        Builtin("trim_prefix", [.string, .string], .string) { context, args throws(BuiltinError) in
            let (text, prefix) = (try args.string(0), try args.string(1).utf8)
            guard !prefix.isEmpty, text.utf8.begins(with: prefix) else { return text }
            return context.arena.string(text.utf8.part(prefix.count..<text.utf8.count))
        },
        Builtin("trim_suffix", [.string, .string], .string) { context, args throws(BuiltinError) in
            let (text, suffix) = (try args.string(0), try args.string(1).utf8)
            guard !suffix.isEmpty, text.utf8.ends(with: suffix) else { return text }
            return context.arena.string(text.utf8.part(0..<(text.utf8.count - suffix.count)))
        },
    ]

    private static func trimmed(
        _ value: Value, by set: CodePointSet, left: Bool, right: Bool, in context: BuiltinContext
    ) -> Value {
        let text = value.utf8
        var (start, end) = (0, text.count)
        while left, start < end, set.contains(text, at: start) { start += text.codePointLength(at: start) }
        while right, start < end {
            let last = text.codePointStart(before: end)
            guard set.contains(text, at: last) else { break }
            end = last
        }
        if start == 0 && end == text.count { return value }
        return context.arena.string(text.part(start..<end))
    }
}

/// The code points that a trim removes: a bit for each of ASCII, a list for the rest.
private struct CodePointSet {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var others: [UInt32] = []

    init(_ text: ByteText) {
        for codePoint in text.codePoints {
            switch codePoint.value {
            case ..<64: low |= 1 << UInt64(codePoint.value)
            case ..<128: high |= 1 << UInt64(codePoint.value - 64)
            default: others.append(codePoint.value)
            }
        }
    }

    private init(_ text: StaticString) {
        self = text.withUTF8Buffer { CodePointSet($0) }
    }

    /// Unicode's White_Space, as Go's `unicode.IsSpace` knows it.
    static let whitespace = CodePointSet(
        "\t\n\u{0B}\u{0C}\r \u{85}\u{A0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}"
    )

    func contains(_ text: ByteText, at offset: Int) -> Bool {
        let byte = text[offset]
        if byte < 64 { return low >> UInt64(byte) & 1 == 1 }
        if byte < 128 { return high >> UInt64(byte - 64) & 1 == 1 }
        return !others.isEmpty && others.contains(text.codePoint(at: offset).value)
    }
}

/// Case changes code point by code point, never in number: `straße` becomes `STRAßE` (Go's `unicode.ToUpper`).
enum LetterCase {
    static func lower(_ value: Value, in context: BuiltinContext) -> Value {
        let known = context.lowered.find(value)
        if known.isDefined { return known }
        let result = map(value, in: context, ascii: { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }, lower)
        context.lowered.insert(result, for: value)
        return result
    }

    static func upper(_ value: Value, in context: BuiltinContext) -> Value {
        map(value, in: context, ascii: { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }, upper)
    }

    /// The lower case of one code point. Only İ has a full mapping of several code points.
    static func lower(_ codePoint: Unicode.Scalar) -> Unicode.Scalar {
        if codePoint == "\u{130}" { return "i" }
        return single(codePoint.properties.lowercaseMapping) ?? codePoint
    }

    /// The upper case of one code point. Where the full mapping is several (ß, ﬁ, ᾳ), the simple one is the title
    /// case, if that is one code point, or nothing.
    static func upper(_ codePoint: Unicode.Scalar) -> Unicode.Scalar {
        single(codePoint.properties.uppercaseMapping) ?? single(codePoint.properties.titlecaseMapping) ?? codePoint
    }

    private static func single(_ mapping: String) -> Unicode.Scalar? {
        let scalars = mapping.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }

    private static func map(
        _ value: Value, in context: BuiltinContext, ascii changes: (UInt8) -> Bool,
        _ change: (Unicode.Scalar) -> Unicode.Scalar
    ) -> Value {
        let text = value.utf8
        guard let first = text.firstIndex(where: { $0 >= 0x80 || changes($0) }) else { return value }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        result.append(contentsOf: text[0..<first])
        var offset = first
        while offset < text.count {
            let byte = text[offset]
            if byte < 0x80 {
                result.append(changes(byte) ? byte ^ 0x20 : byte)
                offset += 1
            } else {
                result.append(codePoint: change(text.codePoint(at: offset)))
                offset += text.codePointLength(at: offset)
            }
        }
        return context.arena.string(result)
    }
}
