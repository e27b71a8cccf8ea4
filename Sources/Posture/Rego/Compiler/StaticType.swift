import Documents

/// What is known of a value before evaluation. Only certainties count: whatever might be, is `any`.
indirect enum StaticType {
    case any
    case null, boolean, number, string
    /// Elements known one by one, and the type of further ones; nil when there are none.
    case array([StaticType], rest: StaticType?)
    /// Entries known by key; nil `rest` when there are no others.
    case object([(key: Value, type: StaticType)], rest: StaticType?)
    case set(StaticType)
    case union([StaticType])

    init(_ value: Value) {
        switch value.kind {
        case .null?: self = .null
        case .boolean?: self = .boolean
        case .number?: self = .number
        case .string?: self = .string
        case .array?: self = .array(value.elements.map { StaticType($0) }, rest: nil)
        case .object?: self = .object(zip(value.keys, value.values).map { ($0, StaticType($1)) }, rest: nil)
        case .set?: self = .set(.any)
        case nil: self = .any
        }
    }

    init(_ type: RegoType) {
        switch type {
        case .any: self = .any
        case .null: self = .null
        case .boolean: self = .boolean
        case .number: self = .number
        case .string: self = .string
        case .array(let element): self = .array([], rest: StaticType(element))
        case .set(let element): self = .set(StaticType(element))
        case .object: self = .object([], rest: .any)
        case .union(let types): self = .union(types.map { StaticType($0) })
        }
    }

    /// Whether no value can be of both types.
    func isDisjoint(from other: StaticType) -> Bool {
        switch (self, other) {
        case (.any, _), (_, .any): return false
        case (.union(let types), _): return types.allSatisfy { $0.isDisjoint(from: other) }
        case (_, .union(let types)): return types.allSatisfy { $0.isDisjoint(from: self) }
        case (.null, .null), (.boolean, .boolean), (.number, .number), (.string, .string): return false
        case (.array(let left, let leftRest), .array(let right, let rightRest)):
            for (a, b) in zip(left, right) where a.isDisjoint(from: b) { return true }
            if left.count < right.count, leftRest == nil { return true }
            if right.count < left.count, rightRest == nil { return true }
            return false
        case (.object(let left, nil), .object(let right, nil)):
            if left.count != right.count { return true }
            return left.contains { entry in
                guard let other = right.first(where: { Value.equal($0.key, entry.key) }) else { return true }
                return entry.type.isDisjoint(from: other.type)
            }
        case (.object, .object), (.set, .set): return false
        default: return true
        }
    }

    /// The type of what stands under a key; nil when certainly nothing does.
    func member(_ key: ResolvedTerm, of keyType: StaticType) -> StaticType? {
        switch self {
        case .any: return .any
        case .null, .boolean, .number, .string: return nil
        case .array(let elements, let rest):
            if keyType.isDisjoint(from: .number) { return nil }
            guard let constant = key.constant else { return element ?? .any }
            guard constant.isSmallInteger, constant.smallInteger >= 0 else { return nil }
            return constant.smallInteger < elements.count ? elements[constant.smallInteger] : rest
        case .object(let entries, let rest):
            guard let constant = key.constant else { return .any }
            return entries.first { Value.equal($0.key, constant) }?.type ?? rest
        case .set(let element):
            return keyType.isDisjoint(from: element) ? nil : .any
        case .union(let types):
            let members = types.compactMap { $0.member(key, of: keyType) }
            return members.isEmpty ? nil : .any
        }
    }

    /// The type of the elements of an array, when it is known and there are any.
    var element: StaticType? {
        guard case .array(let elements, let rest) = self else { return nil }
        let types = elements + (rest.map { [$0] } ?? [])
        return types.isEmpty ? nil : types.count == 1 ? types[0] : .union(types)
    }

    /// As error messages name it.
    var text: String {
        switch self {
        case .any: "any"
        case .null: "null"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .array(let elements, let rest):
            if let rest { "array[\(rest.text)]" } else { "array<\(elements.map(\.text).joined(separator: ", "))>" }
        case .object: "object"
        case .set(let element): "set[\(element.text)]"
        case .union(let types): "any<\(types.map(\.text).joined(separator: ", "))>"
        }
    }
}

/// Type errors that are certain (`rego_type_error`), found while code is made: by then every variable that is bound
/// has the type of what it was bound to.
extension CodeGenerator {
    func type(of term: ResolvedTerm) -> StaticType {
        switch term {
        case .constant(let value): return StaticType(value)
        case .local(let register): return registerTypes[register] ?? .any
        case .input, .data: return .any
        case .array(let terms): return .array(terms.map { type(of: $0) }, rest: nil)
        case .set: return .set(.any)
        case .object(let entries):
            let known = entries.compactMap { entry in entry.key.constant.map { (key: $0, type: type(of: entry.value)) }
            }
            return .object(known, rest: known.count == entries.count ? nil : .any)
        case .comprehension(let comprehension):
            switch comprehension.kind {
            case .array: return .array([], rest: .any)
            case .set: return .set(.any)
            case .object: return .object([], rest: .any)
            }
        case .template: return .string
        case .call(let call):
            switch call.callee {
            case .builtin(let builtin): return StaticType(builtin.result)
            case .function(let node): return typeOfFunction(node)
            case .print: return .any
            }
        case .reference(let head, let path):
            return typeOfReference(head, path).type ?? .any
        }
    }

    /// The type of a reference; nil when it can never be defined, with the number of parts that still could be.
    private func typeOfReference(_ head: ResolvedTerm, _ path: [ResolvedTerm]) -> (type: StaticType?, parts: Int) {
        var rest = path[...]
        var current: StaticType
        if case .data = head {
            var node = policy.tree.root
            while node.rules.isEmpty, node.partialRules.isEmpty, let key = rest.first?.constant,
                let next = node.child(key)
            {
                node = next
                rest.removeFirst()
            }
            current = node.children.isEmpty && node.partialRules.isEmpty ? typeOfRule(node) : .any
        } else {
            current = type(of: head)
        }
        for (index, part) in rest.enumerated() {
            let keyType = part.local.map { isBound($0) ? registerTypes[$0] ?? .any : .any } ?? type(of: part)
            guard let next = current.member(part, of: keyType) else { return (nil, path.count - rest.count + index) }
            current = next
        }
        return (current, path.count)
    }

    /// The type of a rule whose values all are written out.
    private func typeOfRule(_ node: RuleNode) -> StaticType {
        guard !node.rules.isEmpty, !node.isFunction else { return .any }
        return node.isSet ? .set(.any) : typeOfValues(node)
    }

    private func typeOfFunction(_ node: RuleNode) -> StaticType { typeOfValues(node) }

    private func typeOfValues(_ node: RuleNode) -> StaticType {
        var types: [StaticType] = []
        for defined in node.rules {
            for value in [defined.rule.head.value] + defined.rule.elseBranches.map(\.value) {
                types.append(value.map(typeOfLiteral) ?? .boolean)
            }
        }
        return types.count == 1 ? types[0] : .union(types)
    }

    /// The type of a term as far as it is written out.
    private func typeOfLiteral(_ term: Term) -> StaticType {
        switch term.kind {
        case .boolean: return .boolean
        case .null: return .null
        case .number: return .number
        case .string: return .string
        case .array(let terms): return .array(terms.map { typeOfLiteral($0) }, rest: nil)
        case .object(let entries):
            let known = entries.compactMap { entry -> (key: Value, type: StaticType)? in
                guard case .string(let name) = entry.key.kind else { return nil }
                return (policy.constants.string(name), typeOfLiteral(entry.value))
            }
            return .object(known, rest: known.count == entries.count ? nil : .any)
        default: return .any
        }
    }

    /// Reports what is certainly wrong inside `term`.
    func checkTypes(_ term: ResolvedTerm, at location: Location) {
        switch term {
        case .constant, .local, .input, .data, .comprehension: break
        case .array(let terms), .set(let terms), .template(let terms):
            for term in terms { checkTypes(term, at: location) }
        case .object(let entries):
            for entry in entries {
                checkTypes(entry.key, at: location)
                checkTypes(entry.value, at: location)
            }
        case .reference(let head, let path):
            checkTypes(head, at: location)
            for part in path { checkTypes(part, at: location) }
            let found = typeOfReference(head, path)
            if found.type == nil { reportUndefined(head, path, parts: found.parts, at: location) }
        case .call(let call):
            for argument in call.arguments { checkTypes(argument, at: call.location) }
            switch call.callee {
            case .builtin(let builtin):
                checkArguments(of: call, builtin.arguments.map { StaticType($0) }, name: builtin.name)
            case .function(let node):
                let name = "data." + node.path.map(\.string).joined(separator: ".")
                checkArguments(of: call, ArgumentTypes.of(node, in: policy), name: name)
            case .print: break
            }
        }
    }

    private func checkArguments(of call: ResolvedCall, _ wanted: [StaticType], name: String) {
        let types = call.arguments.map { type(of: $0) }
        guard zip(types, wanted).contains(where: { $0.isDisjoint(from: $1) }) else { return }
        let (have, want) = (types.map(\.text).joined(separator: ", "), wanted.map(\.text).joined(separator: ", "))
        resolver.report(
            .type, "\(name): invalid argument(s)\n\thave: (\(have))\n\twant: (\(want))", at: call.location)
    }

    private func reportUndefined(
        _ head: ResolvedTerm, _ path: [ResolvedTerm], parts: Int, at location: Location
    ) {
        var text: String
        switch head {
        case .data: text = "data"
        case .input: text = "input"
        case .local(let register): text = resolver.registerNames[register]?.name ?? "_"
        default: text = "value"
        }
        var reached = text.utf8.count
        for (index, part) in path.enumerated() {
            if index == parts { reached = text.utf8.count }
            if let constant = part.constant {
                text += constant.isString ? ".\(constant.string)" : "[\(ValueText.text(of: constant))]"
            } else {
                text += "[\(part.local.flatMap { resolver.registerNames[$0]?.name } ?? "_")]"
            }
        }
        let have: ResolvedTerm = parts == 0 ? head : .reference(head, Array(path.prefix(parts)))
        resolver.report(
            .type,
            "undefined ref: \(text)\n\t\(text)\n\t\(String(repeating: "^", count: reached))\n\thave: \(type(of: have).text)",
            at: location)
    }

    private func checkMatch(_ left: ResolvedTerm, _ right: ResolvedTerm, at location: Location) {
        let (left, right) = (type(of: left), type(of: right))
        guard left.isDisjoint(from: right) else { return }
        resolver.report(.type, "match error\n\tleft  : \(left.text)\n\tright : \(right.text)", at: location)
    }

    /// Checks an expression before its code is made.
    func checkTypes(_ expression: ResolvedExpression) {
        // OPA does not look into the bodies of `every`, and policies that pass there must pass here.
        if isInEvery { return }
        switch expression.kind {
        case .term(let term):
            checkTypes(term, at: expression.location)
            // Inside of other terms `==` is a function that takes anything.
            guard case .call(let call) = term, case .builtin(let builtin) = call.callee, builtin.name == "equal",
                call.arguments.count == 2
            else { break }
            checkMatch(call.arguments[0], call.arguments[1], at: expression.location)
        case .unify(let left, let right):
            checkTypes(left, at: expression.location)
            checkTypes(right, at: expression.location)
            checkMatch(left, right, at: expression.location)
        case .someIn(_, _, let domain), .every(_, _, let domain, _, _):
            checkTypes(domain, at: expression.location)
        case .body:
            break
        }
    }
}
