/// Reads templates. Errors are those of a person who writes one, so they carry the line.
struct TemplateParser {
    private let text: [UInt8]
    private var index = 0
    private var tokens: [(token: TemplateToken, position: Int)] = []
    private var next = 0
    private var depth = 0
    private var loops = 0
    /// Nesting of actions and parentheses; more is no honest template.
    private static let maximumDepth = 100

    init(_ text: [UInt8]) { self.text = text }

    mutating func parse() throws(BuiltinError) -> [TemplateNode] {
        let (nodes, end) = try list()
        if let end { throw failure("unexpected {{\(end)}}") }
        return nodes
    }

    // MARK: Text and actions

    /// Nodes up to `end`, `else` or the end of the text, and which it was.
    private mutating func list() throws(BuiltinError) -> ([TemplateNode], String?) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= TemplateParser.maximumDepth else { throw .budget("template is nested too deeply") }
        var nodes: [TemplateNode] = []
        while let action = try nextAction(&nodes) {
            guard action else { continue }
            let keyword = peekWord()
            switch keyword {
            case "end", "else":
                next += 1
                return (nodes, keyword)
            case "if", "with", "range": nodes.append(try branch(keyword ?? ""))
            case "break", "continue":
                guard loops > 0 else { throw failure("{{\(keyword ?? "")}} outside {{range}}") }
                next += 1
                try expectEnd()
                nodes.append(.leave(isBreak: keyword == "break"))
            case "define", "template", "block": throw failure("named templates are not supported")
            default:
                guard !isAtEnd else { throw failure("missing value for command") }
                nodes.append(.output(try pipeline("command")))
                try expectEnd()
            }
        }
        return (nodes, nil)
    }

    private mutating func branch(_ keyword: String) throws(BuiltinError) -> TemplateNode {
        next += 1
        let kind: TemplateBranch.Kind = keyword == "if" ? .if : keyword == "with" ? .with : .range
        let pipeline = try pipeline(keyword)
        try expectEnd()
        loops += kind == .range ? 1 : 0
        let (body, end) = try list()
        loops -= kind == .range ? 1 : 0
        guard let end else { throw failure("unexpected EOF") }
        var otherwise: [TemplateNode] = []
        if end == "else" {
            skipSpace()
            if kind != .range, peekWord() == keyword {
                // `else if` is an if within the else, closed by the same end.
                otherwise = [try branch(keyword)]
            } else {
                try expectEnd()
                let (nodes, last) = try list()
                guard last == "end" else { throw failure(last == nil ? "unexpected EOF" : "unexpected {{else}}") }
                try expectEnd()
                otherwise = nodes
            }
        } else {
            try expectEnd()
        }
        return .branch(TemplateBranch(kind: kind, pipeline: pipeline, body: body, otherwise: otherwise))
    }

    /// Takes text up to the next action and reads the tokens of that action.
    /// - Returns: nil at the end, false after a comment.
    private mutating func nextAction(_ nodes: inout [TemplateNode]) throws(BuiltinError) -> Bool? {
        guard index < text.count else { return nil }
        var open = index
        while open + 1 < text.count, !(text[open] == UInt8(ascii: "{") && text[open + 1] == UInt8(ascii: "{")) {
            open += 1
        }
        guard open + 1 < text.count else {
            nodes.append(.text(text[index...]))
            index = text.count
            return false
        }
        var literal = text[index..<open]
        index = open + 2
        if isAt("-"), index + 1 < text.count, TemplateParser.isSpace(text[index + 1]) {
            while let last = literal.last, TemplateParser.isSpace(last) { literal.removeLast() }
            index += 2
        }
        if !literal.isEmpty { nodes.append(.text(literal)) }
        if isAt("/"), text[(index + 1)...].first == UInt8(ascii: "*") {
            while index < text.count, !text[index...].starts(with: "*/".utf8) { index += 1 }
            guard index < text.count else { throw failure("unclosed comment") }
            index += 2
            guard try closeAction() else { throw failure("comment ends before closing delimiter") }
            return false
        }
        try readTokens()
        return true
    }

    private func isAt(_ character: Unicode.Scalar) -> Bool {
        index < text.count && text[index] == UInt8(ascii: character)
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    /// Passes over `}}` or ` -}}`, with the space that the latter trims.
    private mutating func closeAction() throws(BuiltinError) -> Bool {
        var place = index
        while place < text.count, TemplateParser.isSpace(text[place]) { place += 1 }
        if place > index, text[place...].starts(with: "-}}".utf8) {
            index = place + 3
            while index < text.count, TemplateParser.isSpace(text[index]) { index += 1 }
            return true
        }
        guard text[index...].starts(with: "}}".utf8) else { return false }
        index += 2
        return true
    }

    // MARK: Tokens

    private mutating func readTokens() throws(BuiltinError) {
        tokens = []
        next = 0
        while true {
            let end = index
            if try closeAction() {
                tokens.append((.space, end))
                return
            }
            guard index < text.count else { throw failure("unclosed action") }
            let start = index
            let byte = text[index]
            if TemplateParser.isSpace(byte) {
                while index < text.count, TemplateParser.isSpace(text[index]), !atTrimmedClose { index += 1 }
                // Space before the closing ` -}}` belongs to it.
                if index == start { throw failure("unexpected space in action") }
                tokens.append((.space, start))
                continue
            }
            tokens.append((try token(byte), start))
        }
    }

    private var atTrimmedClose: Bool { text[(index + 1)...].starts(with: "-}}".utf8) }

    private mutating func token(_ byte: UInt8) throws(BuiltinError) -> TemplateToken {
        switch byte {
        case UInt8(ascii: "."):
            index += 1
            if index < text.count, text[index] &- UInt8(ascii: "0") <= 9 {
                index -= 1
                return .number(word(extra: "+-."))
            }
            return .field(word())
        case UInt8(ascii: "$"):
            index += 1
            return .variable(word())
        case UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "'"): return try quoted(byte)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            index += 1
            return .number(String(Unicode.Scalar(byte)) + word(extra: "+-."))
        case UInt8(ascii: ":"):
            guard text[index...].starts(with: ":=".utf8) else { throw failure("expected :=") }
            index += 2
            return .symbol(":=")
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: "="):
            index += 1
            return .symbol(String(Unicode.Scalar(byte)))
        default:
            let name = word()
            guard !name.isEmpty else { throw failure("unexpected \(GoQuote.text([byte])) in command") }
            return .word(name)
        }
    }

    private mutating func word(extra: String = "") -> String {
        let start = index
        while index < text.count {
            let byte = text[index]
            let isWord =
                byte >= 0x80 || byte == UInt8(ascii: "_") || byte &- UInt8(ascii: "0") <= 9
                || (byte | 0x20) &- UInt8(ascii: "a") < 26 || extra.utf8.contains(byte)
            guard isWord else { break }
            index += 1
        }
        return String(decoding: text[start..<index], as: UTF8.self)
    }

    private mutating func quoted(_ quote: UInt8) throws(BuiltinError) -> TemplateToken {
        index += 1
        var result: [UInt8] = []
        while index < text.count, text[index] != quote {
            if quote != UInt8(ascii: "`"), text[index] == UInt8(ascii: "\n") { break }
            if quote != UInt8(ascii: "`"), text[index] == UInt8(ascii: "\\"), index + 1 < text.count {
                index += 1
                try escape(&result)
            } else {
                result.append(text[index])
            }
            index += 1
        }
        guard index < text.count, text[index] == quote else { throw failure("unterminated quoted string") }
        index += 1
        // A character in single quotes is its number.
        guard quote == UInt8(ascii: "'") else { return .string(result) }
        return .number(String(String(decoding: result, as: UTF8.self).unicodeScalars.first?.value ?? 0))
    }

    private mutating func escape(_ result: inout [UInt8]) throws(BuiltinError) {
        switch text[index] {
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): result.append(text[index])
        case UInt8(ascii: "u"):
            let digits = String(decoding: text[(index + 1)...].prefix(4), as: UTF8.self)
            guard digits.utf8.count == 4, let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else {
                throw failure("bad escape in string")
            }
            result.append(codePoint: scalar)
            index += 4
        default: throw failure("bad escape in string")
        }
    }

    private func failure(_ message: String) -> BuiltinError {
        let line = 1 + text[..<min(index, text.count)].count { $0 == 10 }
        return .failure("template: template:\(line): \(message)")
    }

    // MARK: Pipelines

    private var isAtEnd: Bool { tokens[next...].allSatisfy { $0.token == .space } }

    private mutating func skipSpace() {
        while next < tokens.count, tokens[next].token == .space { next += 1 }
    }

    private mutating func peekWord() -> String? {
        skipSpace()
        guard next < tokens.count, case .word(let word) = tokens[next].token else { return nil }
        return word
    }

    private mutating func expectEnd() throws(BuiltinError) {
        guard isAtEnd else { throw failure("unexpected token in action") }
    }

    private mutating func skip(_ symbol: String) -> Bool {
        skipSpace()
        guard next < tokens.count, tokens[next].token == .symbol(symbol) else { return false }
        next += 1
        return true
    }

    private mutating func pipeline(_ context: String) throws(BuiltinError) -> TemplatePipeline {
        depth += 1
        defer { depth -= 1 }
        guard depth <= TemplateParser.maximumDepth else { throw .budget("template is nested too deeply") }
        var result = TemplatePipeline()
        let start = next
        variables: while true {
            skipSpace()
            guard next < tokens.count, case .variable(let name) = tokens[next].token else { break variables }
            next += 1
            result.variables.append(name)
            if context == "range", result.variables.count == 1, skip(",") { continue }
            result.declares = skip(":=")
            if result.declares || skip("=") { break }
            // No assignment after all.
            break variables
        }
        let isAssignment = next > start && [.symbol(":="), .symbol("=")].contains(tokens[next - 1].token)
        if !isAssignment {
            result.variables = []
            next = start
        }
        repeat {
            let command = try command()
            guard !command.operands.isEmpty else { throw failure("missing value for \(context)") }
            result.commands.append(command)
        } while skip("|")
        return result
    }

    private mutating func command() throws(BuiltinError) -> TemplateCommand {
        var operands: [TemplateOperand] = []
        skipSpace()
        let start = next < tokens.count ? tokens[next].position : index
        var end = start
        while true {
            skipSpace()
            guard next < tokens.count else { break }
            if case .symbol(let symbol) = tokens[next].token, symbol != "(" { break }
            operands.append(try operand())
            end = next < tokens.count ? tokens[next].position : index
        }
        return TemplateCommand(
            operands: operands, position: start, text: String(decoding: text[start..<end], as: UTF8.self))
    }

    private mutating func operand() throws(BuiltinError) -> TemplateOperand {
        let (token, position) = tokens[next]
        next += 1
        switch token {
        case .word("true"), .word("false"): return .boolean(token == .word("true"))
        case .word("nil"): return .null
        case .word(let name): return .function(name)
        case .string(let bytes): return .string(bytes)
        case .number(let text):
            if let integer = Int(text) { return .integer(integer) }
            guard let float = Double(text) else {
                throw failure("bad number syntax: \(GoQuote.text(Array(text.utf8)))")
            }
            return .float(float)
        case .field(""):
            return .dot
        case .field(let name):
            let (names, last) = fields()
            let all = [name] + names
            return .field(all, position: last ?? position, text: "." + all.joined(separator: "."))
        case .variable(let name):
            let (names, last) = fields()
            let text = (["$" + name] + names).joined(separator: ".")
            return .variable(name, names, position: last ?? position, text: text)
        case .symbol("("):
            let inner = try pipeline("parenthesized pipeline")
            guard skip(")") else { throw failure("unclosed left paren") }
            let (names, last) = fields()
            return .group(inner, names, position: last ?? position, text: (["(…)"] + names).joined(separator: "."))
        default: throw failure("unexpected token in operand")
        }
    }

    /// Names that follow without space. The position is that of the first, as Go reports chains.
    private mutating func fields() -> ([String], Int?) {
        var names: [String] = []
        var position: Int?
        while next < tokens.count, case .field(let name) = tokens[next].token, !name.isEmpty {
            names.append(name)
            position = position ?? tokens[next].position
            next += 1
        }
        return (names, position)
    }
}

extension GoQuote {
    /// `bytes` in double quotes.
    static func text(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        bytes.withUnsafeBufferPointer { append($0, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }
}
