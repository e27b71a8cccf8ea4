/// Names of one body (or of a rule's head) and the registers they stand for.
final class Scope {
    let parent: Scope?
    private var registers: [String: Int] = [:]
    /// Names that this body declares somewhere with `some` or `:=`.
    private(set) var declared: Set<String> = []
    /// Names declared so far, with the word that errors use for how.
    private var declarations: [String: String] = [:]
    /// Names that were used before the body declared them.
    private(set) var usedBefore: Set<String> = []

    init(parent: Scope?, declares declared: Set<String> = []) {
        self.parent = parent
        self.declared = declared
    }

    /// The register of a name that is visible here.
    func register(of name: String) -> Int? {
        var scope: Scope? = self
        while let current = scope {
            if let register = current.registers[name] { return register }
            if current.declared.contains(name), current.declarations[name] == nil { current.usedBefore.insert(name) }
            scope = current.parent
        }
        return nil
    }

    /// How this very scope has declared a name before: `assigned`, `declared` or nil.
    func declaration(of name: String) -> String? { declarations[name] }

    func define(_ name: String, as register: Int, how: String? = nil) {
        registers[name] = register
        if let how { declarations[name] = how }
    }

    func hasOwn(_ name: String) -> Bool { registers[name] != nil }
}

extension Term {
    /// Calls `visit` with the name and place of every variable outside closures.
    func visitVariables(_ visit: (String, Location) -> Void) {
        switch kind {
        case .variable(let name):
            visit(name, location)
        case .reference(let parts), .array(let parts), .set(let parts), .call(_, let parts):
            for part in parts { part.visitVariables(visit) }
        case .object(let entries):
            for entry in entries {
                entry.key.visitVariables(visit)
                entry.value.visitVariables(visit)
            }
        case .template(let parts):
            for part in parts {
                switch part {
                case .text: break
                case .expression(let term), .modified(let term, _): term.visitVariables(visit)
                }
            }
        case .null, .boolean, .number, .string, .arrayComprehension, .setComprehension, .objectComprehension:
            break
        }
    }

    /// Calls `visit` with the variables that a pattern on the left of `:=` or behind `some … in` declares.
    func visitPatternVariables(_ visit: (String, Location) -> Void) {
        switch kind {
        case .variable(let name): visit(name, location)
        case .array(let parts), .set(let parts):
            for part in parts { part.visitPatternVariables(visit) }
        case .object(let entries):
            for entry in entries {
                entry.key.visitPatternVariables(visit)
                entry.value.visitPatternVariables(visit)
            }
        default: break
        }
    }
}

extension Expression {
    /// The left and right side when this is `left := right`.
    var assignment: (left: Term, right: Term)? {
        guard case .term(let term) = kind, case .call(["assign"], let sides) = term.kind, sides.count == 2 else {
            return nil
        }
        return (sides[0], sides[1])
    }

    /// Names that the expression declares for the rest of its body.
    var declaredNames: [String] {
        var names: [String] = []
        switch kind {
        case .some(let terms):
            for term in terms { term.visitPatternVariables { name, _ in names.append(name) } }
        case .someIn(let key, let value, _):
            key?.visitPatternVariables { name, _ in names.append(name) }
            value.visitPatternVariables { name, _ in names.append(name) }
        default:
            if let assignment { assignment.left.visitPatternVariables { name, _ in names.append(name) } }
        }
        return names
    }

    /// Calls `visit` with the variables that belong to the body itself: those outside closures.
    func visitVariables(_ visit: (String, Location) -> Void) {
        switch kind {
        case .term(let term):
            term.visitVariables(visit)
        case .some:
            break
        case .someIn(let key, let value, let domain):
            key?.visitVariables(visit)
            value.visitVariables(visit)
            domain.visitVariables(visit)
        case .every(_, _, let domain, _):
            domain.visitVariables(visit)
        case .negatedBody:
            break
        }
        for modifier in with { modifier.value.visitVariables(visit) }
    }
}
