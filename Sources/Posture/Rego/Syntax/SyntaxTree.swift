/// A place in the text of a module: line and column from 1, columns in bytes of UTF-8 as OPA counts them.
public struct Location: Sendable, Hashable {
    /// The name under which the module was loaded.
    public var file: String
    public var line: Int
    public var column: Int
    /// Offset of the first byte in the module's text.
    public var offset: Int
    /// Length in bytes of the piece of text that this place covers; 0 when unknown.
    public var length: Int

    public init(file: String, line: Int, column: Int, offset: Int = 0, length: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
        self.offset = offset
        self.length = length
    }
}

extension Location: CustomStringConvertible {
    public var description: String { file.isEmpty ? "\(line):\(column)" : "\(file):\(line):\(column)" }
}

/// One module as it was parsed.
public struct Module: Sendable {
    /// The path below `data`, for `package a.b` that is `["a", "b"]`.
    public var package: [String]
    public var packageLocation: Location
    public var imports: [Import]
    public var rules: [Rule]
    public var annotations: [Annotations]
    public var dialect: Dialect
    /// Whether `import rego.v1` was seen (or the dialect is v1): the checks of v1 apply.
    public var usesV1Rules: Bool
    public var file: String
    /// The text it was parsed from.
    public var text: String

    public init(
        package: [String], packageLocation: Location, imports: [Import] = [], rules: [Rule] = [],
        annotations: [Annotations] = [], dialect: Dialect, usesV1Rules: Bool, file: String, text: String
    ) {
        self.package = package
        self.packageLocation = packageLocation
        self.imports = imports
        self.rules = rules
        self.annotations = annotations
        self.dialect = dialect
        self.usesV1Rules = usesV1Rules
        self.file = file
        self.text = text
    }
}

/// `import data.a.b as c`. Imports of `rego.v1` and `future.keywords` are kept too.
public struct Import: Sendable {
    /// `["data", "a", "b"]`, `["input", "x"]`, `["rego", "v1"]`, `["future", "keywords", "in"]`.
    public var path: [String]
    public var alias: String?
    public var location: Location

    public init(path: [String], alias: String?, location: Location) {
        self.path = path
        self.alias = alias
        self.location = location
    }

    /// The name it brings into the module: the alias or the last part of the path.
    public var name: String { alias ?? path.last ?? "" }
}

/// A `# METADATA` block, its YAML decoded to the JSON-like form that `rego.metadata` gives.
public struct Annotations: Sendable {
    public enum Scope: String, Sendable { case rule, document, package, subpackages }
    public var scope: Scope
    /// The decoded block without `scope`; keys as written (title, description, custom, entrypoint, …).
    public var fields: [String: PlainValue]
    public var location: Location
    /// Index in ``Module/rules`` of the rule it stands before; nil for those of the package.
    public var rule: Int?

    public init(scope: Scope, fields: [String: PlainValue], location: Location, rule: Int?) {
        self.scope = scope
        self.fields = fields
        self.location = location
        self.rule = rule
    }
}

/// A JSON-like value for the few places where a tree outlives every arena.
public indirect enum PlainValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// The number's text.
    case number(String)
    case string(String)
    case array([PlainValue])
    case object([String: PlainValue])
}

/// A rule, a function, or the default of either. Chained bodies (`p { … } { … }`) become rules of their own.
public struct Rule: Sendable {
    public var isDefault: Bool
    public var head: RuleHead
    /// Empty for facts; OPA treats those as the body `true`.
    public var body: Body
    public var elseBranches: [ElseBranch]
    public var location: Location

    public init(
        isDefault: Bool, head: RuleHead, body: Body, elseBranches: [ElseBranch] = [], location: Location
    ) {
        self.isDefault = isDefault
        self.head = head
        self.body = body
        self.elseBranches = elseBranches
        self.location = location
    }
}

/// `else := value { body }`.
public struct ElseBranch: Sendable {
    /// nil means `true`.
    public var value: Term?
    public var body: Body
    public var location: Location
    /// Whether the value was given with `:=`.
    public var isAssignment: Bool

    public init(value: Term?, body: Body, location: Location, isAssignment: Bool = false) {
        self.value = value
        self.body = body
        self.location = location
        self.isAssignment = isAssignment
    }
}

/// What a rule defines.
///
/// Every head is a reference followed by what it holds:
///
/// | text | reference | arguments | key | value |
/// | --- | --- | --- | --- | --- |
/// | `p := 1`, `p = 1` | `p` | nil | nil | `1` |
/// | `p if …` | `p` | nil | nil | nil (means `true`) |
/// | `p contains x`, v0 `p[x] { … }` | `p` | nil | `x` | nil |
/// | `a.b contains x` | `a.b` | nil | `x` | nil |
/// | `p[k] := v`, v0 `p[k] = v { … }` | `p[k]` | nil | nil | `v` |
/// | `a.b[k].c := v` | `a.b[k].c` | nil | nil | `v` |
/// | v1 `p[k] if …` | `p[k]` | nil | nil | nil (means `true`) |
/// | `f(x, 1) := v` | `f` | `[x, 1]` | nil | `v` |
public struct RuleHead: Sendable {
    /// First a variable or string term that names the rule, then strings (`.b`, `["b"]`), other scalars or variables.
    public var reference: [Term]
    public var arguments: [Term]?
    /// The element of a partial set.
    public var key: Term?
    public var value: Term?
    /// Whether the value was given with `:=`.
    public var isAssignment: Bool
    public var location: Location

    public init(
        reference: [Term], arguments: [Term]? = nil, key: Term? = nil, value: Term? = nil,
        isAssignment: Bool = false, location: Location
    ) {
        self.reference = reference
        self.arguments = arguments
        self.key = key
        self.value = value
        self.isAssignment = isAssignment
        self.location = location
    }

    /// The name of the rule: the text of the first term.
    public var name: String {
        switch reference.first?.kind {
        case .variable(let name)?, .string(let name)?: name
        default: ""
        }
    }
}

/// A conjunction of expressions.
public typealias Body = [Expression]

/// One expression of a body.
public struct Expression: Sendable {
    public indirect enum Kind: Sendable {
        /// A term on its own: succeeds when it is defined and not `false`. Calls and infix operators are
        /// ``Term/Kind/call(_:_:)`` terms; see there.
        case term(Term)
        /// `some x, y`.
        case some([Term])
        /// `some value in domain`, `some key, value in domain`.
        case someIn(key: Term?, value: Term, domain: Term)
        /// `every key, value in domain { body }`.
        case every(key: Term?, value: Term, domain: Term, body: Body)
        /// `not { … }` of newer dialects.
        case negatedBody(Body)
    }
    public var kind: Kind
    public var isNegated: Bool
    public var with: [WithModifier]
    public var location: Location

    public init(kind: Kind, isNegated: Bool = false, with: [WithModifier] = [], location: Location) {
        self.kind = kind
        self.isNegated = isNegated
        self.with = with
        self.location = location
    }
}

/// `with target as value`.
public struct WithModifier: Sendable {
    /// A reference to input, data or a rule, or the name of a function.
    public var target: Term
    public var value: Term
    public var location: Location

    public init(target: Term, value: Term, location: Location) {
        self.target = target
        self.value = value
        self.location = location
    }
}

/// A term with the place where it stands.
public struct Term: Sendable {
    public indirect enum Kind: Sendable {
        case null
        case boolean(Bool)
        /// The text as written; exact.
        case number(String)
        /// Escapes are resolved. The name of a part of a reference is a string, too: `a.b` is `a["b"]`.
        case string(String)
        /// Every `_` comes as a fresh variable `$0`, `$1`, … of its module.
        case variable(String)
        /// Head and at least one further part. The head is a variable, or a call, collection or comprehension.
        case reference([Term])
        case array([Term])
        case object([ObjectEntry])
        case set([Term])
        case arrayComprehension(Term, Body)
        case setComprehension(Term, Body)
        case objectComprehension(key: Term, value: Term, Body)
        /// A call: the path of the function (`["json", "filter"]`, `["f"]`, `["data", "lib", "f"]`) and its arguments.
        /// Infix operators are calls of the built-ins behind them: `:=` assign, `=` eq, `==` equal, `!=` neq,
        /// `<` lt, `<=` lte, `>` gt, `>=` gte, `+` plus, `-` minus, `*` mul, `/` div, `%` rem, `&` and, `|` or,
        /// `x in xs` `internal.member_2`, `k, v in xs` `internal.member_3`.
        case call([String], [Term])
        /// `$"…{x}…"`: literal pieces and expressions in turn.
        case template([TemplatePart])
    }
    public var kind: Kind
    public var location: Location

    public init(_ kind: Kind, at location: Location) {
        self.kind = kind
        self.location = location
    }
}

public struct ObjectEntry: Sendable {
    public var key: Term
    public var value: Term

    public init(key: Term, value: Term) {
        self.key = key
        self.value = value
    }
}

public enum TemplatePart: Sendable {
    case text(String)
    /// Undefined makes the text `<undefined>`; see the policy reference, "String Interpolation".
    case expression(Term)
    /// `{x with input as y}`.
    case modified(Term, [WithModifier])
}
