/// The Rego language: text in, answers out.
///
/// - `Syntax`: lexer and parser of both dialects into the syntax tree (``Module``).
/// - `Compiler`: names resolved, bodies made safe and ordered, types checked, everything lowered to code for a
///   register machine (``CompiledPolicy``), which any number of threads may share.
/// - `Machine`: runs that code over ``Documents/Value``s within budgets.
/// - `Builtins`: the functions of the policy reference, one file per family.
///
/// Nothing in here does input or output, reads the environment or prints, but for one thing: built-ins on time read the
/// system's descriptions of time zones.
public enum Rego {}

/// The two dialects of the language.
public enum Dialect: String, Sendable, Hashable {
    /// OPA before 1.0: bodies without `if`, partial sets as `p[x]`, keywords by import.
    case v0
    /// OPA 1.0 and later.
    case v1
}
