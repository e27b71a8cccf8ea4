/// A token of a policy text: what it is and which bytes it covers.
struct Token {
    var kind: TokenKind
    var start: Int
    var end: Int
    /// Line and column of its first byte, from 1.
    var line: Int
    var column: Int
    /// Whether white space or a comment stands between this token and the one before it.
    var isSpaced: Bool
    /// Whether that space has a line break in it.
    var startsLine: Bool

    /// Whether this may go on with a reference: `.name`, `[key]` or `(arguments)`.
    var continuesReference: Bool {
        switch kind {
        case .dot, .leftBracket, .leftParenthesis: true
        default: false
        }
    }
}

/// The kinds of tokens. Names of operators are those that OPA's messages use.
enum TokenKind: UInt8 {
    case illegal, end
    case identifier, number, string, rawString
    /// `$"` and `` $` ``; what follows is read piece by piece.
    case template, rawTemplate
    case package, `import`, `as`, `default`, `else`, not, some, with, null, `true`, `false`
    case `in`, every, `if`, contains
    case leftBracket, rightBracket, leftBrace, rightBrace, leftParenthesis, rightParenthesis
    case comma, colon, semicolon, dot
    case plus, minus, times, divide, remainder, and, or
    case unify, assign, equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    /// Whether this is a word of the language.
    var isKeyword: Bool {
        rawValue >= TokenKind.package.rawValue && rawValue <= TokenKind.contains.rawValue
    }

    /// The name as OPA's messages spell it.
    var name: String {
        switch self {
        case .illegal: "illegal"
        case .end: "eof"
        case .identifier: "identifier"
        case .number: "number"
        case .string, .rawString: "string"
        case .template, .rawTemplate: "template string"
        case .package: "package"
        case .import: "import"
        case .as: "as"
        case .default: "default"
        case .else: "else"
        case .not: "not"
        case .some: "some"
        case .with: "with"
        case .null: "null"
        case .true: "true"
        case .false: "false"
        case .in: "in"
        case .every: "every"
        case .if: "if"
        case .contains: "contains"
        case .leftBracket: "["
        case .rightBracket: "]"
        case .leftBrace: "{"
        case .rightBrace: "}"
        case .leftParenthesis: "("
        case .rightParenthesis: ")"
        case .comma: ","
        case .colon: ":"
        case .semicolon: ";"
        case .dot: "."
        case .plus: "plus"
        case .minus: "minus"
        case .times: "mul"
        case .divide: "div"
        case .remainder: "rem"
        case .and: "and"
        case .or: "or"
        case .unify: "eq"
        case .assign: "assign"
        case .equal: "equal"
        case .notEqual: "neq"
        case .less: "lt"
        case .lessOrEqual: "lte"
        case .greater: "gt"
        case .greaterOrEqual: "gte"
        }
    }
}

/// The keywords that v1 has and v0 must import.
struct KeywordSet: OptionSet {
    let rawValue: UInt8

    static let `in` = KeywordSet(rawValue: 1)
    static let every = KeywordSet(rawValue: 2)
    static let `if` = KeywordSet(rawValue: 4)
    static let contains = KeywordSet(rawValue: 8)
    static let all: KeywordSet = [.in, .every, .if, .contains]
}
