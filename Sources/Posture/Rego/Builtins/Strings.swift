import Documents

extension BuiltinTable {
    /// Searching, cutting and joining text. Positions and lengths count code points.
    static let strings: [Builtin] = [
        Builtin("concat", [.string, .stringCollection], .string) { context, args throws(BuiltinError) in
            try StringBuiltins.concat(context, args)
        },
        Builtin("contains", [.string, .string], .boolean) { _, args throws(BuiltinError) in
            let (text, wanted) = (try args.string(0), try args.string(1))
            return Value(text.utf8.offset(of: wanted.utf8) != nil)
        },
        Builtin("startswith", [.string, .string], .boolean) { _, args throws(BuiltinError) in
            let (text, prefix) = (try args.string(0), try args.string(1))
            return Value(text.utf8.begins(with: prefix.utf8))
        },
        Builtin("endswith", [.string, .string], .boolean) { _, args throws(BuiltinError) in
            let (text, suffix) = (try args.string(0), try args.string(1))
            return Value(text.utf8.ends(with: suffix.utf8))
        },
        Builtin("indexof", [.string, .string], .number) { _, args throws(BuiltinError) in
            let (text, wanted) = (try args.string(0).utf8, try args.string(1).utf8)
            if wanted.isEmpty { throw .failure("empty search character") }
            guard let offset = text.offset(of: wanted) else { return Value(smallInteger: -1) }
            return Value(smallInteger: text.part(0..<offset).codePointCount)
        },
        Builtin("indexof_n", [.string, .string], .array(.number)) { context, args throws(BuiltinError) in
            try StringBuiltins.indices(context, args)
        },
        Builtin("replace", [.string, .string, .string], .string) { context, args throws(BuiltinError) in
            try StringBuiltins.replace(context, args)
        },
        Builtin("split", [.string, .string], .array(.string)) { context, args throws(BuiltinError) in
            try StringBuiltins.split(context, args)
        },
        Builtin("substring", [.string, .number, .number], .string) { context, args throws(BuiltinError) in
            try StringBuiltins.substring(context, args)
        },
        Builtin("strings.reverse", [.string], .string) { context, args throws(BuiltinError) in
            let text = try args.string(0).utf8
            var result: [UInt8] = []
            result.reserveCapacity(text.count)
            var end = text.count
            while end > 0 {
                let start = text.codePointStart(before: end)
                result.append(contentsOf: text[start..<end])
                end = start
            }
            return context.arena.string(result)
        },
        Builtin("strings.count", [.string, .string], .number) { _, args throws(BuiltinError) in
            let (text, wanted) = (try args.string(0).utf8, try args.string(1).utf8)
            if wanted.isEmpty { return Value(smallInteger: text.codePointCount + 1) }
            var total = 0
            var position = 0
            while let hit = text.offset(of: wanted, from: position) {
                total += 1
                position = hit + wanted.count
            }
            return Value(smallInteger: total)
        },
        Builtin("strings.any_prefix_match", [.stringOrStrings, .stringOrStrings], .boolean) {
            _, args throws(BuiltinError) in
            let (texts, prefixes) = (try args.stringOrStrings(0), try args.stringOrStrings(1))
            return Value(texts.contains { text in prefixes.contains { text.utf8.begins(with: $0.utf8) } })
        },
        Builtin("strings.any_suffix_match", [.stringOrStrings, .stringOrStrings], .boolean) {
            _, args throws(BuiltinError) in
            let (texts, suffixes) = (try args.stringOrStrings(0), try args.stringOrStrings(1))
            return Value(texts.contains { text in suffixes.contains { text.utf8.ends(with: $0.utf8) } })
        },
        Builtin("strings.replace_n", [.object, .string], .string) { context, args throws(BuiltinError) in
            try StringBuiltins.replaceMany(context, args)
        },
        Builtin("sprintf", [.string, .array(.any)], .string) { context, args throws(BuiltinError) in
            try Sprintf.call(context, args)
        },
    ]
}

extension RegoType {
    static let stringCollection: RegoType = .union([.array(.string), .set(.string)])
    static let stringOrStrings: RegoType = .union([.string, .array(.string), .set(.string)])
}

/// The longer bodies of the string functions.
enum StringBuiltins {
    typealias Arguments = UnsafeBufferPointer<Value>

    static func concat(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let separator = try args.string(0).utf8
        guard args[1].isArray || args[1].isSet else { throw .type(2, args[1], "set", "array") }
        var total = 0
        for element in args[1].elements {
            guard element.isString else { throw .element(2, of: args[1], element, "string") }
            total += element.utf8.count + separator.count
        }
        guard total <= context.resultLimit else { throw .resultTooLarge }
        // No separator after the last one.
        if args[1].count > 0 { total -= separator.count }
        return context.arena.string(count: total) { target in
            var end = target
            for (index, element) in args[1].elements.enumerated() {
                if index > 0 { end.append(separator) }
                end.append(element.utf8)
            }
        }
    }

    static func indices(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let (text, wanted) = (try args.string(0).utf8, try args.string(1).utf8)
        if wanted.isEmpty { throw .failure("empty search character") }
        var result: [Value] = []
        var (counted, index, position) = (0, 0, 0)
        while let hit = text.offset(of: wanted, from: position) {
            index += text.part(counted..<hit).codePointCount
            counted = hit
            result.append(Value(smallInteger: index))
            // Occurrences may overlap.
            position = hit + text.codePointLength(at: hit)
        }
        return context.arena.array(result)
    }

    static func replace(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let text = try args.string(0).utf8
        let (old, new) = (try args.string(1).utf8, try args.string(2).utf8)
        guard var hit = text.offset(of: old) else { return args[0] }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + new.count)
        var position = 0
        while true {
            result.append(contentsOf: text[position..<hit])
            result.append(contentsOf: new)
            guard result.count <= context.resultLimit else { throw .resultTooLarge }
            position = hit + old.count
            // An empty text is found before every code point and at the end.
            if old.isEmpty && hit == text.count { break }
            let start = old.isEmpty ? hit + text.codePointLength(at: hit) : position
            guard let next = text.offset(of: old, from: start) else { break }
            hit = next
        }
        result.append(contentsOf: text[position..<text.count])
        return try context.string(result)
    }

    static func split(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let (text, separator) = (try args.string(0).utf8, try args.string(1).utf8)
        var parts: [Value] = []
        if separator.isEmpty {
            var offset = 0
            while offset < text.count {
                let end = offset + text.codePointLength(at: offset)
                parts.append(context.arena.string(text.part(offset..<end)))
                offset = end
            }
            return context.arena.array(parts)
        }
        var position = 0
        while let hit = text.offset(of: separator, from: position) {
            parts.append(context.arena.string(text.part(position..<hit)))
            position = hit + separator.count
        }
        parts.append(position == 0 ? args[0] : context.arena.string(text.part(position..<text.count)))
        return context.arena.array(parts)
    }

    static func substring(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let text = try args.string(0).utf8
        let start = try args.integer(1)
        if start < 0 { throw .failure("negative offset") }
        let length = try args.integer(2)
        let first = text.byteOffset(ofCodePoint: start)
        let last = length < 0 ? text.count : text.byteOffset(ofCodePoint: length, from: first)
        return context.arena.string(text.part(first..<last))
    }

    /// At every place the first key in order that fits is replaced; what was put in is not searched again.
    static func replaceMany(_ context: BuiltinContext, _ args: Arguments) throws(BuiltinError) -> Value {
        let patterns = try args.object(0)
        let text = try args.string(1).utf8
        for key in patterns.keys where !key.isString { throw .operand(1, "non-string key found in pattern object") }
        for value in patterns.values where !value.isString {
            throw .operand(1, "non-string value found in pattern object")
        }
        // Which keys can start with a byte, so that most places cost one look.
        var candidates = [[Int]](repeating: [], count: 256)
        var emptyKey: Int?
        for (index, key) in patterns.keys.enumerated() {
            if let byte = key.utf8.first { candidates[Int(byte)].append(index) } else { emptyKey = index }
        }
        var result: [UInt8] = []
        var position = 0
        var isAfterEmptyMatch = false
        while position <= text.count {
            let rest = text.part(position..<text.count)
            // The empty key comes first in order and so beats all others, but not twice at one place.
            var match = isAfterEmptyMatch ? nil : emptyKey
            if match == nil, let byte = rest.first {
                match = candidates[Int(byte)].first { rest.begins(with: patterns.keys[$0].utf8) }
            }
            if let match {
                result.append(contentsOf: patterns.values[match].utf8)
                position += patterns.keys[match].utf8.count
                isAfterEmptyMatch = patterns.keys[match].utf8.isEmpty
                guard result.count <= context.resultLimit else { throw .resultTooLarge }
                if isAfterEmptyMatch { continue }
            } else {
                isAfterEmptyMatch = false
                guard position < text.count else { break }
                let length = text.codePointLength(at: position)
                result.append(contentsOf: rest[0..<length])
                position += length
            }
        }
        return try context.string(result)
    }
}
