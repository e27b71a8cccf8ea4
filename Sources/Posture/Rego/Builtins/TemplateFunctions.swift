import Documents

/// The functions that every template has.
enum TemplateFunctions {
    enum Problem: Error {
        case unknown
        case arguments
        case message(String)
        case tooLarge
    }

    static func call(
        _ name: String, _ arguments: [TemplateDatum], _ context: BuiltinContext
    ) throws(Problem) -> TemplateDatum {
        switch name {
        case "and", "or":
            // Earlier arguments did not decide it.
            guard let last = arguments.last else { throw .arguments }
            return last
        case "not":
            guard arguments.count == 1 else { throw .arguments }
            return .boolean(!arguments[0].isTrue)
        case "len": return .integer(try length(arguments))
        case "index": return try index(arguments)
        case "slice": return try slice(arguments)
        case "eq":
            guard arguments.count >= 2 else { throw .arguments }
            for other in arguments.dropFirst() where try areEqual(arguments[0], other) { return .boolean(true) }
            return .boolean(false)
        case "ne", "lt", "le", "gt", "ge":
            guard arguments.count == 2 else { throw .arguments }
            return .boolean(try compare(name, arguments[0], arguments[1]))
        case "print", "println": return .string(printed(arguments, isLine: name == "println"))
        case "printf": return try formatted(arguments, context)
        case "html", "js", "urlquery": return .string(escaped(name, printed(arguments, isLine: false)))
        default: throw .unknown
        }
    }

    private static func length(_ arguments: [TemplateDatum]) throws(Problem) -> Int {
        guard arguments.count == 1 else { throw .arguments }
        switch arguments[0] {
        case .string(let text), .number(let text): return text.count
        case .list(let elements): return elements.count
        case .map(let object): return object.count
        case .null, .missing: throw .message("len of nil pointer")
        default: throw .message("len of type \(arguments[0].typeName)")
        }
    }

    private static func index(_ arguments: [TemplateDatum]) throws(Problem) -> TemplateDatum {
        guard var result = arguments.first else { throw .arguments }
        for argument in arguments.dropFirst() {
            switch (result, argument) {
            case (.list(let elements), .integer(let place)):
                guard elements.indices.contains(place) else { throw .message("index out of range: \(place)") }
                result = TemplateDatum(elements[place])
            case (.string(let text), .integer(let place)):
                guard text.indices.contains(place) else { throw .message("index out of range: \(place)") }
                result = .integer(Int(text[place]))
            case (.map(let object), .string(let key)):
                let found = key.withUnsafeBufferPointer { object.member($0) }
                result = found.isDefined ? TemplateDatum(found) : .missing
            case (.list, _): throw .message("cannot index slice/array with type \(argument.typeName)")
            case (.null, _), (.missing, _): throw .message("index of untyped nil")
            default: throw .message("can't index item of type \(result.typeName)")
            }
        }
        return result
    }

    private static func slice(_ arguments: [TemplateDatum]) throws(Problem) -> TemplateDatum {
        guard let value = arguments.first, arguments.count <= 3 else { throw .arguments }
        var bounds: [Int] = []
        for argument in arguments.dropFirst() {
            guard case .integer(let bound) = argument else {
                throw .message("cannot index slice/array with type \(argument.typeName)")
            }
            bounds.append(bound)
        }
        let count: Int
        switch value {
        case .string(let text): count = text.count
        case .list(let elements): count = elements.count
        default: throw .message("can't slice item of type \(value.typeName)")
        }
        let start = bounds.first ?? 0
        let end = bounds.count > 1 ? bounds[1] : count
        guard (0...count).contains(start) else { throw .message("index out of range: \(start)") }
        guard (0...count).contains(end) else { throw .message("index out of range: \(end)") }
        guard start <= end else { throw .message("invalid slice index: \(start) > \(end)") }
        if case .list(let elements) = value { return .list(Array(elements[start..<end])) }
        if case .string(let text) = value { return .string(Array(text[start..<end])) }
        return .missing
    }

    // MARK: Comparison

    private static func areEqual(_ left: TemplateDatum, _ right: TemplateDatum) throws(Problem) -> Bool {
        switch (left, right) {
        case (.list, _), (.map, _):
            let text = String(decoding: left.text, as: UTF8.self)
            throw .message("non-comparable type \(text): \(left.typeName)")
        case (.null, .null), (.missing, .missing), (.null, .missing), (.missing, .null): return true
        case (.null, _), (_, .null), (.missing, _), (_, .missing): return false
        case (.boolean(let first), .boolean(let second)): return first == second
        default: return try order(left, right) == 0
        }
    }

    private static func compare(
        _ name: String, _ left: TemplateDatum, _ right: TemplateDatum
    ) throws(Problem) -> Bool {
        if name == "ne" { return try !areEqual(left, right) }
        let order = try order(left, right)
        switch name {
        case "lt": return order < 0
        case "le": return order <= 0
        case "gt": return order > 0
        default: return order >= 0
        }
    }

    private static func order(_ left: TemplateDatum, _ right: TemplateDatum) throws(Problem) -> Int {
        switch (left, right) {
        case (.integer(let first), .integer(let second)): return first < second ? -1 : first > second ? 1 : 0
        case (.float(let first), .float(let second)): return first < second ? -1 : first > second ? 1 : 0
        case (.string(let first), .string(let second)), (.number(let first), .number(let second)),
            (.string(let first), .number(let second)), (.number(let first), .string(let second)):
            return first.lexicographicallyPrecedes(second) ? -1 : first == second ? 0 : 1
        case (.boolean, .boolean), (.list, _), (.map, _), (.null, _): throw .message("invalid type for comparison")
        default: throw .message("incompatible types for comparison")
        }
    }

    // MARK: Text

    /// With a space between two values of which neither is a string; `println` always, and a line's end.
    private static func printed(_ arguments: [TemplateDatum], isLine: Bool) -> [UInt8] {
        var result: [UInt8] = []
        var wasString = true
        for (place, argument) in arguments.enumerated() {
            var isString = false
            switch argument {
            case .string, .number: isString = true
            default: break
            }
            if place > 0, isLine || !isString && !wasString { result.append(UInt8(ascii: " ")) }
            result.append(contentsOf: argument.text)
            wasString = isString
        }
        if isLine { result.append(UInt8(ascii: "\n")) }
        return result
    }

    private static func formatted(
        _ arguments: [TemplateDatum], _ context: BuiltinContext
    ) throws(Problem) -> TemplateDatum {
        guard let first = arguments.first else { throw .arguments }
        guard case .string(let format) = first else { throw .message("wrong type for value; expected string") }
        let values = arguments.dropFirst().map { $0.value(in: context.arena) }
        do {
            let text = context.arena.string(format)
            return .string(
                try values.withUnsafeBufferPointer { values in
                    try Sprintf.render(text.utf8, values, limit: context.resultLimit)
                })
        } catch {
            throw .tooLarge
        }
    }

    private static func escaped(_ name: String, _ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text {
            let character = Unicode.Scalar(byte)
            switch (name, character) {
            case ("html", "<"): result.append(literal: "&lt;")
            case ("html", ">"): result.append(literal: "&gt;")
            case ("html", "&"): result.append(literal: "&amp;")
            case ("html", "\""): result.append(literal: "&#34;")
            case ("html", "'"): result.append(literal: "&#39;")
            case ("html", "\0"): result.append(literal: "\u{FFFD}")
            case ("js", "\\"), ("js", "\""), ("js", "'"):
                result.append(UInt8(ascii: "\\"))
                result.append(byte)
            case ("js", _) where byte < 0x20 || "<>&=".utf8.contains(byte):
                let digits = String(byte, radix: 16, uppercase: true)
                result.append(contentsOf: ("\\u00" + (digits.utf8.count < 2 ? "0" : "") + digits).utf8)
            case ("urlquery", " "): result.append(UInt8(ascii: "+"))
            case ("urlquery", _) where !isUnreserved(byte):
                let digits = String(byte, radix: 16, uppercase: true)
                result.append(contentsOf: ("%" + (digits.utf8.count < 2 ? "0" : "") + digits).utf8)
            default: result.append(byte)
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") <= 9 || "-_.~".utf8.contains(byte)
    }
}
