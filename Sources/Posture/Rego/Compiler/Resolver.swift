import Documents

/// Turns the terms and bodies of one routine into resolved ones. One for each routine; registers count up.
final class Resolver {
    let policy: PolicySources
    /// Number of registers given out.
    private(set) var registerCount: Int
    private var module: ModuleNames
    private(set) var errors: [PolicyError] = []
    /// Names of registers, for messages and for the bindings of a query.
    private(set) var registerNames: [Int: (name: String, location: Location)] = [:]
    /// Registers declared on their own, by `some x` or `every x in`, and where; all must be used.
    private var mustBeUsed: [(register: Int, name: String, location: Location)] = []
    private var used: Set<Int> = []

    init(policy: PolicySources, module: ModuleNames, firstRegister: Int) {
        self.policy = policy
        self.module = module
        registerCount = firstRegister
    }

    func enter(_ module: ModuleNames) { self.module = module }

    var constants: ConstantPool { policy.constants }

    func newRegister() -> Int {
        defer { registerCount += 1 }
        return registerCount
    }

    func report(_ code: PolicyError.Code, _ message: String, at location: Location) {
        errors.append(PolicyError(code, message, at: location))
    }

    /// Reports variables that were declared and are not used.
    func reportUnused() {
        guard errors.isEmpty else { return }
        for (register, name, location) in mustBeUsed where !used.contains(register) && !name.hasPrefix("$") {
            report(.compile, "declared var \(name) unused", at: location)
        }
    }

    // MARK: Bodies

    /// Makes registers for the variables of `terms` that nothing around them knows.
    func declareFree(in terms: [Term], body: Body, scope: Scope) {
        let declare = { (name: String, location: Location) in
            guard !scope.declared.contains(name), scope.register(of: name) == nil, !self.isGlobal(name) else { return }
            self.declare(name, in: scope, at: location)
        }
        for term in terms { term.visitVariables(declare) }
        for expression in body { expression.visitVariables(declare) }
    }

    @discardableResult
    private func declare(_ name: String, in scope: Scope, at location: Location, how: String? = nil) -> Int {
        let register = newRegister()
        registerNames[register] = (name, location)
        scope.define(name, as: register, how: how)
        return register
    }

    /// Declares with `some` or `:=`; a second time in one body is an error.
    @discardableResult
    private func declareOnce(_ name: String, in scope: Scope, at location: Location, how: String) -> Int {
        checkShadowing(name, what: "variables", at: location)
        if !name.hasPrefix("$") {
            if let before = scope.declaration(of: name) {
                report(.compile, "var \(name) \(before) above", at: location)
            } else if scope.usedBefore.contains(name) {
                report(.compile, "var \(name) referenced above", at: location)
            }
        }
        return declare(name, in: scope, at: location, how: how)
    }

    /// `input` and `data` keep their meaning in v1 (OPA's strict-mode checks, part of v1).
    func checkShadowing(_ name: String, what: String, at location: Location) {
        guard module.usesV1Rules, name == "input" || name == "data" else { return }
        report(.compile, "\(what) must not shadow \(name) (use a different variable name)", at: location)
    }

    /// Resolves `body`, whose scope knows its free variables already (``declareFree(in:body:scope:)``).
    func resolve(_ body: Body, scope: Scope) -> [ResolvedExpression] {
        body.compactMap { resolve($0, scope: scope) }
    }

    private func resolve(_ expression: Expression, scope: Scope) -> ResolvedExpression? {
        let with = expression.with.compactMap { resolve($0, scope: scope) }
        guard let kind = resolveKind(expression, scope: scope) else { return nil }
        return ResolvedExpression(
            kind: kind, isNegated: expression.isNegated, with: with, location: expression.location)
    }

    private func resolveKind(_ expression: Expression, scope: Scope) -> ResolvedExpression.Kind? {
        switch expression.kind {
        case .some(let terms):
            for term in terms {
                term.visitPatternVariables { name, location in
                    let register = declareOnce(name, in: scope, at: location, how: "declared")
                    mustBeUsed.append((register, name, location))
                }
            }
            return nil
        case .someIn(let key, let value, let domain):
            let domain = resolve(domain, scope: scope)
            let declare = { (name: String, location: Location) in
                _ = self.declareOnce(name, in: scope, at: location, how: "declared")
            }
            key?.visitPatternVariables(declare)
            value.visitPatternVariables(declare)
            return .someIn(
                key: key.map { resolve($0, scope: scope) }, value: resolve(value, scope: scope), domain: domain)
        case .every(let key, let value, let domain, let body):
            return resolveEvery(key: key, value: value, domain: domain, body: body, scope: scope)
        case .negatedBody(let body):
            let start = registerCount
            let inner = closureScope(heads: [], body: body, parent: scope)
            let resolved = resolve(body, scope: inner)
            return .body(resolved, free: freeRegisters(of: resolved, heads: [], below: start))
        case .term(let term):
            return resolveStatement(term, scope: scope)
        }
    }

    private func resolveStatement(_ term: Term, scope: Scope) -> ResolvedExpression.Kind {
        guard case .call(let path, let arguments) = term.kind else { return .term(resolve(term, scope: scope)) }
        switch (path, arguments.count) {
        case (["assign"], 2):
            let right = resolve(arguments[1], scope: scope)
            if case .reference = arguments[0].kind {
                report(.compile, "cannot assign to ref", at: arguments[0].location)
            } else if case .call = arguments[0].kind {
                report(.compile, "cannot assign to call", at: arguments[0].location)
            }
            arguments[0].visitPatternVariables { name, location in
                declareOnce(name, in: scope, at: location, how: "assigned")
            }
            return .unify(resolve(arguments[0], scope: scope), right)
        case (["eq"], 2):
            return .unify(resolve(arguments[0], scope: scope), resolve(arguments[1], scope: scope))
        default:
            guard let callee = callee(path, at: term.location, scope: scope) else { return .term(.constant(.true)) }
            let arity = arity(of: callee)
            let resolved = arguments.map { resolve($0, scope: scope) }
            if let arity, resolved.count == arity + 1 {
                let call = ResolvedCall(
                    callee: callee, arguments: Array(resolved.dropLast()), location: term.location)
                return .unify(.call(call), resolved[arity])
            }
            return .term(
                .call(makeCall(callee, resolved, name: path.joined(separator: "."), at: term.location)))
        }
    }

    private func resolveEvery(
        key: Term?, value: Term, domain: Term, body: Body, scope: Scope
    ) -> ResolvedExpression.Kind {
        let domain = resolve(domain, scope: scope)
        let start = registerCount
        let inner = Scope(parent: scope)
        var registers: [Int] = []
        for term in [key, value] {
            guard let term else { continue }
            guard case .variable(let name) = term.kind else {
                report(.compile, "every takes only variables", at: term.location)
                continue
            }
            registers.append(declare(name, in: inner, at: term.location, how: "declared"))
            mustBeUsed.append((registers[registers.count - 1], name, term.location))
        }
        let bodyScope = closureScope(heads: [], body: body, parent: inner)
        let resolved = resolve(body, scope: bodyScope)
        return .every(
            key: registers.count > 1 ? registers[0] : nil, value: registers.last ?? 0, domain: domain, body: resolved,
            free: freeRegisters(of: resolved, heads: [], below: start))
    }

    func closureScope(heads: [Term], body: Body, parent: Scope?) -> Scope {
        let scope = Scope(parent: parent, declares: Set(body.flatMap(\.declaredNames)))
        declareFree(in: heads, body: body, scope: scope)
        return scope
    }

    private func freeRegisters(
        of body: [ResolvedExpression], heads: [ResolvedTerm], below start: Int
    ) -> Set<Int> {
        var free: Set<Int> = []
        let collect = { (term: ResolvedTerm) in
            if let register = term.local, register < start { free.insert(register) }
        }
        for head in heads { head.walk(collect) }
        for expression in body { expression.walk(collect) }
        return free
    }

    // MARK: Terms

    func resolve(_ term: Term, scope: Scope) -> ResolvedTerm {
        switch term.kind {
        case .null: return .constant(.null)
        case .boolean(let flag): return .constant(Value(flag))
        case .number(let text): return .constant(constants.number(text))
        case .string(let text): return .constant(constants.string(text))
        case .variable(let name): return resolveVariable(name, at: term.location, scope: scope)
        case .reference(let parts): return resolveReference(parts, scope: scope)
        case .array(let terms):
            let terms = terms.map { resolve($0, scope: scope) }
            return constants.fold(array: terms).map { .constant($0) } ?? .array(terms)
        case .set(let terms):
            let terms = terms.map { resolve($0, scope: scope) }
            return constants.fold(set: terms).map { .constant($0) } ?? .set(terms)
        case .object(let entries):
            return resolveObject(entries, at: term.location, scope: scope)
        case .arrayComprehension(let value, let body):
            return comprehension(.array, key: nil, value: value, body: body, at: term.location, scope: scope)
        case .setComprehension(let value, let body):
            return comprehension(.set, key: nil, value: value, body: body, at: term.location, scope: scope)
        case .objectComprehension(let key, let value, let body):
            return comprehension(.object, key: key, value: value, body: body, at: term.location, scope: scope)
        case .call(let path, let arguments):
            return resolveCall(path, arguments, at: term.location, scope: scope)
        case .template(let parts):
            return .template(
                parts.map { part in
                    switch part {
                    case .text(let text): .constant(constants.string(text))
                    case .expression(let term): resolve(term, scope: scope)
                    case .modified(let term, let with): resolveModified(term, with, scope: scope)
                    }
                })
        }
    }

    /// `x with …` as a part of a template: the first element of `[y | y := x with …]`.
    private func resolveModified(_ term: Term, _ with: [WithModifier], scope: Scope) -> ResolvedTerm {
        let variable = Term(.variable("$part"), at: term.location)
        let body = Expression(
            kind: .term(Term(.call(["assign"], [variable, term]), at: term.location)), with: with,
            location: term.location)
        let all = comprehension(
            .array, key: nil, value: variable, body: [body], at: term.location, scope: scope)
        return .reference(all, [.constant(Value(smallInteger: 0))])
    }

    private func resolveObject(_ entries: [ObjectEntry], at location: Location, scope: Scope) -> ResolvedTerm {
        let resolved = entries.map { (key: resolve($0.key, scope: scope), value: resolve($0.value, scope: scope)) }
        let constant = resolved.compactMap { entry in
            entry.key.constant.flatMap { key in entry.value.constant.map { (key: key, value: $0) } }
        }
        guard constant.count == resolved.count else { return .object(resolved) }
        return .constant(constants.arena.object(constant))
    }

    private func comprehension(
        _ kind: ResolvedComprehension.Kind, key: Term?, value: Term, body: Body, at location: Location, scope: Scope
    ) -> ResolvedTerm {
        let start = registerCount
        let heads = [key, value].compactMap(\.self)
        let inner = closureScope(heads: heads, body: body, parent: scope)
        let resolvedBody = resolve(body, scope: inner)
        let resolvedKey = key.map { resolve($0, scope: inner) }
        let resolvedValue = resolve(value, scope: inner)
        let free = freeRegisters(
            of: resolvedBody, heads: [resolvedKey, resolvedValue].compactMap(\.self), below: start)
        return .comprehension(
            ResolvedComprehension(
                kind: kind, key: resolvedKey, value: resolvedValue, body: resolvedBody, free: free,
                location: location))
    }

    private func resolveVariable(_ name: String, at location: Location, scope: Scope) -> ResolvedTerm {
        if let register = scope.register(of: name) {
            used.insert(register)
            return .local(register)
        }
        if let path = globalPath(name) { return pathTerm(path) }
        report(.unsafeVariable, "var \(name.hasPrefix("$") ? "_" : name) is unsafe", at: location)
        return .constant(.null)
    }

    private func pathTerm(_ path: [String]) -> ResolvedTerm {
        let root: ResolvedTerm = path[0] == "input" ? .input : .data
        let rest = path.dropFirst().map { ResolvedTerm.constant(constants.string($0)) }
        return rest.isEmpty ? root : .reference(root, rest)
    }

    private func resolveReference(_ parts: [Term], scope: Scope) -> ResolvedTerm {
        let head = resolve(parts[0], scope: scope)
        let path = parts.dropFirst().map { resolve($0, scope: scope) }
        if path.isEmpty { return head }
        // An alias or a rule stands for a path of its own.
        if case .reference(let root, let before) = head { return .reference(root, before + path) }
        return .reference(head, path)
    }

    // MARK: Calls

    private func resolveCall(
        _ path: [String], _ arguments: [Term], at location: Location, scope: Scope
    ) -> ResolvedTerm {
        if let metadata = metadata(path) { return metadata }
        guard let callee = callee(path, at: location, scope: scope) else { return .constant(.null) }
        let resolved = arguments.map { resolve($0, scope: scope) }
        return .call(makeCall(callee, resolved, name: path.joined(separator: "."), at: location))
    }

    private func makeCall(
        _ callee: Callee, _ arguments: [ResolvedTerm], name: String, at location: Location
    ) -> ResolvedCall {
        if let arity = arity(of: callee), arity != arguments.count {
            if case .function(let node) = callee {
                report(
                    .type, "function \(node.description) has arity \(arity), got \(arguments.count) arguments",
                    at: location)
            } else {
                report(
                    .type, "\(name): arity mismatch\n\thave: \(arguments.count) arguments\n\twant: \(arity)",
                    at: location)
            }
        }
        return ResolvedCall(callee: callee, arguments: arguments, location: location)
    }

    func arity(of callee: Callee) -> Int? {
        switch callee {
        case .builtin(let builtin): builtin.arguments.count
        case .function(let node): node.arity
        case .print: nil
        }
    }

    private func metadata(_ path: [String]) -> ResolvedTerm? {
        switch path {
        case ["rego", "metadata", "chain"]: .constant(policy.metadataChain(currentRule, in: module))
        case ["rego", "metadata", "rule"]: .constant(policy.metadataOfRule(currentRule, in: module))
        default: nil
        }
    }

    /// The rule whose body is being resolved: its module's index of it.
    var currentRule: DefinedRule?

    func callee(_ path: [String], at location: Location, scope: Scope) -> Callee? {
        if let node = functionNode(path) { return .function(node) }
        let name = path.joined(separator: ".")
        if name == "print" { return .print }
        if let builtin = policy.builtins[name] {
            if builtin.isDeprecated, module.usesV1Rules {
                report(.type, "deprecated built-in function calls in expression: \(name)", at: location)
            }
            return .builtin(builtin)
        }
        if BuiltinTable.refused.contains(name) {
            report(
                .compile,
                "built-in function \(name) is refused: policies may not reach the network, the host or the process",
                at: location)
        } else {
            report(.type, "undefined function \(name)", at: location)
        }
        return nil
    }

    /// The function that a path names in this module.
    func functionNode(_ path: [String]) -> RuleNode? { policy.function(path, module) }

    // MARK: Globals

    private func isGlobal(_ name: String) -> Bool { globalPath(name) != nil }

    /// The path that a name stands for when no variable has it.
    private func globalPath(_ name: String) -> [String]? {
        if let alias = module.aliases[name] { return alias }
        if module.ruleNames.contains(name) { return ["data"] + module.package + [name] }
        return name == "input" || name == "data" ? [name] : nil
    }

    // MARK: With

    private func resolve(_ modifier: WithModifier, scope: Scope) -> ResolvedWith? {
        guard let path = dottedPath(modifier.target) else {
            report(
                .compile, "with keyword target must reference existing input, data, or a function",
                at: modifier.target.location)
            return nil
        }
        let global = globalPath(path[0]).map { $0 + path.dropFirst() } ?? path
        let target: ResolvedWith.Target
        if let node = functionNode(path) {
            target = .function(node)
        } else if global[0] == "input" {
            target = .input(global.dropFirst().map { constants.string($0) })
        } else if global[0] == "data" {
            target = .data(global.dropFirst().map { constants.string($0) })
            if let error = partialReplacement(global) { report(.compile, error, at: modifier.target.location) }
        } else if policy.builtins[path.joined(separator: ".")] != nil {
            target = .builtin(path.joined(separator: "."))
        } else {
            report(.type, "undefined function \(path.joined(separator: "."))", at: modifier.target.location)
            return nil
        }
        let replacement: ResolvedWith.Replacement
        switch target {
        case .builtin, .function:
            replacement = resolveReplacement(modifier.value, scope: scope)
        case .input, .data:
            replacement = .value(resolve(modifier.value, scope: scope))
        }
        return ResolvedWith(target: target, replacement: replacement, location: modifier.location)
    }

    private func resolveReplacement(_ term: Term, scope: Scope) -> ResolvedWith.Replacement {
        if let path = dottedPath(term), scope.register(of: path[0]) == nil {
            if let node = functionNode(path) { return .function(node) }
            if let builtin = policy.builtins[path.joined(separator: ".")] { return .builtin(builtin) }
        }
        return .value(resolve(term, scope: scope))
    }

    private func partialReplacement(_ path: [String]) -> String? {
        var node = policy.tree.root
        for name in path.dropFirst().dropLast() {
            guard let next = node.children[name] else { return nil }
            if !next.rules.isEmpty || !next.partialRules.isEmpty {
                return "with keyword cannot partially replace virtual document(s)"
            }
            node = next
        }
        return nil
    }

    private func dottedPath(_ term: Term) -> [String]? {
        switch term.kind {
        case .variable(let name): return [name]
        case .reference(let parts):
            guard case .variable(let name) = parts[0].kind else { return nil }
            var path = [name]
            for part in parts.dropFirst() {
                guard case .string(let text) = part.kind else { return nil }
                path.append(text)
            }
            return path
        default: return nil
        }
    }
}
