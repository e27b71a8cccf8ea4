import Documents

/// Lengths below which a text cannot say what a reader needs.
enum TextLimits {
    static let description = 30
    static let longDescription = 120
    static let remediation = 40
    static let test = 40
}

/// Checks controls: ids, scores, categories, the rules they name, and whether their texts help.
struct ControlLint {
    static let scopes: Set<String> = ["cluster", "file", "cloud", "eks", "aks", "gke"]
    private static let categories: Set<String> = [
        "Access control", "Control plane", "Network", "Secrets", "Workload",
    ]
    private static let actions: Set<String> = ["configuration", "manual review", "requires review"]

    private let source: LibrarySource

    init(_ source: LibrarySource) { self.source = source }

    func problems() -> [LintProblem] {
        var problems: [LintProblem] = []
        var ids: [String: String] = [:]
        var names: [String: String] = [:]
        let used = Set(
            source.frameworks.flatMap { $0.node["activeControls"]?.elements ?? [] }.compactMap {
                $0["controlID"]?.string
            })
        for control in source.controls {
            func report(_ severity: LintProblem.Severity, _ key: String, _ message: String) {
                problems.append(LintProblem(severity, control.path, line: control.line(key), message))
            }
            let id = control.text("controlID")
            if !ControlLint.isIdentifier(id) {
                report(.error, "controlID", "\"\(id)\" is no control id. Write C- and four digits.")
            } else if let other = ids.updateValue(control.path, forKey: id) {
                report(.error, "controlID", "The id \(id) is taken by \(other).")
            } else if !control.path.hasPrefix("controls/\(id).") {
                report(.error, "controlID", "The file of \(id) should be called controls/\(id).yaml.")
            }
            if control.name.isEmpty {
                report(.error, "name", "The control has no name.")
            } else if let other = names.updateValue(control.path, forKey: control.name.lowercased()) {
                report(.warning, "name", "The name \"\(control.name)\" is taken by \(other).")
            }
            if !used.contains(id) {
                report(.warning, "controlID", "No framework has \(id), so only people who know it scan with it.")
            }
            problems += texts(of: control) + facts(of: control) + rules(of: control)
        }
        return problems
    }

    static func isIdentifier(_ id: String) -> Bool {
        id.utf8.count == 6 && id.hasPrefix("C-") && id.utf8.dropFirst(2).allSatisfy { $0 &- 48 <= 9 }
    }

    private func texts(of control: LibrarySource.Entry) -> [LintProblem] {
        let description = control.text("description")
        var wanted: [(key: String, limit: Int, what: String)] = [
            ("description", TextLimits.description, "what is wrong"),
            ("long_description", TextLimits.longDescription, "why it matters"),
            ("remediation", TextLimits.remediation, "how to fix it"),
        ]
        let action = control.node["attributes"]?["actionRequired"]?.string ?? ""
        wanted.append(
            action == "manual review"
                ? ("manual_test", TextLimits.test, "how a person checks it")
                : ("test", TextLimits.test, "what exactly is compared"))
        var problems: [LintProblem] = []
        for text in wanted where control.text(text.key).count < text.limit {
            problems.append(
                LintProblem(
                    .error, control.path, line: control.line(text.key),
                    "\(text.key) is too short to say \(text.what): \(control.text(text.key).count) characters, at "
                        + "least \(text.limit) are needed."))
        }
        if !description.isEmpty && description == control.text("long_description") {
            problems.append(
                LintProblem(
                    .error, control.path, line: control.line("long_description"),
                    "long_description repeats the description."))
        }
        if description.lowercased() == control.name.lowercased() {
            problems.append(
                LintProblem(
                    .error, control.path, line: control.line("description"), "The description repeats the name."))
        }
        for reference in control.texts("references") where !reference.hasPrefix("https://") {
            problems.append(
                LintProblem(
                    .error, control.path, line: control.line("references"),
                    "The reference \"\(reference)\" is no https address."))
        }
        return problems
    }

    private func facts(of control: LibrarySource.Entry) -> [LintProblem] {
        var problems: [LintProblem] = []
        func report(_ severity: LintProblem.Severity, _ key: String, _ message: String) {
            problems.append(LintProblem(severity, control.path, line: control.line(key), message))
        }
        if let score = Double(control.text("baseScore")), (1...10).contains(score) {
        } else {
            report(.error, "baseScore", "baseScore is \"\(control.text("baseScore"))\". Give a number from 1 to 10.")
        }
        let category = control.node["category"]?["name"]?.string ?? ""
        if !category.isEmpty && !ControlLint.categories.contains(category) {
            report(.error, "category", "There is no category \"\(category)\".")
        }
        for scope in control.node["scanningScope"]?["matches"]?.elements.compactMap(\.string) ?? []
        where !ControlLint.scopes.contains(scope.lowercased()) {
            report(.error, "scanningScope", "There is no scanning scope \"\(scope)\".")
        }
        if let action = control.node["attributes"]?["actionRequired"]?.string, !action.isEmpty,
            !ControlLint.actions.contains(action)
        {
            report(
                .error, "attributes",
                "actionRequired is \"\(action)\". These exist: \(ControlLint.actions.sorted().joined(separator: ", "))."
            )
        }
        return problems
    }

    private func rules(of control: LibrarySource.Entry) -> [LintProblem] {
        var problems: [LintProblem] = []
        let known = Set(source.rules.map(\.metadata.name))
        let names = control.texts("rulesNames")
        let isForPeople = control.node["attributes"]?["actionRequired"]?.string == "manual review"
        if names.isEmpty && !isForPeople {
            problems.append(
                LintProblem(
                    .error, control.path, line: control.line("rulesNames"),
                    "The control has no rules, so it says nothing. Name rules, or set actionRequired: manual review."))
        }
        var seen: Set<String> = []
        for name in names {
            let problem =
                !known.contains(name)
                ? "There is no rule \"\(name)\" in rules/."
                : seen.insert(name).inserted ? nil : "The rule \"\(name)\" is named twice."
            if let problem {
                problems.append(LintProblem(.error, control.path, line: control.line("rulesNames"), problem))
            }
        }
        return problems
    }
}
