// Rules on fragments and where they are spread.
extension GraphQL.QueryValidation {
    func fragmentsOnCompositeTypes(_ inline: GraphQL.InlineFragment) {
        guard let type = schema.types[inline.typeCondition], !type.isComposite else { return }
        report(
            "Fragment cannot condition on non composite type \(GraphQL.quote(inline.typeCondition)).",
            at: inline.position)
    }

    func fragmentsOnCompositeTypes(_ fragment: GraphQL.Fragment, _ definition: GraphQL.Definition?) {
        guard let definition, !fragment.typeCondition.isEmpty, !definition.isComposite else { return }
        report(
            "Fragment \(GraphQL.quote(fragment.name)) cannot condition on non composite type "
                + "\(GraphQL.quote(fragment.typeCondition)).", at: fragment.position)
    }

    func knownFragmentNames(_ spread: GraphQL.FragmentSpread, _ fragment: GraphQL.Fragment?) {
        if fragment == nil { report("Unknown fragment \(GraphQL.quote(spread.name)).", at: spread.position) }
    }

    func knownTypeNames(_ inline: GraphQL.InlineFragment) {
        if inline.typeCondition.isEmpty || schema.types[inline.typeCondition] != nil { return }
        report("Unknown type \(GraphQL.quote(inline.typeCondition)).", at: inline.position)
    }

    func knownTypeNames(_ fragment: GraphQL.Fragment, _ definition: GraphQL.Definition?) {
        if definition != nil { return }
        let names = schema.types.keys.sorted()
        report(
            "Unknown type \(GraphQL.quote(fragment.typeCondition))."
                + GraphQL.suggestion("Did you mean", for: fragment.typeCondition, among: names),
            at: fragment.position)
    }

    func noUnusedFragments(_ fragment: GraphQL.Fragment) {
        // gqlparser takes the spreads of the first fragment for uses.
        countsSpreads = false
        if usedFragments.contains(fragment.name) { return }
        report("Fragment \(GraphQL.quote(fragment.name)) is never used.", at: fragment.position)
    }

    func uniqueFragmentNames(_ fragment: GraphQL.Fragment) {
        if fragmentNames.insert(fragment.name).inserted { return }
        report("There can be only one fragment named \(GraphQL.quote(fragment.name)).", at: fragment.position)
    }

    /// Looks from each fragment along all spreads for ways back; a fragment that was looked at is not looked at again.
    func noFragmentCycles(_ fragment: GraphQL.Fragment) throws(BuiltinError) {
        var path: [GraphQL.FragmentSpread] = []
        var places: [String: Int] = [:]
        try findCycles(from: fragment, &path, &places)
    }

    private func findCycles(
        from fragment: GraphQL.Fragment, _ path: inout [GraphQL.FragmentSpread], _ places: inout [String: Int]
    ) throws(BuiltinError) {
        guard checkedForCycles.insert(fragment.name).inserted else { return }
        if path.count > GraphQL.depthLimit { throw .budget("GraphQL document nested too deep") }
        let spreads = try spreads(in: fragment.selections)
        if spreads.isEmpty { return }
        places[fragment.name] = path.count
        for spread in spreads {
            path.append(spread)
            if let start = places[spread.name] {
                let via = path[start...].dropLast().map { GraphQL.quote($0.name) }
                report(
                    "Cannot spread fragment \(GraphQL.quote(spread.name)) within itself"
                        + (via.isEmpty ? "" : " via " + via.joined(separator: ", ")) + ".", at: spread.position)
            } else if let next = fragments[spread.name] {
                try findCycles(from: next, &path, &places)
            }
            path.removeLast()
        }
        places[fragment.name] = nil
    }

    private func spreads(in selections: [GraphQL.Selection]) throws(BuiltinError) -> [GraphQL.FragmentSpread] {
        var found: [GraphQL.FragmentSpread] = []
        var pending = Array(selections.reversed())
        while let selection = pending.popLast() {
            try step()
            switch selection {
            case .spread(let spread): found.append(spread)
            case .field(let field): pending.append(contentsOf: field.selections.reversed())
            case .inline(let inline): pending.append(contentsOf: inline.selections.reversed())
            }
        }
        return found
    }

    func possibleFragmentSpreads(
        _ inline: GraphQL.InlineFragment, in parent: GraphQL.Definition?
    ) throws(BuiltinError) {
        guard let parent, try !overlaps(parent, inline.typeCondition) else { return }
        report(
            "Fragment cannot be spread here as objects of type \(GraphQL.quote(parent.name)) can never be of type "
                + "\(GraphQL.quote(inline.typeCondition)).", at: inline.position)
    }

    func possibleFragmentSpreads(
        _ spread: GraphQL.FragmentSpread, _ fragment: GraphQL.Fragment?, in parent: GraphQL.Definition?
    ) throws(BuiltinError) {
        guard let fragment, let parent, try !overlaps(parent, fragment.typeCondition) else { return }
        report(
            "Fragment \(GraphQL.quote(spread.name)) cannot be spread here as objects of type "
                + "\(GraphQL.quote(parent.name)) can never be of type \(GraphQL.quote(fragment.typeCondition)).",
            at: spread.position)
    }

    /// Whether some object may be of both types. Types that other rules reject count as if.
    private func overlaps(_ parent: GraphQL.Definition, _ name: String) throws(BuiltinError) -> Bool {
        guard parent.isComposite, let type = schema.types[name], type.isComposite else { return true }
        let (left, right) = (schema.possibleTypes(of: parent), schema.possibleTypes(of: type))
        try step(left.count + right.count)
        let names = Set(left.map(\.name))
        return right.contains { names.contains($0.name) }
    }
}
