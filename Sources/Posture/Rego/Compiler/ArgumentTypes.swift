import Documents

/// What the definitions of a function demand of its arguments, as far as their text says so plainly: patterns in the
/// head, built-ins and functions that take an argument as it is, equalities with something of a known type.
///
/// Only what certainly fails in every definition counts, so an argument that one of them leaves open is `any`. As in
/// OPA, the bodies of comprehensions and of `every` say nothing about arguments.
struct ArgumentTypes {
    private let policy: PolicySources
    /// Functions that are being looked at, which may call each other.
    private let open: Set<Int>
    /// Calls within calls beyond this say nothing.
    private static let deepest = 64

    static func of(_ node: RuleNode, in policy: PolicySources) -> [StaticType] {
        if let known = policy.argumentTypes[node.id] { return known }
        let types = ArgumentTypes(policy: policy, open: [node.id]).types(of: node)
        policy.argumentTypes[node.id] = types
        return types
    }

    private func types(of node: RuleNode) -> [StaticType] {
        let open = [StaticType](repeating: .any, count: node.arity ?? 0)
        guard !node.rules.contains(where: \.rule.isDefault) else { return open }
        var alternatives = open.map { _ in [StaticType]() }
        for defined in node.rules {
            // A definition with `else` takes whatever its last branch takes.
            guard defined.rule.elseBranches.isEmpty else { return open }
            let names = policy.names[defined.module]
            for (index, argument) in (defined.rule.head.arguments ?? []).enumerated() where index < open.count {
                alternatives[index].append(type(of: argument, in: defined.rule, names))
            }
        }
        return alternatives.map { types in
            types.contains(where: \.isAny) ? .any : types.count == 1 ? types[0] : .union(types)
        }
    }

    private func type(of argument: Term, in rule: Rule, _ names: ModuleNames) -> StaticType {
        switch argument.kind {
        case .null: return .null
        case .boolean: return .boolean
        case .number: return .number
        case .string: return .string
        case .array(let parts): return .array(parts.map { _ in .any }, rest: nil)
        case .object(let entries):
            let keys = entries.compactMap { entry -> Value? in
                if case .string(let text) = entry.key.kind { policy.constants.string(text) } else { nil }
            }
            return keys.count == entries.count
                ? .object(keys.map { (key: $0, type: .any) }, rest: nil) : .object([], rest: .any)
        case .variable(let name):
            guard !name.hasPrefix("$") else { return .any }
            for expression in rule.body where expression.with.isEmpty {
                if let type = demand(on: name, in: expression, names) { return type }
            }
            return rule.head.value.flatMap { demand(on: name, in: $0, names) } ?? .any
        default: return .any
        }
    }

    private func demand(on name: String, in expression: Expression, _ names: ModuleNames) -> StaticType? {
        switch expression.kind {
        case .term(let term):
            if !expression.isNegated, case .call(let path, let sides) = term.kind, sides.count == 2,
                path == ["equal"] || path == ["eq"]
            {
                for (side, other) in [(sides[0], sides[1]), (sides[1], sides[0])] where side.isVariable(name) {
                    let type = typeOfWritten(other, names)
                    if !type.isAny { return type }
                }
            }
            return demand(on: name, in: term, names)
        case .someIn(_, _, let domain), .every(_, _, let domain, _): return demand(on: name, in: domain, names)
        case .some, .negatedBody: return nil
        }
    }

    /// What the calls inside a term demand, innermost first.
    private func demand(on name: String, in term: Term, _ names: ModuleNames) -> StaticType? {
        switch term.kind {
        case .call(let path, let arguments):
            let found = arguments.lazy.compactMap { demand(on: name, in: $0, names) }.first
            if let found { return found }
            let wanted = parameters(of: path, names)
            for (argument, type) in zip(arguments, wanted) where argument.isVariable(name) && !type.isAny {
                return type
            }
            return nil
        case .reference(let parts), .array(let parts), .set(let parts):
            return parts.lazy.compactMap { demand(on: name, in: $0, names) }.first
        case .object(let entries):
            return entries.lazy.compactMap { demand(on: name, in: $0.value, names) }.first
        default: return nil
        }
    }

    private func parameters(of path: [String], _ names: ModuleNames) -> [StaticType] {
        if let node = policy.function(path, names) {
            if let known = policy.argumentTypes[node.id] { return known }
            guard !open.contains(node.id), open.count < ArgumentTypes.deepest else { return [] }
            let types = ArgumentTypes(policy: policy, open: open.union([node.id])).types(of: node)
            policy.argumentTypes[node.id] = types
            return types
        }
        return policy.builtins[path.joined(separator: ".")].map { $0.arguments.map { StaticType($0) } } ?? []
    }

    private func typeOfWritten(_ term: Term, _ names: ModuleNames) -> StaticType {
        switch term.kind {
        case .null: return .null
        case .boolean: return .boolean
        case .number: return .number
        case .string: return .string
        case .call(let path, _) where policy.function(path, names) == nil:
            return policy.builtins[path.joined(separator: ".")].map { StaticType($0.result) } ?? .any
        default: return .any
        }
    }
}

extension StaticType {
    var isAny: Bool {
        switch self {
        case .any: true
        case .union(let types): types.contains(where: \.isAny)
        default: false
        }
    }
}

extension Term {
    fileprivate func isVariable(_ name: String) -> Bool {
        if case .variable(name) = kind { true } else { false }
    }
}
