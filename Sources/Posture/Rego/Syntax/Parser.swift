/// Reads policies, queries and terms of either dialect into syntax trees, with the messages of OPA.
///
/// Parsing is linear in the length of the text for all but contrived input, and bounded in depth (see
/// ``maximumDepth``), so that no text can exhaust the stack of a thread.
public enum Parser {
    /// How deep terms and bodies may nest, and how many infix operators may follow each other on one level.
    public static let maximumDepth = 150
    /// The longest text that is read.
    public static let maximumLength = 32 << 20

    /// Parses one module. Without annotations, `# METADATA` blocks are comments as any other, and so cannot be wrong.
    public static func parseModule(
        _ text: String, file: String, dialect: Dialect, readsAnnotations: Bool = true
    ) throws(PolicyErrors) -> Module {
        try parseModule(
            Array(text.utf8), text: text, file: file, dialect: dialect, readsAnnotations: readsAnnotations)
    }

    /// Parses one module from bytes, which have to be UTF-8.
    public static func parseModule(
        _ bytes: [UInt8], file: String, dialect: Dialect
    ) throws(PolicyErrors) -> Module {
        try parseModule(bytes, text: nil, file: file, dialect: dialect)
    }

    /// Parses a module as v1, and as v0 when that fails; throws what was wrong with it as v1 when both fail.
    public static func parseModuleInEitherDialect(_ text: String, file: String) throws(PolicyErrors) -> Module {
        do {
            return try parseModule(text, file: file, dialect: .v1)
        } catch {
            if let module = try? parseModule(text, file: file, dialect: .v0) { return module }
            throw error
        }
    }

    /// Parses a query: expressions that are separated by `;` or line breaks.
    public static func parseQuery(
        _ text: String, file: String = "", dialect: Dialect
    ) throws(PolicyErrors) -> Body {
        try run(Array(text.utf8), file, dialect) { (descent) throws(Unparsable) in try descent.wholeQuery() }
    }

    /// Parses one term, such as a value with sets in it that JSON cannot hold.
    public static func parseTerm(
        _ text: String, file: String = "", dialect: Dialect = .v1
    ) throws(PolicyErrors) -> Term {
        try run(Array(text.utf8), file, dialect) { (descent) throws(Unparsable) in try descent.wholeTerm() }
    }

    private static func parseModule(
        _ bytes: [UInt8], text: String?, file: String, dialect: Dialect, readsAnnotations: Bool = true
    ) throws(PolicyErrors) -> Module {
        try run(bytes, file, dialect) { (descent) throws(Unparsable) in
            try descent.wholeModule(text: text, readsAnnotations: readsAnnotations)
        }
    }

    private static func run<Result>(
        _ bytes: [UInt8], _ file: String, _ dialect: Dialect,
        _ parse: (Descent) throws(Unparsable) -> Result
    ) throws(PolicyErrors) -> Result {
        let descent = Descent(bytes, file: file, dialect: dialect)
        do {
            try descent.begin()
            return try parse(descent)
        } catch {
            throw PolicyErrors(descent.errors)
        }
    }
}
