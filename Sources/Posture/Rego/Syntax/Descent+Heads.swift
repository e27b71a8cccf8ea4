extension Descent {
    /// A head with what its tree does not keep.
    struct Head {
        var head: RuleHead
        var hasContains: Bool
        /// Whether space stands between its name and what follows of its reference.
        var isSpaced: Bool
    }

    func head(isDefault: Bool) throws(Unparsable) -> Head {
        let start = here
        let name = try variable()
        let isSpaced = token.isSpaced && token.continuesReference
        if !token.isSpaced, InfixOperator(token.kind) != nil { throw unexpected() }
        // Space may stand before the first part here, though not in facts, which are read again as expressions.
        let term = node(token.continuesReference ? try reference(name, from: start) : name, from: start)
        guard var head = RuleHead(term) else { throw fail("invalid rule head: \(term.text)", at: term.location) }
        defer { head.location = place(from: start) }
        switch token.kind {
        case .contains:
            if head.arguments != nil {
                throw unexpected(
                    "the contains keyword can only be used with multi-value rule definitions "
                        + "(e.g., \(head.referenceText) contains <VALUE> { ... })")
            }
            try scan()
            head.key = try expression(pairs: true)
            head.location = place(from: start)
            return Head(head: head, hasContains: true, isSpaced: isSpaced)
        case .unify, .assign:
            head.isAssignment = token.kind == .assign
            try scan()
            head.value = try expression(pairs: true)
        default:
            break
        }
        head.location = place(from: start)
        return Head(head: head, hasContains: false, isSpaced: isSpaced)
    }

    // MARK: - Defaults

    func defaultRule(
        _ parsed: Head, from start: Start, into module: inout ModuleDraft
    ) throws(Unparsable) {
        let location = place(from: start)
        if parsed.head.key != nil || (parsed.head.value == nil && parsed.head.reference.count == 2) {
            throw fail("illegal default rule (must have a value)", at: location)
        }
        if let value = parsed.head.value, let flaw = value.defaultFlaw {
            throw fail("illegal default rule (value cannot contain \(flaw))", at: location)
        }
        var names: Set<String> = []
        for argument in parsed.head.arguments ?? [] {
            guard case .variable(let name) = argument.kind, argument.kind.name == "var" else {
                throw fail("illegal default rule (arguments cannot contain \(argument.kind.name))", at: location)
            }
            guard names.insert(name).inserted else {
                throw fail("illegal default rule (arguments cannot be repeated \(name))", at: location)
            }
        }
        module.add(
            Rule(isDefault: true, head: parsed.head, body: [], location: location),
            RuleForm(
                rule: 0, location: location, isFunction: parsed.head.arguments != nil,
                bodies: [(false, false, location)], hasContains: false, isBare: false))
    }
}

extension RuleHead {
    /// A head from a reference or call with nothing behind it; nil when it is no such thing.
    init?(_ term: Term) {
        switch term.kind {
        case .variable:
            self.init(reference: [term], location: term.location)
        case .reference(let parts):
            guard case .variable? = parts.first?.kind else { return nil }
            self.init(reference: parts, location: term.location)
        case .call(let path, let arguments):
            var reference = path.map { Term(.string($0), at: term.location) }
            reference[0].kind = .variable(path[0])
            self.init(reference: reference, arguments: arguments, location: term.location)
        default:
            return nil
        }
    }

    /// The reference as it would be written.
    var referenceText: String {
        reference.count == 1 ? name : Term(.reference(reference), at: location).text
    }
}

extension Term {
    /// Whether no variable occurs in it.
    var isGround: Bool {
        switch kind {
        case .null, .boolean, .number, .string: true
        case .variable: false
        case .array(let terms), .set(let terms), .call(_, let terms): terms.allSatisfy(\.isGround)
        case .reference(let parts): parts.dropFirst().allSatisfy(\.isGround)
        case .object(let entries): entries.allSatisfy { $0.key.isGround && $0.value.isGround }
        case .arrayComprehension, .setComprehension, .objectComprehension, .template: false
        }
    }

    /// What OPA does not let the value of a default rule contain, comprehensions left aside.
    fileprivate var defaultFlaw: String? {
        switch kind {
        case .variable, .reference: kind.name
        case .call: "call"
        case .array(let terms), .set(let terms): terms.lazy.compactMap(\.defaultFlaw).first
        case .object(let entries):
            entries.lazy.compactMap { $0.key.defaultFlaw ?? $0.value.defaultFlaw }.first
        default: nil
        }
    }
}
