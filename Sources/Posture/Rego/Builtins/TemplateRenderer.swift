import Documents

extension BuiltinTable {
    /// Text templates.
    static let templates: [Builtin] = [
        Builtin("strings.render_template", [.string, .object], .string) { context, args throws(BuiltinError) in
            let template = try args.string(0)
            let variables = try args.object(1)
            guard TemplateRenderer.isJSON(variables) else {
                throw .failure("template variables must be JSON: no sets, keys that are strings")
            }
            var parser = TemplateParser(Array(template.utf8))
            let nodes = try parser.parse()
            var renderer = TemplateRenderer(template.utf8, variables, context)
            _ = try renderer.render(nodes, dot: .map(variables))
            return try context.string(renderer.output)
        }
    ]
}

/// Runs the tree of a template. A key that is not there is an error (`missingkey=error`).
struct TemplateRenderer {
    private(set) var output: [UInt8] = []
    private let source: ByteText
    private let context: BuiltinContext
    private var variables: [(name: String, value: TemplateDatum)]
    /// Nodes left to run, so that loops in loops end.
    private var fuel = 1_000_000

    /// How a list of nodes ended.
    enum Flow { case normal, broken, continued }

    init(_ source: ByteText, _ root: Value, _ context: BuiltinContext) {
        self.source = source
        self.context = context
        variables = [("", .map(root))]
    }

    static func isJSON(_ value: Value) -> Bool {
        switch value.kind {
        case .set: false
        case .array: value.elements.allSatisfy(isJSON)
        case .object: value.keys.allSatisfy(\.isString) && value.values.allSatisfy(isJSON)
        default: true
        }
    }

    mutating func render(_ nodes: [TemplateNode], dot: TemplateDatum) throws(BuiltinError) -> Flow {
        let scope = variables.count
        defer { variables.removeSubrange(scope...) }
        for node in nodes {
            fuel -= 1
            guard fuel > 0, output.count <= context.resultLimit else { throw .resultTooLarge }
            switch node {
            case .text(let text): output.append(contentsOf: text)
            case .output(let pipeline):
                let value = try evaluate(pipeline, dot)
                if pipeline.variables.isEmpty { value.print(to: &output) }
            case .branch(let branch):
                let flow = try render(branch, dot)
                if flow != .normal { return flow }
            case .leave(let isBreak): return isBreak ? .broken : .continued
            }
        }
        return .normal
    }

    private mutating func render(_ branch: TemplateBranch, _ dot: TemplateDatum) throws(BuiltinError) -> Flow {
        let scope = variables.count
        defer { variables.removeSubrange(scope...) }
        if branch.kind == .range { return try renderRange(branch, dot) }
        let value = try evaluate(branch.pipeline, dot)
        if !value.isTrue { return try render(branch.otherwise, dot: dot) }
        return try render(branch.body, dot: branch.kind == .with ? value : dot)
    }

    private mutating func renderRange(_ branch: TemplateBranch, _ dot: TemplateDatum) throws(BuiltinError) -> Flow {
        var pipeline = branch.pipeline
        pipeline.variables = []
        let value = try evaluate(pipeline, dot)
        var pairs: [(TemplateDatum, TemplateDatum)] = []
        switch value {
        case .list(let elements): pairs = elements.enumerated().map { (.integer($0), TemplateDatum($1)) }
        case .map(let object): pairs = zip(object.keys, object.values).map { (TemplateDatum($0), TemplateDatum($1)) }
        case .integer(let count):
            try context.checkCount(max(count, 0))
            pairs = (0..<max(count, 0)).map { (.integer($0), .integer($0)) }
        case .null, .missing: break
        default:
            let text = String(decoding: value.text, as: UTF8.self)
            throw failure(branch.pipeline.commands[0], "range can't iterate over \(text)")
        }
        if pairs.isEmpty { return try render(branch.otherwise, dot: dot) }
        let names = branch.pipeline.variables
        for (key, element) in pairs {
            let scope = variables.count
            defer { variables.removeSubrange(scope...) }
            if let last = names.last { set(last, to: element, declares: branch.pipeline.declares) }
            if names.count == 2 { set(names[0], to: key, declares: branch.pipeline.declares) }
            fuel -= 1
            if try render(branch.body, dot: element) == .broken { break }
        }
        return .normal
    }

    private mutating func set(_ name: String, to value: TemplateDatum, declares: Bool) {
        if !declares, let place = variables.lastIndex(where: { $0.name == name }) {
            variables[place].value = value
        } else {
            variables.append((name, value))
        }
    }

    // MARK: Values

    private mutating func evaluate(_ pipeline: TemplatePipeline, _ dot: TemplateDatum) throws(BuiltinError)
        -> TemplateDatum
    {
        var value: TemplateDatum?
        for command in pipeline.commands { value = try evaluate(command, dot, piped: value) }
        let result = value ?? .missing
        for name in pipeline.variables { set(name, to: result, declares: pipeline.declares) }
        return result
    }

    private mutating func evaluate(
        _ command: TemplateCommand, _ dot: TemplateDatum, piped: TemplateDatum?
    ) throws(BuiltinError) -> TemplateDatum {
        guard case .function(let name) = command.operands[0] else {
            guard command.operands.count == 1, piped == nil else {
                throw failure(command, "can't give argument to non-function \(command.text)")
            }
            if case .null = command.operands[0] { throw failure(command, "nil is not a command") }
            return try evaluate(command.operands[0], dot)
        }
        var arguments: [TemplateDatum] = []
        let isShortCircuit = name == "and" || name == "or"
        for operand in command.operands.dropFirst() {
            let value = try evaluate(operand, dot)
            arguments.append(value)
            if isShortCircuit, value.isTrue == (name == "or") { return value }
        }
        if let piped { arguments.append(piped) }
        do throws(TemplateFunctions.Problem) {
            return try TemplateFunctions.call(name, arguments, context)
        } catch {
            switch error {
            case .unknown:
                throw .failure("template: template:\(line(command.position)): function \"\(name)\" not defined")
            case .arguments: throw failure(command, "wrong number of args for \(name): got \(arguments.count)")
            case .message(let message): throw failure(command, "error calling \(name): \(message)")
            case .tooLarge: throw .resultTooLarge
            }
        }
    }

    private mutating func evaluate(_ operand: TemplateOperand, _ dot: TemplateDatum) throws(BuiltinError)
        -> TemplateDatum
    {
        switch operand {
        case .dot: return dot
        case .null: return .null
        case .boolean(let boolean): return .boolean(boolean)
        case .integer(let integer): return .integer(integer)
        case .float(let float): return .float(float)
        case .string(let bytes): return .string(bytes)
        case .function(let name):
            return try evaluate(
                TemplateCommand(operands: [.function(name)], position: 0, text: name), dot, piped: nil)
        case .field(let names, let position, let text): return try lookup(names, in: dot, position, text)
        case .variable(let name, let names, let position, let text):
            guard let variable = variables.last(where: { $0.name == name }) else {
                throw .failure("template: template:\(line(position)): undefined variable \"$\(name)\"")
            }
            return try lookup(names, in: variable.value, position, text)
        case .group(let pipeline, let names, let position, let text):
            return try lookup(names, in: evaluate(pipeline, dot), position, text)
        }
    }

    private func lookup(
        _ names: [String], in start: TemplateDatum, _ position: Int, _ text: String
    ) throws(BuiltinError) -> TemplateDatum {
        var value = start
        for name in names {
            switch value {
            case .map(let object):
                var key = name
                let found = key.withUTF8 { object.member($0) }
                guard found.isDefined else { throw failure(position, text, "map has no entry for key \"\(name)\"") }
                value = TemplateDatum(found)
            case .null, .missing: throw failure(position, text, "nil pointer evaluating interface {}.\(name)")
            default: throw failure(position, text, "can't evaluate field \(name) in type interface {}")
            }
        }
        return value
    }

    // MARK: Complaints

    private func failure(_ command: TemplateCommand, _ message: String) -> BuiltinError {
        failure(command.position, command.text, message)
    }

    private func failure(_ position: Int, _ text: String, _ message: String) -> BuiltinError {
        let column = position - ((source[..<position].lastIndex(of: 10) ?? -1) + 1)
        return .failure(
            "template: template:\(line(position)):\(column): executing \"template\" at <\(text)>: \(message)")
    }

    private func line(_ position: Int) -> Int { 1 + source[..<position].count { $0 == 10 } }
}
