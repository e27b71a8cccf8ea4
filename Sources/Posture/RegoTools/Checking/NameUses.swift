package import Rego

/// Every place where a piece of a policy names something: variables, heads of references and of called functions.
package struct NameUses {
    private(set) var counts: [String: Int] = [:]
    /// The constant beginnings of references and of called functions: `data.postureControlInputs.sensitiveKeyNames`.
    private(set) var paths: Set<[String]> = []
    /// Bodies that are scopes of their own, each with the terms that see its variables.
    private(set) var scopes: [Scope] = []

    struct Scope {
        let body: Body
        /// The heads of the comprehension, or of the rule.
        let heads: [Term]
    }

    /// The constant beginnings of all references and calls in a module, with the names of imports written out.
    package static func paths(in module: Module) -> Set<[String]> {
        var uses = NameUses()
        for rule in module.rules { uses.visit(rule) }
        let imports = Dictionary(module.imports.map { ($0.name, $0.path) }, uniquingKeysWith: { first, _ in first })
        return Set(
            uses.paths.map { path in
                guard let first = path.first, let whole = imports[first] else { return path }
                return whole + path.dropFirst()
            })
    }

    static func count(_ name: String, inBody body: Body, heads: [Term]) -> Int {
        var uses = NameUses()
        uses.visit(Scope(body: body, heads: heads))
        return uses.counts[name, default: 0]
    }

    mutating func visit(_ rule: Rule) {
        visit(rule.head)
        scopes.append(Scope(body: rule.body, heads: terms(of: rule.head)))
        visit(rule.body)
        for branch in rule.elseBranches {
            if let value = branch.value { visit(value) }
            scopes.append(Scope(body: branch.body, heads: branch.value.map { [$0] } ?? []))
            visit(branch.body)
        }
    }

    private func terms(of head: RuleHead) -> [Term] {
        Array(head.reference.dropFirst()) + [head.key, head.value].compactMap(\.self)
    }

    private mutating func visit(_ head: RuleHead) {
        for term in (head.arguments ?? []) + terms(of: head) { visit(term) }
    }

    private mutating func visit(_ scope: Scope) {
        visit(scope.body)
        for head in scope.heads { visit(head) }
    }

    private mutating func visitInner(_ body: Body, heads: [Term]) {
        let scope = Scope(body: body, heads: heads)
        scopes.append(scope)
        visit(scope)
    }

    private mutating func visit(_ body: Body) { for expression in body { visit(expression) } }

    private mutating func visit(_ expression: Expression) {
        switch expression.kind {
        case .term(let term): visit(term)
        case .some(let terms): for term in terms { visit(term) }
        case .someIn(let key, let value, let domain):
            for term in [key, value, domain].compactMap(\.self) { visit(term) }
        case .every(let key, let value, let domain, let body):
            for term in [key, value, domain].compactMap(\.self) { visit(term) }
            visitInner(body, heads: [])
        case .negatedBody(let body): visitInner(body, heads: [])
        }
        for modifier in expression.with {
            visit(modifier.target)
            visit(modifier.value)
        }
    }

    private mutating func visit(_ term: Term) {
        switch term.kind {
        case .variable(let name): counts[name, default: 0] += 1
        case .reference(let parts):
            if let path = NameUses.constantBeginning(of: parts) { paths.insert(path) }
            for part in parts { visit(part) }
        case .array(let parts), .set(let parts): for part in parts { visit(part) }
        case .object(let entries):
            for entry in entries {
                visit(entry.key)
                visit(entry.value)
            }
        case .arrayComprehension(let head, let body), .setComprehension(let head, let body):
            visitInner(body, heads: [head])
        case .objectComprehension(let key, let value, let body): visitInner(body, heads: [key, value])
        case .call(let path, let arguments):
            if let name = path.first { counts[name, default: 0] += 1 }
            paths.insert(path)
            for argument in arguments { visit(argument) }
        case .template(let parts):
            for case .expression(let term) in parts { visit(term) }
        case .null, .boolean, .number, .string: break
        }
    }

    private static func constantBeginning(of parts: [Term]) -> [String]? {
        guard case .variable(let head)? = parts.first?.kind else { return nil }
        var path = [head]
        for part in parts.dropFirst() {
            guard case .string(let step) = part.kind else { break }
            path.append(step)
        }
        return path
    }
}
