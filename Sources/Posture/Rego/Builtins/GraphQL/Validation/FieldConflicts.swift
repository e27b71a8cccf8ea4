extension GraphQL {
    /// Remembers which pairs of fields were compared, so that no pair is compared twice.
    struct FieldConflicts {
        struct Pair: Hashable {
            let first: ObjectIdentifier
            let second: ObjectIdentifier
            let isExclusive: Bool
        }

        /// The reason why two fields conflict; none while they are being compared and when they do not.
        var known: [Pair: Reason?] = [:]
    }

    /// Why two fields cannot share a key of the answer.
    indirect enum Reason {
        case text(String)
        case below([(name: String, reason: Reason)])

        var text: String {
            switch self {
            case .text(let text): text
            case .below(let reasons):
                reasons.map { "subfields \(GraphQL.quote($0.name)) conflict because \($0.reason.text)" }
                    .joined(separator: " and ")
            }
        }
    }

    /// A field with the type that it is selected from.
    struct SelectedField {
        let field: Field
        let parent: Definition?
        var definition: FieldDefinition? { GraphQL.fieldDefinition(field.name, in: parent) }
    }
}

// Overlapping fields can be merged (specification, section 5.3.2). Fragments are looked through, each once for a
// selection set; as a field stands in one place of the document only, a pair of fields has one answer.
extension GraphQL.QueryValidation {
    func overlappingFieldsCanBeMerged(
        _ selections: [GraphQL.Selection], in parent: GraphQL.Definition?
    ) throws(BuiltinError) {
        if selections.isEmpty { return }
        let (names, fields) = try collect(selections, in: parent)
        for name in names {
            guard let group = fields[name], group.count > 1 else { continue }
            for first in group.indices {
                for second in group.indices[(first + 1)...] {
                    guard let reason = try conflict(group[first], group[second], isExclusive: false) else { continue }
                    report(
                        "Fields \(GraphQL.quote(name)) conflict because \(reason.text). "
                            + "Use different aliases on the fields to fetch both if this was intentional.",
                        at: group[second].field.position)
                }
            }
        }
    }

    /// The fields of a selection set by their keys in the answer, and these in the order of the text.
    private func collect(
        _ selections: [GraphQL.Selection], in parent: GraphQL.Definition?
    ) throws(BuiltinError) -> (names: [String], fields: [String: [GraphQL.SelectedField]]) {
        var names: [String] = []
        var fields: [String: [GraphQL.SelectedField]] = [:]
        var visited: Set<String> = []
        var pending = selections.reversed().map { ($0, parent) }
        // Fields of fragments come after all others.
        var spreads: [GraphQL.Fragment] = []
        var nextSpread = 0
        while true {
            if pending.isEmpty, nextSpread < spreads.count {
                let fragment = spreads[nextSpread]
                nextSpread += 1
                let type = schema.types[fragment.typeCondition]
                pending = fragment.selections.reversed().map { ($0, type) }
            }
            guard let (selection, parent) = pending.popLast() else { break }
            try step()
            switch selection {
            case .field(let field):
                if fields[field.responseName] == nil { names.append(field.responseName) }
                fields[field.responseName, default: []].append(.init(field: field, parent: parent))
            case .inline(let inline):
                let type = inline.typeCondition.isEmpty ? parent : schema.types[inline.typeCondition]
                pending.append(contentsOf: inline.selections.reversed().map { ($0, type) })
            case .spread(let spread):
                guard let fragment = fragments[spread.name], visited.insert(spread.name).inserted else { continue }
                spreads.append(fragment)
            }
        }
        return (names, fields)
    }

    private func conflict(
        _ first: GraphQL.SelectedField, _ second: GraphQL.SelectedField, isExclusive: Bool
    ) throws(BuiltinError) -> GraphQL.Reason? {
        // What is selected from no known type is wrong for another reason.
        guard first.field !== second.field, first.parent != nil, second.parent != nil else { return nil }
        try step(4)
        var isExclusive = isExclusive
        if let left = first.parent, let right = second.parent, left.kind == .object, right.kind == .object,
            first.definition != nil, second.definition != nil
        {
            // No object is of two types at once.
            isExclusive = isExclusive || left.name != right.name
        }
        if first.field.selections.isEmpty || second.field.selections.isEmpty {
            return try compare(first, second, isExclusive: isExclusive)
        }
        let pair = GraphQL.FieldConflicts.Pair(
            first: ObjectIdentifier(first.field), second: ObjectIdentifier(second.field), isExclusive: isExclusive)
        if let known = fieldConflicts.known[pair] { return known }
        fieldConflicts.known[pair] = .some(nil)
        let reason = try compare(first, second, isExclusive: isExclusive)
        fieldConflicts.known[pair] = .some(reason)
        return reason
    }

    private func compare(
        _ first: GraphQL.SelectedField, _ second: GraphQL.SelectedField, isExclusive: Bool
    ) throws(BuiltinError) -> GraphQL.Reason? {
        if !isExclusive {
            if first.field.name != second.field.name {
                return .text(
                    "\(GraphQL.quote(first.field.name)) and \(GraphQL.quote(second.field.name)) are different fields")
            }
            if try !haveSameArguments(first.field, second.field) { return .text("they have differing arguments") }
        }
        let (left, right) = (first.definition, second.definition)
        if let left, let right, conflict(left.type, right.type) {
            return .text(
                "they return conflicting types \(GraphQL.quote(left.type.text)) and \(GraphQL.quote(right.type.text))")
        }
        if first.field.selections.isEmpty || second.field.selections.isEmpty { return nil }
        let (names, leftFields) = try collect(
            first.field.selections, in: left.flatMap { schema.types[$0.type.name] })
        let (_, rightFields) = try collect(
            second.field.selections, in: right.flatMap { schema.types[$0.type.name] })
        var reasons: [(name: String, reason: GraphQL.Reason)] = []
        for name in names {
            for one in leftFields[name] ?? [] {
                for other in rightFields[name] ?? [] {
                    guard let reason = try conflict(one, other, isExclusive: isExclusive) else { continue }
                    reasons.append((name, reason))
                }
            }
        }
        return reasons.isEmpty ? nil : .below(reasons)
    }

    /// Lists and objects count as the same whatever is in them, as in gqlparser.
    private func haveSameArguments(_ first: GraphQL.Field, _ second: GraphQL.Field) throws(BuiltinError) -> Bool {
        guard first.arguments.count == second.arguments.count else { return false }
        try step(first.arguments.count * second.arguments.count)
        return first.arguments.allSatisfy { argument in
            guard let other = second.arguments.first(where: { $0.name == argument.name }) else { return false }
            return other.value.kind == argument.value.kind && other.value.raw == argument.value.raw
        }
    }

    /// Whether answers of the two types can never have the same shape.
    private func conflict(_ left: GraphQL.TypeReference, _ right: GraphQL.TypeReference) -> Bool {
        if let leftElement = left.element {
            guard let rightElement = right.element else { return true }
            return left.isNonNull != right.isNonNull || conflict(leftElement, rightElement)
        }
        if right.element != nil || left.isNonNull != right.isNonNull { return true }
        guard let leftType = schema.types[left.namedType], let rightType = schema.types[right.namedType],
            leftType.isLeaf && rightType.isLeaf
        else { return false }
        return leftType.name != rightType.name
    }
}
