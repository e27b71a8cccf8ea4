extension Term {
    /// The term as Rego text, on one line.
    public var text: String {
        var printer = TreePrinter()
        printer.write(self)
        return printer.text
    }
}

extension Expression {
    /// The expression as Rego text, on one line.
    public var text: String {
        var printer = TreePrinter()
        printer.write(self)
        return printer.text
    }
}

extension Module {
    /// The module written anew from its tree, without comments, in the dialect in which it was read.
    public var rewritten: String {
        var printer = TreePrinter()
        printer.write(self)
        return printer.text
    }
}

/// Writes trees so that parsing the text gives the same tree.
struct TreePrinter {
    var text = ""

    // MARK: - Terms

    mutating func write(_ term: Term) {
        switch term.kind {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let string): writeQuoted(string)
        case .variable(let name): text += name.utf8.first == UInt8(ascii: "$") ? "_" : name
        case .reference(let parts): writeReference(parts)
        case .array(let terms):
            text += "["
            writeList(terms)
            text += "]"
        case .set(let terms) where terms.isEmpty: text += "set()"
        case .set(let terms):
            text += "{"
            writeList(terms)
            text += "}"
        case .object(let entries): writeObject(entries)
        case .arrayComprehension(let head, let body):
            text += "["
            writeHead(head)
            writeComprehension(body, "]")
        case .setComprehension(let head, let body):
            text += "{"
            writeHead(head)
            writeComprehension(body, "}")
        case .objectComprehension(let key, let value, let body):
            text += "{"
            writeOperand(key, floor: 0)
            text += ": "
            writeHead(value)
            writeComprehension(body, "}")
        case .call(let path, let arguments): writeCall(path, arguments)
        case .template(let parts): writeTemplate(parts)
        }
    }

    /// Terms in a list, where a comma ends an expression.
    private mutating func writeList(_ terms: [Term]) {
        for (index, term) in terms.enumerated() {
            if index > 0 { text += ", " }
            writeOperand(term, floor: 0)
        }
    }

    private mutating func writeObject(_ entries: [ObjectEntry]) {
        text += "{"
        for (index, entry) in entries.enumerated() {
            if index > 0 { text += ", " }
            writeOperand(entry.key, floor: 0)
            text += ": "
            writeOperand(entry.value, floor: 0)
        }
        text += "}"
    }

    /// What stands before the `|` of a comprehension has no infix operators of its own.
    private mutating func writeHead(_ term: Term) { writeOperand(term, floor: .max) }

    private mutating func writeComprehension(_ body: Body, _ end: String) {
        text += " | "
        write(body)
        text += end
    }

    /// A term in parentheses when its operator binds less strongly than `floor`.
    private mutating func writeOperand(_ term: Term, floor: Int) {
        guard case .call(let path, let arguments) = term.kind,
            let strength = Self.strength(path, arguments.count), strength < floor || strength == Self.pairs
        else { return write(term) }
        text += "("
        write(term)
        text += ")"
    }

    // MARK: - References and calls

    mutating func writeReference(_ parts: [Term]) {
        writeOperand(parts[0], floor: .max)
        for part in parts.dropFirst() {
            if case .string(let name) = part.kind, Self.isName(name) {
                text += "."
                text += name
            } else {
                text += "["
                write(part)
                text += "]"
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.isLetter else { return false }
        return text.utf8.allSatisfy { $0.isLetter || $0.isDigit }
    }

    private mutating func writePath(_ path: [String]) {
        for (index, name) in path.enumerated() {
            if index == 0 {
                text += name
            } else if Self.isName(name) {
                text += "." + name
            } else {
                text += "["
                writeQuoted(name)
                text += "]"
            }
        }
    }

    private mutating func writeCall(_ path: [String], _ arguments: [Term]) {
        guard let strength = Self.strength(path, arguments.count) else {
            writePath(path)
            text += "("
            writeList(arguments)
            return text += ")"
        }
        // A union is always in parentheses, lest it be read as a comprehension.
        let isUnion = path == ["or"] && !text.hasSuffix("(")
        if isUnion { text += "(" }
        writeOperand(arguments[0], floor: max(strength, 1))
        if strength == Self.pairs {
            text += ", "
            writeOperand(arguments[1], floor: 1)
        }
        text += " \(Self.symbols[path[path.count - 1]] ?? "") "
        writeOperand(arguments[arguments.count - 1], floor: max(strength, 0) + 1)
        if isUnion { text += ")" }
    }

    /// The strength of `k, v in xs`, which needs parentheses nearly everywhere.
    private static let pairs = -1

    /// How strongly the infix operator behind a call binds, nil when it is written as a call.
    private static func strength(_ path: [String], _ count: Int) -> Int? {
        if path == Descent.membership, count == 2 { return 0 }
        if path == Descent.pairMembership, count == 3 { return pairs }
        guard path.count == 1, count == 2 else { return nil }
        switch path[0] {
        case "equal", "neq", "lt", "lte", "gt", "gte": return 1
        case "or": return 2
        case "and": return 3
        case "plus", "minus": return 4
        case "mul", "div", "rem": return 5
        default: return nil
        }
    }

    private static let symbols = [
        "equal": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "or": "|", "and": "&",
        "plus": "+", "minus": "-", "mul": "*", "div": "/", "rem": "%", "member_2": "in", "member_3": "in",
    ]

    // MARK: - Strings

    mutating func writeQuoted(_ string: String) {
        text += "\""
        writeEscaped(string, escapesBraces: false)
        text += "\""
    }

    private mutating func writeEscaped(_ string: String, escapesBraces: Bool) {
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "{" where escapesBraces: text += "\\{"
            case _ where scalar.value < 0x20 || scalar.value == 0xFEFF:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private mutating func writeTemplate(_ parts: [TemplatePart]) {
        text += "$\""
        for part in parts {
            switch part {
            case .text(let piece):
                writeEscaped(piece, escapesBraces: true)
            case .expression(let term):
                text += "{"
                write(term)
                text += "}"
            case .modified(let term, let modifiers):
                text += "{"
                write(term)
                write(modifiers)
                text += "}"
            }
        }
        text += "\""
    }

    // MARK: - Expressions

    mutating func write(_ body: Body) {
        for (index, expression) in body.enumerated() {
            if index > 0 { text += "; " }
            write(expression)
        }
    }

    mutating func write(_ expression: Expression) {
        if expression.isNegated { text += "not " }
        switch expression.kind {
        case .term(let term): writeStatement(term)
        case .some(let names):
            text += "some "
            writeList(names)
        case .someIn(let key, let value, let domain):
            text += "some "
            write(key: key, value, in: domain)
        case .every(let key, let value, let domain, let body):
            text += "every "
            write(key: key, value, in: domain)
            text += " { "
            write(body)
            text += " }"
        case .negatedBody(let body):
            text += "not { "
            write(body)
            text += " }"
        }
        write(expression.with)
    }

    private mutating func writeStatement(_ term: Term) {
        guard case .call(let path, let operands) = term.kind, operands.count == 2,
            path == InfixOperator.assignPath || path == InfixOperator.unifyPath
        else { return write(term) }
        write(operands[0])
        text += path == InfixOperator.assignPath ? " := " : " = "
        write(operands[1])
    }

    private mutating func write(key: Term?, _ value: Term, in domain: Term) {
        if let key {
            writeOperand(key, floor: 1)
            text += ", "
        }
        writeOperand(value, floor: 1)
        text += " in "
        writeOperand(domain, floor: 1)
    }

    private mutating func write(_ modifiers: [WithModifier]) {
        for modifier in modifiers {
            text += " with "
            write(modifier.target)
            text += " as "
            write(modifier.value)
        }
    }
}
