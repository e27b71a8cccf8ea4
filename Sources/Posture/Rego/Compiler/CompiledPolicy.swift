import Documents

/// Modules compiled to code. Immutable; any number of threads may evaluate it at the same time.
public final class CompiledPolicy: Sendable {
    let program: Program
    /// Paths of all rules below `data`, such as `data.armo_builtins.deny`, in no particular order.
    public let rulePaths: [[String]]
    let modules: [Module]
    /// Whether evaluations can be observed (``EvaluationOptions/observer``), which makes them slower.
    public let isInstrumented: Bool

    /// Compiles modules that belong together.
    ///
    /// - Throws: ``PolicyErrors`` with everything that is wrong with them.
    public init(_ modules: [Module], isInstrumented: Bool = false) throws {
        self.modules = modules
        self.isInstrumented = isInstrumented
        let compilation = try Compilation(modules, isInstrumented: isInstrumented)
        program = compilation.program
        rulePaths = compilation.rulePaths
    }

    /// Parses and compiles texts that belong together, each in the dialect it is written in.
    ///
    /// - Throws: ``PolicyErrors``.
    public convenience init(
        texts: [(file: String, text: String)], dialect: Dialect? = nil, isInstrumented: Bool = false
    ) throws {
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
        try self.init(modules, isInstrumented: isInstrumented)
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
        // The tree of names is made again from the modules, in the same order and so with the same numbers; the code
        // of the rules is there already.
        let sources = PolicySources(modules: modules, builtins: BuiltinTable.byName)
        let builder = ProgramBuilder(after: program, isInstrumented: isInstrumented)
        let generator = CodeGenerator(
            policy: sources, program: builder,
            module: sources.queryNames(package: package, imports: [], usesV1Rules: dialect == .v1), name: "query",
            argumentCount: 0)
        let answer = generator.generateQuery(body)
        if !generator.resolver.errors.isEmpty { throw PolicyErrors(inOrder: generator.resolver.errors) }
        let routine = generator.finish()
        sources.constants.arena.retain(program)
        return PreparedQuery(
            policy: self,
            program: Program(
                nodes: program.nodes, builder: builder,
                constants: Document(root: .null, arena: sources.constants.arena)),
            routine: routine, variables: answer.variables, expressions: answer.expressions, text: text)
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

/// One run of the compiler over modules that belong together.
struct Compilation {
    let program: Program
    let rulePaths: [[String]]

    init(_ modules: [Module], isInstrumented: Bool) throws {
        let sources = PolicySources(modules: modules, builtins: BuiltinTable.byName)
        // Rules that contradict each other in kind leave no code to make.
        if !sources.errors.isEmpty { throw PolicyErrors(inOrder: sources.errors) }
        let builder = ProgramBuilder(isInstrumented: isInstrumented)
        var errors: [PolicyError] = []
        var parts: [NodeCode] = []
        for node in sources.tree.nodes {
            var part = NodeCode()
            if let first = node.rules.first {
                let generator = CodeGenerator(
                    policy: sources, program: builder, module: sources.names[first.module], name: node.description,
                    argumentCount: node.arity ?? 0)
                generator.noteEntry(at: first.rule.location)
                if node.isSet { generator.generateSet(node) } else { generator.generateComplete(node) }
                part.routine = generator.finish()
                part.add(generator)
                errors += generator.resolver.errors
            }
            if let first = node.partialRules.first {
                let generator = CodeGenerator(
                    policy: sources, program: builder, module: sources.names[first.module], name: node.description,
                    argumentCount: 0)
                generator.noteEntry(at: first.rule.location)
                generator.generatePartial(node)
                part.partialRoutine = generator.finish()
                part.add(generator)
                part.inputUse = .whole
                errors += generator.resolver.errors
            }
            parts.append(part)
        }
        if errors.isEmpty { errors += RecursionCheck(sources.tree, reads: parts.map(\.reads)).errors }
        guard errors.isEmpty else { throw PolicyErrors(inOrder: errors) }
        rulePaths = sources.tree.nodes.filter { !$0.rules.isEmpty || !$0.partialRules.isEmpty }
            .map { $0.path.map(\.string) }
        let nodes = zip(sources.tree.nodes, parts).map { ProgramNode($0, $1, constants: sources.constants) }
        program = Program(
            nodes: nodes, builder: builder,
            constants: Document(root: .null, arena: sources.constants.arena))
    }
}

/// What the compiler made of one node.
struct NodeCode {
    var routine: Routine?
    var partialRoutine: Routine?
    var reads: Set<Int> = []
    var inputUse = InputUse.none

    mutating func add(_ generator: CodeGenerator) {
        reads.formUnion(generator.reads)
        inputUse = max(inputUse, generator.inputUse)
    }
}

extension ProgramNode {
    init(_ node: RuleNode, _ code: NodeCode, constants: ConstantPool) {
        self.init(
            kind: node.rules.isEmpty ? .folder : node.isFunction ? .function : node.isSet ? .set : .complete,
            isPackage: node.isPackage, parent: node.parent?.id ?? -1, path: node.path,
            children: node.children.values.map { (key: constants.string($0.name), node: $0.id) }
                .sorted { Value.compare($0.key, $1.key) < 0 },
            routine: code.routine, partialRoutine: code.partialRoutine, description: node.description,
            inputUse: code.inputUse, reads: code.reads.sorted())
    }
}

extension PolicyErrors {
    /// Errors sorted by their place in the text.
    init(inOrder errors: [PolicyError]) {
        self.init(errors.sorted { ($0.location.file, $0.location.offset) < ($1.location.file, $1.location.offset) })
    }
}

extension CodeGenerator {
    /// A query: each answer yields the values of its variables, then the value of each expression.
    func generateQuery(_ body: Body) -> (variables: [String], expressions: [Location]) {
        let end = newLabel()
        fail = end
        if let first = body.first { noteEntry(at: first.location) }
        let scope = resolver.closureScope(heads: [], body: body, parent: nil)
        var resolved = resolver.resolve(body, scope: scope)
        var captured: [Int32?] = []
        // A lone expression that can only have one value shows it even when it is `false`.
        let filters = resolved.count > 1 || resolved.contains { !outputs(of: $0).isEmpty }
        for index in resolved.indices {
            guard case .term(let term) = resolved[index].kind, !resolved[index].isNegated else {
                captured.append(nil)
                continue
            }
            let register = newRegister()
            resolved[index].kind = .unify(.local(register), term)
            captured.append(Int32(register))
        }
        emit(body: resolved)
        if filters {
            for register in captured.compactMap(\.self) { emit(.truthy, b: register, fail: fail) }
        }
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
}

/// Rules that depend on themselves, directly or through others (`rego_recursion_error`).
struct RecursionCheck {
    private(set) var errors: [PolicyError] = []

    /// - Parameter reads: for each node the nodes that its rules read.
    init(_ tree: RuleTree, reads: [Set<Int>]) {
        var below: [Int: [Int]] = [:]
        func rules(under node: RuleNode) -> [Int] {
            if let known = below[node.id] { return known }
            var found = node.rules.isEmpty && node.partialRules.isEmpty ? [] : [node.id]
            for child in node.children.values.sorted(by: { $0.id < $1.id }) { found += rules(under: child) }
            below[node.id] = found
            return found
        }
        let edges = reads.map { read in read.flatMap { rules(under: tree.nodes[$0]) }.sorted() }
        guard RecursionCheck.hasCycle(edges) else { return }
        for node in tree.nodes {
            guard let rule = node.rules.first ?? node.partialRules.first,
                let path = RecursionCheck.cycle(from: node.id, edges)
            else { continue }
            let names = path.map { tree.nodes[$0].description }
            errors.append(
                PolicyError(
                    .recursion, "rule \(names[0]) is recursive: \(names.joined(separator: " -> "))",
                    at: rule.rule.location))
        }
    }

    /// Depth first with an explicit stack: rules may be chained deeper than a thread's stack allows.
    private static func hasCycle(_ edges: [[Int]]) -> Bool {
        enum State { case new, open, done }
        var state = [State](repeating: .new, count: edges.count)
        for start in edges.indices where state[start] == .new {
            var stack: [(node: Int, next: Int)] = [(start, 0)]
            state[start] = .open
            while let (node, next) = stack.last {
                if next == edges[node].count {
                    state[node] = .done
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let target = edges[node][next]
                if state[target] == .open { return true }
                if state[target] == .new {
                    state[target] = .open
                    stack.append((target, 0))
                }
            }
        }
        return false
    }

    /// The shortest way from a node back to itself.
    private static func cycle(from start: Int, _ edges: [[Int]]) -> [Int]? {
        var cameFrom: [Int: Int] = [:]
        var queue = [start]
        var next = 0
        while next < queue.count {
            let node = queue[next]
            next += 1
            for target in edges[node] {
                if target == start {
                    var path = [start, node]
                    var current = node
                    while current != start, let previous = cameFrom[current] {
                        path.append(previous)
                        current = previous
                    }
                    if path.last != start { path.append(start) }
                    return path.reversed()
                }
                if cameFrom[target] == nil {
                    cameFrom[target] = node
                    queue.append(target)
                }
            }
        }
        return nil
    }
}
