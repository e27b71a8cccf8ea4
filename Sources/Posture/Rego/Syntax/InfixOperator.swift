/// The infix operators with the built-ins behind them.
enum InfixOperator {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case or, and, plus, minus, times, divide, remainder

    init?(_ kind: TokenKind) {
        switch kind {
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .less: self = .less
        case .lessOrEqual: self = .lessOrEqual
        case .greater: self = .greater
        case .greaterOrEqual: self = .greaterOrEqual
        case .or: self = .or
        case .and: self = .and
        case .plus: self = .plus
        case .minus: self = .minus
        case .times: self = .times
        case .divide: self = .divide
        case .remainder: self = .remainder
        default: return nil
        }
    }

    /// How strongly it binds: comparison, then union, intersection, sums, products.
    var strength: Int {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 1
        case .or: 2
        case .and: 3
        case .plus, .minus: 4
        case .times, .divide, .remainder: 5
        }
    }

    /// The name of its built-in as the path of a call.
    var path: [String] {
        switch self {
        case .equal: Self.equalPath
        case .notEqual: Self.notEqualPath
        case .less: Self.lessPath
        case .lessOrEqual: Self.lessOrEqualPath
        case .greater: Self.greaterPath
        case .greaterOrEqual: Self.greaterOrEqualPath
        case .or: Self.orPath
        case .and: Self.andPath
        case .plus: Self.plusPath
        case .minus: Self.minusPath
        case .times: Self.timesPath
        case .divide: Self.dividePath
        case .remainder: Self.remainderPath
        }
    }

    static let unifyPath = ["eq"]
    static let assignPath = ["assign"]
    private static let equalPath = ["equal"]
    private static let notEqualPath = ["neq"]
    private static let lessPath = ["lt"]
    private static let lessOrEqualPath = ["lte"]
    private static let greaterPath = ["gt"]
    private static let greaterOrEqualPath = ["gte"]
    private static let orPath = ["or"]
    private static let andPath = ["and"]
    private static let plusPath = ["plus"]
    private static let minusPath = ["minus"]
    private static let timesPath = ["mul"]
    private static let dividePath = ["div"]
    private static let remainderPath = ["rem"]
}
