import Documents

/// A term after all names are resolved: variables are registers of their routine, rules are paths below `data`.
indirect enum ResolvedTerm {
    /// A scalar, or a composite of constants, in the constant arena of the policy.
    case constant(Value)
    /// A register of the routine.
    case local(Int)
    case input
    /// The root of all documents.
    case data
    /// Head and at least one further part.
    case reference(ResolvedTerm, [ResolvedTerm])
    case array([ResolvedTerm])
    case object([(key: ResolvedTerm, value: ResolvedTerm)])
    case set([ResolvedTerm])
    case comprehension(ResolvedComprehension)
    case call(ResolvedCall)
    case template([ResolvedTerm])
}

/// A comprehension with its own scope.
final class ResolvedComprehension {
    enum Kind { case array, set, object }
    let kind: Kind
    /// Only for objects.
    let key: ResolvedTerm?
    let value: ResolvedTerm
    let body: [ResolvedExpression]
    /// Registers of the surroundings that occur inside.
    let free: Set<Int>
    let location: Location

    init(
        kind: Kind, key: ResolvedTerm?, value: ResolvedTerm, body: [ResolvedExpression], free: Set<Int>,
        location: Location
    ) {
        self.kind = kind
        self.key = key
        self.value = value
        self.body = body
        self.free = free
        self.location = location
    }
}

/// What a call calls.
enum Callee {
    case builtin(Builtin)
    /// A function of a module, by its node in the rule tree.
    case function(RuleNode)
    /// `print`, which never fails.
    case print
}

/// A call in the number of arguments that its callee declares.
final class ResolvedCall {
    let callee: Callee
    let arguments: [ResolvedTerm]
    let location: Location

    init(callee: Callee, arguments: [ResolvedTerm], location: Location) {
        self.callee = callee
        self.arguments = arguments
        self.location = location
    }
}

/// One expression of a body, names resolved.
struct ResolvedExpression {
    indirect enum Kind {
        case term(ResolvedTerm)
        case unify(ResolvedTerm, ResolvedTerm)
        case someIn(key: ResolvedTerm?, value: ResolvedTerm, domain: ResolvedTerm)
        /// `free` are the registers of the surroundings that the body uses.
        case every(key: Int?, value: Int, domain: ResolvedTerm, body: [ResolvedExpression], free: Set<Int>)
        case body([ResolvedExpression], free: Set<Int>)
    }
    var kind: Kind
    var isNegated = false
    var with: [ResolvedWith] = []
    var location: Location
}

/// `with target as value`.
struct ResolvedWith {
    enum Target {
        /// `input` or a part of it.
        case input([Value])
        /// A path below `data`.
        case data([Value])
        case builtin(String)
        case function(RuleNode)
    }
    /// What takes the place of a function.
    enum Replacement {
        case value(ResolvedTerm)
        case builtin(Builtin)
        case function(RuleNode)
    }
    let target: Target
    let replacement: Replacement
    let location: Location
}

extension ResolvedTerm {
    var local: Int? {
        if case .local(let register) = self { register } else { nil }
    }

    var constant: Value? {
        if case .constant(let value) = self { value } else { nil }
    }

    /// Calls `visit` for this term and all terms inside, bodies of closures included.
    func walk(_ visit: (ResolvedTerm) -> Void) {
        visit(self)
        switch self {
        case .constant, .local, .input, .data: break
        case .reference(let head, let path):
            head.walk(visit)
            for part in path { part.walk(visit) }
        case .array(let terms), .set(let terms), .template(let terms):
            for term in terms { term.walk(visit) }
        case .object(let entries):
            for entry in entries {
                entry.key.walk(visit)
                entry.value.walk(visit)
            }
        case .comprehension(let comprehension):
            comprehension.key?.walk(visit)
            comprehension.value.walk(visit)
            for expression in comprehension.body { expression.walk(visit) }
        case .call(let call):
            for argument in call.arguments { argument.walk(visit) }
        }
    }
}

extension ResolvedExpression {
    /// Calls `visit` for every term inside.
    func walk(_ visit: (ResolvedTerm) -> Void) {
        switch kind {
        case .term(let term): term.walk(visit)
        case .unify(let left, let right):
            left.walk(visit)
            right.walk(visit)
        case .someIn(let key, let value, let domain):
            key?.walk(visit)
            value.walk(visit)
            domain.walk(visit)
        case .every(_, _, let domain, let body, _):
            domain.walk(visit)
            for expression in body { expression.walk(visit) }
        case .body(let body, _):
            for expression in body { expression.walk(visit) }
        }
        for modifier in with {
            if case .value(let value) = modifier.replacement { value.walk(visit) }
        }
    }
}
