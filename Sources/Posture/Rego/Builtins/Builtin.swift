import Documents

/// One function of the policy reference.
///
/// A body gets defined arguments only, in the number that the declaration says. It answers with a value, with
/// ``Documents/Value/undefined``, or with an error, which makes the expression undefined unless errors are strict.
/// Bodies allocate in the arena of their context and keep nothing.
struct Builtin: Sendable {
    typealias Body = @Sendable (BuiltinContext, UnsafeBufferPointer<Value>) throws(BuiltinError) -> Value

    /// The name that policies call, such as `json.filter`.
    let name: String
    /// The declared types of the arguments; the compiler rejects calls that can never fit.
    let arguments: [RegoType]
    let result: RegoType
    /// Whether the same arguments give the same answer in any query. False for time, randomness and metadata.
    let isPure: Bool
    /// Gone from v1 and allowed in v0 only (`any`, `re_match`, …).
    let isDeprecated: Bool
    /// `walk` alone: the answer is an array of all results, which the caller iterates.
    let isRelation: Bool
    let body: Body

    init(
        _ name: String, _ arguments: [RegoType], _ result: RegoType, isPure: Bool = true,
        isDeprecated: Bool = false, isRelation: Bool = false, _ body: @escaping Body
    ) {
        self.name = name
        self.arguments = arguments
        self.result = result
        self.isPure = isPure
        self.isDeprecated = isDeprecated
        self.isRelation = isRelation
        self.body = body
    }
}

/// Types as far as they are checked before evaluation.
indirect enum RegoType: Sendable, Hashable {
    case any
    case null, boolean, number, string
    case array(RegoType)
    case set(RegoType)
    case object
    case union([RegoType])
}

/// Why a built-in has no answer.
enum BuiltinError: Error, Hashable {
    /// An argument of the wrong type (`eval_type_error`), counted from 1, in the words of OPA:
    /// `operand 1 must be string but got number`.
    case operand(Int, String)
    /// Anything else (`eval_builtin_error`).
    case failure(String)
    /// A budget was crossed: ends the rule even when errors are not strict.
    case budget(String)
}

/// What built-ins may use beyond their arguments. One for each evaluation, used by one thread.
final class BuiltinContext {
    /// Where results are made.
    let arena: Arena
    /// Nanoseconds since 1970 at the start of the query; `time.now_ns` gives the same all through it.
    let now: Int64
    /// Values that stay the same within one query, such as those of `uuid.rfc4122` and `rand.intn`, by name and arguments.
    var queryCache: [String: Value] = [:]
    /// Compiled patterns of this evaluation, by their text.
    var patterns: PatternCache
    /// Lower case of texts met before in this evaluation.
    var lowered = LoweredTexts()
    /// Bytes of a text in the making; taken and given back by functions that make many.
    var scratch: [UInt8] = []
    /// Compiled globs of this evaluation, by their text.
    var globs = GlobCache()
    /// Time zones read in this evaluation, by their name.
    var timeZones = TimeZoneCache()
    /// A source of random bytes, passed in so that tests can fix it.
    var randomBytes: (Int) -> [UInt8]
    /// Upper bound of bytes that one call may produce.
    let resultLimit: Int

    init(
        arena: Arena, now: Int64, patterns: PatternCache = PatternCache(),
        randomBytes: @escaping (Int) -> [UInt8], resultLimit: Int = 256 << 20
    ) {
        self.arena = arena
        self.now = now
        self.patterns = patterns
        self.randomBytes = randomBytes
        self.resultLimit = resultLimit
    }
}

extension UnsafeBufferPointer<Value> {
    /// Argument `index` (from 0) as a string.
    func string(_ index: Int) throws(BuiltinError) -> Value {
        guard self[index].isString else { throw .operand(index + 1, "must be string but got \(self[index].typeName)") }
        return self[index]
    }

    /// Argument `index` (from 0) as a number.
    func number(_ index: Int) throws(BuiltinError) -> Value {
        guard self[index].isNumber else { throw .operand(index + 1, "must be number but got \(self[index].typeName)") }
        return self[index]
    }

    /// Argument `index` (from 0) as an integer that fits in 64 bits.
    func integer(_ index: Int) throws(BuiltinError) -> Int {
        guard self[index].isNumber else { throw .operand(index + 1, "must be number but got \(self[index].typeName)") }
        guard let integer = self[index].integer else {
            throw .operand(index + 1, "must be integer number but got floating-point number")
        }
        return integer
    }

    /// Argument `index` (from 0) as an object.
    func object(_ index: Int) throws(BuiltinError) -> Value {
        guard self[index].isObject else { throw .operand(index + 1, "must be object but got \(self[index].typeName)") }
        return self[index]
    }

    /// Argument `index` (from 0) as an array.
    func array(_ index: Int) throws(BuiltinError) -> Value {
        guard self[index].isArray else { throw .operand(index + 1, "must be array but got \(self[index].typeName)") }
        return self[index]
    }

    /// Argument `index` (from 0) as a set.
    func set(_ index: Int) throws(BuiltinError) -> Value {
        guard self[index].isSet else { throw .operand(index + 1, "must be set but got \(self[index].typeName)") }
        return self[index]
    }
}

extension Value {
    /// The name that `type_name` and error messages use.
    var typeName: String { kind?.name ?? "undefined" }
}
