extension Module {
    /// The tree in the form of OPA's own syntax tree as JSON, which `rego.parse_module` answers with.
    public var jsonTree: PlainValue { TreeEncoder(bytes: Array(text.utf8)).encode(self) }
}

/// Turns trees into OPA's JSON form of them.
private struct TreeEncoder {
    /// The text of the module.
    let bytes: [UInt8]

    func encode(_ module: Module) -> PlainValue {
        let package = [.variable("data")] + module.package.map(PlainValue.text)
        var tree: [String: PlainValue] = ["package": .object(["path": .array(package)])]
        if !module.imports.isEmpty { tree["imports"] = .array(module.imports.map(encode)) }
        if !module.rules.isEmpty {
            tree["rules"] = .array(module.rules.map { encode($0, usesIf: module.usesV1Rules) })
        }
        let comments = Lexer.comments(of: bytes, dialect: module.dialect)
        if !comments.isEmpty { tree["comments"] = .array(comments.map { encode($0, file: module.file) }) }
        return .object(tree)
    }

    private func encode(_ comment: Lexer.Comment, file: String) -> PlainValue {
        .object([
            "Location": .object([
                "file": .string(file), "row": .number("\(comment.line)"), "col": .number("\(comment.column)"),
            ]),
            "Text": .string(base64(bytes[(comment.start + 1)..<comment.end])),
        ])
    }

    private func encode(_ statement: Import) -> PlainValue {
        var tree: [String: PlainValue] = ["path": path(statement.path)]
        if let alias = statement.alias { tree["alias"] = .string(alias) }
        return .object(tree)
    }

    private func path(_ path: [String]) -> PlainValue {
        var parts = path.map(PlainValue.text)
        if let first = path.first { parts[0] = .variable(first) }
        return .node("ref", .array(parts))
    }

    // MARK: - Rules

    private func encode(_ rule: Rule, usesIf: Bool) -> PlainValue {
        let head = encode(rule.head, isDefault: rule.isDefault, hasIf: usesIf && !rule.body.isEmpty)
        var tree: [String: PlainValue] = ["head": .object(head), "body": encode(rule.body)]
        if rule.isDefault { tree["default"] = .boolean(true) }
        if let branch = encode(rule.elseBranches[...], head) { tree["else"] = branch }
        return .object(tree)
    }

    /// Branches nest in OPA's tree, each with the head of the rule and its own value.
    private func encode(_ branches: ArraySlice<ElseBranch>, _ head: [String: PlainValue]) -> PlainValue? {
        var nested: PlainValue?
        for branch in branches.reversed() {
            var head = head
            head["value"] = branch.value.map(encode) ?? .true
            if branch.value != nil { head["assign"] = branch.isAssignment ? .boolean(true) : nil }
            var tree: [String: PlainValue] = ["head": .object(head), "body": encode(branch.body)]
            tree["else"] = nested
            nested = .object(tree)
        }
        return nested
    }

    /// OPA keeps names and keys of heads for its older versions, in some cases and not in others.
    private func encode(_ head: RuleHead, isDefault: Bool, hasIf: Bool) -> [String: PlainValue] {
        var parts = head.reference.map(encode)
        parts[0] = .variable(head.name)
        var tree: [String: PlainValue] = ["ref": .array(parts)]
        if head.isAssignment { tree["assign"] = .boolean(true) }
        if let arguments = head.arguments, !arguments.isEmpty { tree["args"] = .array(arguments.map(encode)) }
        if let key = head.key { tree["key"] = encode(key) } else { tree["value"] = head.value.map(encode) ?? .true }
        if head.reference.count == 1 { tree["name"] = .string(head.name) }
        guard head.reference.count == 2, head.key == nil, !isDefault else { return tree }
        let second = head.reference[1]
        if hasIf {
            if head.value != nil || head.arguments != nil { tree["name"] = .string(head.name) }
            if head.arguments == nil, second.isReferenceOrHasVariables { tree["key"] = encode(second) }
        } else if head.arguments == nil {
            tree["name"] = .string(head.name)
            tree["key"] = encode(second)
        }
        return tree
    }

    // MARK: - Bodies

    private func encode(_ body: Body) -> PlainValue {
        guard !body.isEmpty else { return .array([.object(["index": .number("0"), "terms": .true])]) }
        return .array(body.enumerated().map { encode($1, at: $0) })
    }

    private func encode(_ expression: Expression, at index: Int) -> PlainValue {
        var tree: [String: PlainValue] = ["index": .number("\(index)"), "terms": terms(of: expression)]
        if expression.isNegated { tree["negated"] = .boolean(true) }
        if !expression.with.isEmpty { tree["with"] = .array(expression.with.map(encode)) }
        return .object(tree)
    }

    private func terms(of expression: Expression) -> PlainValue {
        switch expression.kind {
        case .term(let term):
            return statement(term)
        case .some(let names):
            return .object(["symbols": .array(names.map(name))])
        case .someIn(let key, let value, let domain):
            let operands = (key.map { [$0] } ?? []) + [value, domain]
            let callee = key == nil ? Descent.membership : Descent.pairMembership
            return .object(["symbols": .array([encode(Term(.call(callee, operands), at: expression.location))])])
        case .every(let key, let value, let domain, let body):
            return .object([
                "key": key.map(encode) ?? .null, "value": encode(value), "domain": encode(domain),
                "body": encode(body),
            ])
        case .negatedBody(let body):
            let isBlock = body.first.map { hasBraces(before: $0, in: expression) } ?? true
            return .object(["type": .string("not"), "explicit_body": .boolean(isBlock), "body": encode(body)])
        }
    }

    /// Whether braces stand between the `not` of a negated body and its first expression.
    private func hasBraces(before first: Expression, in negation: Expression) -> Bool {
        let start = min(negation.location.offset + 3, bytes.count)
        let end = min(max(first.location.offset, start), bytes.count)
        return bytes[start..<end].contains(UInt8(ascii: "{"))
    }

    private func encode(_ modifier: WithModifier) -> PlainValue {
        .object(["target": encode(modifier.target), "value": encode(modifier.value)])
    }

    // MARK: - Terms

    /// As a statement, a call is the list of its operator and its operands.
    private func statement(_ term: Term) -> PlainValue {
        guard case .call(let callee, let arguments) = term.kind else { return encode(term) }
        return .array([path(callee)] + arguments.map(encode))
    }

    private func name(_ term: Term) -> PlainValue {
        if case .variable(let name) = term.kind { return .variable(name) }
        return encode(term)
    }

    private func encode(_ term: Term) -> PlainValue {
        switch term.kind {
        case .null: .node("null", .object([:]))
        case .boolean(let value): .node("boolean", .boolean(value))
        case .number(let digits): .node("number", .number(digits))
        case .string(let string): .text(string)
        case .variable("input"): .node("ref", .array([.variable("input")]))
        case .variable("data"): .node("ref", .array([.variable("data")]))
        case .variable(let name): .variable(name)
        case .reference(let parts):
            .node("ref", .array([name(parts[0])] + parts.dropFirst().map(encode)))
        case .array(let terms): .node("array", .array(terms.map(encode)))
        case .set(let terms): .node("set", .array(Term.sortedSet(terms).map(encode)))
        case .object(let entries):
            .node("object", .array(Term.sorted(entries).map { .array([encode($0.key), encode($0.value)]) }))
        case .arrayComprehension(let head, let body): comprehension("array", head, body)
        case .setComprehension(let head, let body): comprehension("set", head, body)
        case .objectComprehension(let key, let value, let body):
            .node(
                "objectcomprehension",
                .object(["key": encode(key), "value": encode(value), "body": encode(body)]))
        case .call(let callee, let arguments):
            .node("call", .array([path(callee)] + arguments.map(encode)))
        case .template(let parts): template(parts, at: term.location)
        }
    }

    private func comprehension(_ kind: String, _ head: Term, _ body: Body) -> PlainValue {
        .node(kind + "comprehension", .object(["term": encode(head), "body": encode(body)]))
    }

    private func template(_ parts: [TemplatePart], at location: Location) -> PlainValue {
        let quote = location.offset + 1
        let isRaw = quote < bytes.count && bytes[quote] == UInt8(ascii: "`")
        let pieces: PlainValue = parts.isEmpty ? .null : .array(parts.map(encode))
        return .node("templatestring", .object(["multi_line": .boolean(isRaw), "parts": pieces]))
    }

    private func encode(_ part: TemplatePart) -> PlainValue {
        switch part {
        case .text(let text): .text(text)
        case .expression(let term) where term.isScalar: encode(term)
        case .expression(let term): .object(["index": .number("0"), "terms": statement(term)])
        case .modified(let term, let with):
            .object([
                "index": .number("0"), "terms": statement(term), "with": .array(with.map(encode)),
            ])
        }
    }
}

extension Term {
    fileprivate var isReferenceOrHasVariables: Bool {
        if case .reference = kind { return true }
        return !isGround
    }

    fileprivate var isScalar: Bool {
        switch kind {
        case .null, .boolean, .number, .string: true
        default: false
        }
    }
}

extension PlainValue {
    fileprivate static func node(_ type: String, _ value: PlainValue) -> PlainValue {
        .object(["type": .string(type), "value": value])
    }

    fileprivate static func variable(_ name: String) -> PlainValue { node("var", .string(name)) }
    fileprivate static func text(_ text: String) -> PlainValue { node("string", .string(text)) }
    fileprivate static var `true`: PlainValue { node("boolean", .boolean(true)) }
}

private func base64(_ bytes: ArraySlice<UInt8>) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    var rest = bytes
    while !rest.isEmpty {
        let group = rest.prefix(3)
        rest = rest.dropFirst(3)
        let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for position in 0..<4 {
            text.append(position > group.count ? UInt8(ascii: "=") : alphabet[bits >> (18 - 6 * position) & 63])
        }
    }
    return String(decoding: text, as: UTF8.self)
}
