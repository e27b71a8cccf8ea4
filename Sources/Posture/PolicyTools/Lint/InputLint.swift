import Documents

/// Checks the default control inputs: lists of strings, each of use to some rule.
struct InputLint {
    private let source: LibrarySource

    init(_ source: LibrarySource) { self.source = source }

    func problems() -> [LintProblem] {
        guard let inputs = source.inputs else {
            return [
                LintProblem(.error, "inputs/default.yaml", "The file is missing, so no control input has a default.")
            ]
        }
        let declared = Set(source.rules.flatMap { InputLint.declared(by: $0) })
        var problems: [LintProblem] = []
        for (name, list) in InputLint.lists(inputs) {
            let line = InputLint.line(of: name, in: inputs)
            if !list.value.isArray || list.elements.contains(where: { $0.string == nil }) {
                problems.append(
                    LintProblem(.error, inputs.path, line: line, "The input \"\(name)\" is no list of strings."))
            }
            if !declared.contains(name) {
                problems.append(LintProblem(.warning, inputs.path, line: line, "No rule reads the input \"\(name)\"."))
            }
        }
        return problems
    }

    /// The lists below whatever the file wraps them in.
    static func lists(_ inputs: LibrarySource.Entry) -> [(key: String, value: Node)] { holder(inputs).entries }

    private static func holder(_ inputs: LibrarySource.Entry) -> Node {
        let settings = inputs.node["settings"] ?? inputs.node
        return settings["postureControlInputs"] ?? settings
    }

    private static func line(of name: String, in inputs: LibrarySource.Entry) -> Int {
        LibrarySource.Entry(path: inputs.path, node: holder(inputs)).line(name)
    }

    /// The names of the inputs that a rule declares.
    static func declared(by rule: LibrarySource.RuleFolder) -> [String] {
        let paths =
            (rule.metadata.node["controlConfigInputs"]?.elements ?? []).compactMap { $0["path"]?.string }
            + rule.metadata.texts("configInputs")
        return paths.compactMap { path in
            let steps = path.split(separator: ".")
            return steps.count > 2 ? String(steps[2]) : nil
        }
    }
}
