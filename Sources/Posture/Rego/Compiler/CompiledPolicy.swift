import Documents

/// Modules compiled to code. Immutable; any number of threads may evaluate it at the same time.
public final class CompiledPolicy: Sendable {
    let program: Program
    /// Paths of all rules below `data`, such as `data.armo_builtins.deny`, in no particular order.
    public let rulePaths: [[String]]
    private let modules: [Module]

    /// Compiles modules that belong together.
    ///
    /// - Throws: ``PolicyErrors`` with everything that is wrong with them.
    public init(_ modules: [Module]) throws {
        self.modules = modules
        let compilation = try Compilation(modules)
        program = compilation.program
        rulePaths = compilation.rulePaths
    }

    /// Parses and compiles texts that belong together, each in the dialect it is written in.
    ///
    /// - Throws: ``PolicyErrors``.
    public convenience init(texts: [(file: String, text: String)], dialect: Dialect? = nil) throws {
        var modules: [Module] = []
        var errors: [PolicyError] = []
        for (file, text) in texts {
            do throws(PolicyErrors) {
                if let dialect {
                    modules.append(try Parser.parseModule(text, file: file, dialect: dialect))
                } else {
                    modules.append(try Parser.parseModuleInEitherDialect(text, file: file))
                }
            } catch {
                errors += error.errors
            }
        }
        if !errors.isEmpty { throw PolicyErrors(errors) }
        try self.init(modules)
    }

    /// Compiles a query against the policy.
    ///
    /// - Parameters:
    ///   - text: a body, such as `data.armo_builtins.deny` or `x := data.a.b[_]; x.kind == "Pod"`.
    ///   - package: the package whose rules and imports the query sees under their short names.
    /// - Throws: ``PolicyErrors``.
    public func prepare(_ text: String, package: [String] = [], dialect: Dialect = .v1) throws -> PreparedQuery {
        let body = try Parser.parseQuery(text, file: "", dialect: dialect)
        return try prepare(body, text: text, package: package, dialect: dialect)
    }

    func prepare(_ body: Body, text: String, package: [String], dialect: Dialect) throws -> PreparedQuery {
        // The tree is made again from the modules: a query is rare and the tree is cheap.
        let compilation = try Compilation(modules, query: body, package: package, dialect: dialect)
        guard let query = compilation.query else { throw PolicyErrors([]) }
        return PreparedQuery(
            policy: self, program: compilation.program, routine: query.routine, variables: query.variables,
            expressions: query.expressions, text: text)
    }
}

/// A query that is ready to run.
public final class PreparedQuery: Sendable {
    /// The policy it was prepared for.
    public let policy: CompiledPolicy
    let program: Program
    let routine: Routine
    /// Names of the variables that an answer binds, in the order of the yielded operands.
    public let variables: [String]
    /// Where each expression stands in the text of the query.
    public let expressions: [Location]
    public let text: String

    init(
        policy: CompiledPolicy, program: Program, routine: Routine, variables: [String], expressions: [Location],
        text: String
    ) {
        self.policy = policy
        self.program = program
        self.routine = routine
        self.variables = variables
        self.expressions = expressions
        self.text = text
    }
}

/// One run of the compiler.
final class Compilation {
    let program: Program
    let rulePaths: [[String]]
    private(set) var query: (routine: Routine, variables: [String], expressions: [Location])?

    init(_ modules: [Module], query: Body? = nil, package: [String] = [], dialect: Dialect = .v1) throws {
        let sources = PolicySources(modules: modules, builtins: BuiltinTable.byName)
        let builder = ProgramBuilder()
        var errors = sources.errors
        var reads: [Int: Set<Int>] = [:]
        var uses: [Int: InputUse] = [:]
        var routines: [Int: Routine] = [:]
        var partialRoutines: [Int: Routine] = [:]
        for node in sources.tree.nodes {
            if !node.rules.isEmpty {
                let generator = CodeGenerator(
                    policy: sources, program: builder, module: sources.names[node.rules[0].module],
                    name: node.description, argumentCount: node.arity ?? 0)
                if node.isSet { generator.generateSet(node) } else { generator.generateComplete(node) }
                errors += generator.resolver.errors
                reads[node.id, default: []].formUnion(generator.reads)
                uses[node.id] = generator.inputUse
                if errors.isEmpty { routines[node.id] = generator.finish() }
            }
            if !node.partialRules.isEmpty {
                let generator = CodeGenerator(
                    policy: sources, program: builder, module: sources.names[node.partialRules[0].module],
                    name: node.description, argumentCount: 0)
                generator.generatePartial(node)
                errors += generator.resolver.errors
                reads[node.id, default: []].formUnion(generator.reads)
                uses[node.id] = .whole
                if errors.isEmpty { partialRoutines[node.id] = generator.finish() }
            }
        }
        if errors.isEmpty { errors += RecursionCheck(sources.tree, reads: reads).errors }
        var generator: CodeGenerator?
        if let query {
            let made = CodeGenerator(
                policy: sources, program: builder,
                module: sources.queryNames(package: package, imports: [], usesV1Rules: dialect == .v1), name: "query",
                argumentCount: 0)
            let answer = made.generateQuery(query)
            errors += made.resolver.errors
            if errors.isEmpty { self.query = (made.finish(), answer.variables, answer.expressions) }
            generator = made
        }
        _ = generator
        guard errors.isEmpty else {
            throw PolicyErrors(
                errors.sorted { ($0.location.file, $0.location.offset) < ($1.location.file, $1.location.offset) })
        }
        rulePaths = sources.tree.nodes.filter { !$0.rules.isEmpty || !$0.partialRules.isEmpty }
            .map { $0.path.map(\.string) }
        let nodes = sources.tree.nodes.map { node in
            ProgramNode(
                kind: node.rules.isEmpty ? .folder : node.isFunction ? .function : node.isSet ? .set : .complete,
                isPackage: node.isPackage, parent: node.parent?.id ?? -1, path: node.path,
                children: node.children.values.map { (key: sources.constants.string($0.name), node: $0.id) }
                    .sorted { Value.compare($0.key, $1.key) < 0 },
                routine: routines[node.id], partialRoutine: partialRoutines[node.id], description: node.description,
                inputUse: uses[node.id] ?? .none, reads: Array(reads[node.id] ?? []))
        }
        program = Program(
            nodes: nodes, slotCount: builder.slotCount,
            constants: Document(root: .null, arena: sources.constants.arena))
    }
}

extension CodeGenerator {
    /// A query: each answer yields the values of its variables, then the value of each expression.
    func generateQuery(_ body: Body) -> (variables: [String], expressions: [Location]) {
        let end = newLabel()
        fail = end
        let scope = resolver.closureScope(heads: [], body: body, parent: nil)
        var resolved = resolver.resolve(body, scope: scope)
        var captured: [Int32?] = []
        for index in resolved.indices {
            guard case .term(let term) = resolved[index].kind, !resolved[index].isNegated, isCaptured(term) else {
                captured.append(nil)
                continue
            }
            let register = newRegister()
            resolved[index].kind = .unify(.local(register), term)
            captured.append(Int32(register))
        }
        emit(body: resolved)
        let variables = resolver.registerNames.filter { !$0.value.name.hasPrefix("$") && isBound($0.key) }
            .sorted { $0.key < $1.key }
        let operands =
            variables.map { Int32($0.key) } + captured.map { $0 ?? operand(.true) }
        emit(.yield, b: site(.none, operands, at: body.first?.location ?? Location(file: "", line: 1, column: 1)))
        jump(fail)
        place(end)
        emit(.returnValue, b: operand(.true))
        return (variables.map(\.value.name), body.map(\.location))
    }

    /// Whether the value of an expression is shown, rather than just that it holds.
    private func isCaptured(_ term: ResolvedTerm) -> Bool { true }
}

/// Rules that depend on themselves, directly or through others (`rego_recursion_error`).
struct RecursionCheck {
    private(set) var errors: [PolicyError] = []

    init(_ tree: RuleTree, reads: [Int: Set<Int>]) {
        var below: [Int: [Int]] = [:]
        func rules(under node: RuleNode) -> [Int] {
            if let known = below[node.id] { return known }
            var found = node.rules.isEmpty && node.partialRules.isEmpty ? [] : [node.id]
            for child in node.children.values.sorted(by: { $0.id < $1.id }) { found += rules(under: child) }
            below[node.id] = found
            return found
        }
        var edges: [Int: [Int]] = [:]
        for (node, read) in reads {
            edges[node] = read.flatMap { rules(under: tree.nodes[$0]) }.sorted()
        }
        var state: [Int: Int] = [:]
        for start in reads.keys.sorted() where state[start] == nil {
            // Depth first with an explicit stack: rules may be chained deeper than a thread's stack allows.
            var stack: [(node: Int, next: Int)] = [(start, 0)]
            state[start] = 1
            while let (node, next) = stack.last {
                let targets = edges[node] ?? []
                if next == targets.count {
                    state[node] = 2
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let target = targets[next]
                if state[target] == 1 {
                    let first = stack.firstIndex { $0.node == target } ?? 0
                    let path = (stack[first...].map(\.node) + [target]).map { tree.nodes[$0].description }
                    let rule = tree.nodes[target].rules.first ?? tree.nodes[target].partialRules[0]
                    errors.append(
                        PolicyError(
                            .recursion, "rule \(path[0]) is recursive: \(path.joined(separator: " -> "))",
                            at: rule.rule.location))
                    state[target] = 2
                } else if state[target] == nil {
                    state[target] = 1
                    stack.append((target, 0))
                }
            }
        }
    }
}
