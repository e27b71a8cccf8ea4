/// Reads templates. Errors are those of a person who writes one, so they carry the line.
struct TemplateParser {
    private var lexer: TemplateLexer
    private var tokens: [(token: TemplateToken, position: Int)] = []
    private var next = 0
    private var depth = 0
    private var loops = 0
    /// Nesting of actions and parentheses; more is no honest template.
    private static let maximumDepth = 100

    init(_ text: [UInt8]) { lexer = TemplateLexer(text) }

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
        while let piece = try lexer.next() {
            switch piece {
            case .text(let text): nodes.append(.text(text))
            case .comment: break
            case .action(let action): tokens = action
            }
            guard case .action = piece else { continue }
            next = 0
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

    private func failure(_ message: String) -> BuiltinError { lexer.failure(message) }

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
        let start = next < tokens.count ? tokens[next].position : lexer.index
        var end = start
        while true {
            skipSpace()
            guard next < tokens.count else { break }
            if case .symbol(let symbol) = tokens[next].token, symbol != "(" { break }
            operands.append(try operand())
            end = next < tokens.count ? tokens[next].position : lexer.index
        }
        return TemplateCommand(
            operands: operands, position: start, text: String(decoding: lexer.text[start..<end], as: UTF8.self))
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
