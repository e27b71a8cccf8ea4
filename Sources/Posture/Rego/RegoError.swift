/// Something wrong with a policy, found while it was read or compiled.
public struct PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The codes that OPA uses.
    public enum Code: String, Sendable {
        case parse = "rego_parse_error"
        case compile = "rego_compile_error"
        case type = "rego_type_error"
        case unsafeVariable = "rego_unsafe_var_error"
        case recursion = "rego_recursion_error"
    }
    public let code: Code
    public let message: String
    public let location: Location

    public init(_ code: Code, _ message: String, at location: Location) {
        self.code = code
        self.message = message
        self.location = location
    }

    public var description: String { "\(location): \(code.rawValue): \(message)" }
}

/// All that is wrong with a set of modules, in the order of their text.
public struct PolicyErrors: Error, Sendable, CustomStringConvertible {
    public let errors: [PolicyError]

    public init(_ errors: [PolicyError]) { self.errors = errors }

    public var description: String { errors.map(\.description).joined(separator: "\n") }
}

/// An evaluation that was stopped.
public struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The codes that OPA uses, and one for our budgets.
    public enum Code: String, Sendable {
        case `internal` = "eval_internal_error"
        case cancelled = "eval_cancel_error"
        case conflict = "eval_conflict_error"
        case type = "eval_type_error"
        case builtin = "eval_builtin_error"
        case withMerge = "eval_with_merge_error"
        case budget = "eval_budget_error"
    }
    public let code: Code
    public let message: String
    public let location: Location?

    public init(_ code: Code, _ message: String, at location: Location? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    public var description: String {
        (location.map { "\($0): " } ?? "") + "\(code.rawValue): \(message)"
    }
}
