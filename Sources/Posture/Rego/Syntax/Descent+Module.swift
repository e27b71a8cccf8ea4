/// A module while it is read.
struct ModuleDraft {
    var package: [String]?
    var packageLocation: Location?
    var imports: [Import] = []
    var rules: [Rule] = []
    var forms: [RuleForm] = []
    /// The lines of packages, imports and rules in the order of the text, for annotations.
    var statements: [(line: Int, kind: StatementKind)] = []
    /// What is wrong with statements that could be read; reported when all could be read.
    var errors: [PolicyError] = []
    var usesV1Rules: Bool

    enum StatementKind { case package, `import`, rule(Int) }

    mutating func add(_ rule: Rule, _ form: RuleForm) {
        var form = form
        form.rule = rules.count
        statements.append((rule.location.line, .rule(rules.count)))
        rules.append(rule)
        forms.append(form)
    }
}

extension Descent {
    func wholeModule(text: String?, readsAnnotations: Bool) throws(Unparsable) -> Module {
        var draft = ModuleDraft(usesV1Rules: dialect == .v1)
        if token.kind == .end {
            throw fail("empty module", at: Location(file: file, line: 0, column: 0))
        }
        while token.kind != .end { try statement(&draft) }
        checkV1(&draft)
        if draft.errors.isEmpty {
            let annotations = readsAnnotations ? annotations(of: draft) : []
            if errors.isEmpty, let package = draft.package, let location = draft.packageLocation {
                return Module(
                    package: package, packageLocation: location, imports: draft.imports, rules: draft.rules,
                    annotations: annotations, dialect: dialect, usesV1Rules: draft.usesV1Rules, file: file,
                    text: text ?? String(decoding: lexer.bytes, as: UTF8.self))
            }
        }
        errors += draft.errors
        throw Unparsable()
    }

    private func statement(_ draft: inout ModuleDraft) throws(Unparsable) {
        if token.kind == .package, !isKeywordReference {
            try package(&draft)
            return
        }
        if draft.package == nil {
            if draft.errors.isEmpty {
                draft.errors.append(PolicyError(.parse, "package expected", at: place(of: token)))
            }
        }
        if token.kind == .import, !isKeywordReference {
            try importStatement(&draft)
        } else {
            try rules(into: &draft)
        }
    }

    // MARK: - Packages

    private func package(_ draft: inout ModuleDraft) throws(Unparsable) {
        let start = here
        try scan()
        guard token.kind == .identifier || token.kind.isKeyword else { throw unexpected() }
        let path = try path().names
        let location = place(from: start)
        if !draft.statements.isEmpty {
            draft.errors.append(PolicyError(.parse, "unexpected package", at: location))
            return
        }
        draft.statements.append((start.line, .package))
        draft.package = path
        draft.packageLocation = location
    }

    /// The path of a package or an import, in which keywords are names, and the place of its last part.
    private func path() throws(Unparsable) -> (names: [String], last: Location) {
        let start = here
        var path = [text(of: token)]
        var last = place(of: token)
        let term = try referenceTail(try variable(), from: start)
        switch term {
        case .variable:
            break
        case .reference(let parts):
            guard case .variable? = parts.first?.kind else {
                throw fail("unexpected call token: expecting var", at: place(from: start))
            }
            for part in parts.dropFirst() {
                guard case .string(let name) = part.kind else {
                    throw fail("unexpected \(part.kind.name) token: expecting string", at: part.location)
                }
                path.append(name)
                last = part.location
            }
        default:
            throw unexpected()
        }
        return (path, last)
    }

    // MARK: - Imports

    private func importStatement(_ draft: inout ModuleDraft) throws(Unparsable) {
        let start = here
        try scan()
        guard token.kind == .identifier || token.kind.isKeyword else { throw unexpected() }
        let pathStart = here
        let (path, last) = try path()
        let pathLocation = place(from: pathStart)
        guard ["data", "input", "future", "rego"].contains(path[0]) else {
            hint = "if this is unexpected, try updating OPA"
            throw fail(
                "unexpected import path, must begin with one of: {data, future, input, rego}, got: \(path[0])",
                at: pathLocation)
        }
        var alias: String?
        if token.kind == .as {
            try scan()
            guard token.kind == .identifier else { throw unexpected("expected var") }
            let name = try term()
            guard case .variable(let text) = name, name.name == "var" else {
                throw unexpected("expected var")
            }
            alias = text
        } else if path[0] == "data" || path[0] == "input", path.count > 1, isReserved(path[path.count - 1]) {
            hint = "import a different path or use an alias"
            throw fail(
                "unexpected import path, must not end with a keyword, got: \(path[path.count - 1])", at: last)
        }
        let statement = Import(path: path, alias: alias, location: place(from: start))
        draft.statements.append((start.line, .import))
        draft.imports.append(statement)
        if path[0] == "rego" { try importV1(statement, pathLocation, &draft) }
        if path[0] == "future" { try importKeywords(statement, pathLocation) }
    }

    private func isReserved(_ name: String) -> Bool {
        switch name {
        case "as", "default", "else", "false", "import", "package", "not", "null", "some", "true", "with": true
        case "contains": lexer.keywords.contains(.contains)
        case "every": lexer.keywords.contains(.every)
        case "if": lexer.keywords.contains(.if)
        case "in": lexer.keywords.contains(.in)
        default: false
        }
    }

    private func importV1(
        _ statement: Import, _ location: Location, _ draft: inout ModuleDraft
    ) throws(Unparsable) {
        guard statement.path == ["rego", "v1"] else {
            let path = statement.path.joined(separator: ".")
            throw fail("invalid import `\(path)`, must be `rego.v1`", at: location)
        }
        guard dialect == .v0 else { return }
        if statement.alias != nil { throw fail("`rego` imports cannot be aliased", at: location) }
        draft.usesV1Rules = true
        lexer.keywords.formUnion(.all)
    }

    private func importKeywords(_ statement: Import, _ location: Location) throws(Unparsable) {
        let path = statement.path
        guard path.count > 1, path[1] == "keywords" else {
            throw fail("invalid import, must be `future.keywords`", at: location)
        }
        if statement.alias != nil { throw fail("`future` imports cannot be aliased", at: location) }
        guard path.count == 3 else {
            negatesBodies = true
            lexer.keywords.formUnion(.all)
            return
        }
        switch path[2] {
        case "in": lexer.keywords.formUnion(.in)
        case "every": lexer.keywords.formUnion([.every, .in])
        case "if": lexer.keywords.formUnion(.if)
        case "contains": lexer.keywords.formUnion(.contains)
        case "not": negatesBodies = true
        default: throw fail("unexpected keyword, must be one of [contains every if in not]", at: location)
        }
    }

    // MARK: - Queries and terms

    func wholeQuery() throws(Unparsable) -> Body {
        if token.kind == .end { throw fail("empty query", at: place(of: token)) }
        var body: Body = []
        while token.kind != .end {
            body.append(try literal())
            if token.kind == .semicolon {
                try scan()
                if token.kind == .end { throw unexpected() }
            }
        }
        return body
    }

    func wholeTerm() throws(Unparsable) -> Term {
        let term = try expression(pairs: true)
        guard token.kind == .end else { throw unexpected() }
        return term
    }

    // MARK: - Checks of v1

    private func checkV1(_ draft: inout ModuleDraft) {
        guard draft.usesV1Rules else { return }
        for form in draft.forms {
            let rule = draft.rules[form.rule]
            func refuse(_ message: String, at location: Location) {
                draft.errors.append(PolicyError(.parse, message, at: location))
            }
            let what = form.isFunction ? "function" : "rule"
            if rule.head.reference.count == 1, Self.keywordNames.contains(rule.head.name) {
                refuse("\(rule.head.name) keyword cannot be used for rule name", at: form.location)
            }
            if form.isBare { refuse("\(what) must have value assignment and/or body declaration", at: form.location) }
            for body in form.bodies where body.isWritten && !body.hasIf {
                refuse("`if` keyword is required before \(what) body", at: body.location)
            }
            if rule.head.key != nil, !form.hasContains {
                refuse("`contains` keyword is required for partial set rules", at: form.location)
            }
        }
    }

    private static let keywordNames: Set<String> = [
        "as", "contains", "default", "else", "every", "false", "if", "import", "in", "not", "null", "package",
        "some", "true", "with",
    ]
}
