import Documents

/// What `rego.metadata.rule()` and `rego.metadata.chain()` give: annotations are constants of the compiled policy
/// (policy reference, "Metadata").
extension PolicySources {
    /// The annotations of scope `rule` of the rule itself; an empty object when it has none.
    func metadataOfRule(_ defined: DefinedRule?, in names: ModuleNames) -> Value {
        guard let defined, let own = annotations(of: defined, scope: .rule) else {
            return constants.arena.object([(key: Value, value: Value)]())
        }
        return value(of: own)
    }

    /// The annotations of the rule, its document, its package and the packages around it, innermost first.
    func metadataChain(_ defined: DefinedRule?, in names: ModuleNames) -> Value {
        guard let defined, names.index >= 0 else { return constants.arena.array([]) }
        let rulePath =
            names.package
            + defined.rule.head.reference.compactMap { term in
                switch term.kind {
                case .variable(let name), .string(let name): name
                default: nil
                }
            }
        var chain: [Value] = []
        if let own = annotations(of: defined, scope: .rule) {
            chain.append(entry(rulePath, own))
        } else {
            chain.append(entry(rulePath, nil))
        }
        for module in modules where module.package == names.package {
            for found in module.annotations where found.scope == .document {
                if let rule = found.rule, module.rules[rule].head.name == defined.rule.head.name {
                    chain.append(entry(rulePath, found))
                }
            }
        }
        for module in modules where module.package == names.package {
            for found in module.annotations where found.scope == .package {
                chain.append(entry(names.package, found))
            }
        }
        for length in stride(from: names.package.count, through: 0, by: -1) {
            let prefix = Array(names.package.prefix(length))
            for module in modules where module.package == prefix {
                for found in module.annotations where found.scope == .subpackages {
                    chain.append(entry(prefix, found))
                }
            }
        }
        return constants.arena.array(chain)
    }

    private func annotations(of defined: DefinedRule, scope: Annotations.Scope) -> Annotations? {
        let module = modules[defined.module]
        guard
            let index = module.rules.firstIndex(where: {
                $0.location == defined.rule.location && $0.head.name == defined.rule.head.name
            })
        else { return nil }
        return module.annotations.last { $0.rule == index && $0.scope == scope }
    }

    private func entry(_ path: [String], _ annotations: Annotations?) -> Value {
        var entries = [
            (key: constants.string("path"), value: constants.arena.array(path.map { constants.string($0) }))
        ]
        if let annotations { entries.append((constants.string("annotations"), value(of: annotations))) }
        return constants.arena.object(entries)
    }

    private func value(of annotations: Annotations) -> Value {
        var fields = annotations.fields
        fields["scope"] = .string(annotations.scope.rawValue)
        return constants.arena.value(of: .object(fields))
    }
}
