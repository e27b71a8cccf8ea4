extension TreePrinter {
    mutating func write(_ module: Module) {
        text += "package "
        writePackage(module.package)
        text += "\n"
        for statement in module.imports { write(statement) }
        for rule in module.rules {
            text += "\n"
            write(rule, Style(module))
            text += "\n"
        }
    }

    /// Which keywords the rules of a module are written with.
    private struct Style {
        var usesIf: Bool
        var usesContains: Bool

        init(_ module: Module) {
            func hasKeyword(_ name: String) -> Bool {
                module.usesV1Rules
                    || module.imports.contains {
                        $0.path == ["future", "keywords"] || $0.path == ["future", "keywords", name]
                    }
            }
            usesIf = hasKeyword("if")
            usesContains = hasKeyword("contains")
        }
    }

    private mutating func writePackage(_ path: [String]) {
        let location = Location(file: "", line: 0, column: 0)
        var parts = path.map { Term(.string($0), at: location) }
        if let first = path.first { parts[0].kind = .variable(first) }
        writeReference(parts)
    }

    private mutating func write(_ statement: Import) {
        text += "\nimport "
        writePackage(statement.path)
        if let alias = statement.alias { text += " as \(alias)" }
        text += "\n"
    }

    private mutating func write(_ rule: Rule, _ style: Style) {
        if rule.isDefault { text += "default " }
        let head = rule.head
        writeReference(head.reference)
        if let arguments = head.arguments {
            text += "("
            write(separately: arguments)
            text += ")"
        }
        if let key = head.key {
            let isBracketed = !style.usesContains && head.reference.count == 1
            text += isBracketed ? "[" : " contains "
            write(key)
            if isBracketed { text += "]" }
        }
        if let value = head.value { write(value, isAssignment: head.isAssignment) }
        // v1 reads `p[x] if …` where v0 has a set without `if`.
        let usesIf = style.usesIf && !(head.key != nil && !style.usesContains)
        write(block: rule.body, usesIf: usesIf)
        for branch in rule.elseBranches {
            text += " else"
            if let value = branch.value { write(value, isAssignment: branch.isAssignment) }
            write(block: branch.body, usesIf: usesIf)
        }
    }

    private mutating func write(_ value: Term, isAssignment: Bool) {
        text += isAssignment ? " := " : " = "
        write(value)
    }

    private mutating func write(separately arguments: [Term]) {
        // A call with these arguments, less its name.
        let location = Location(file: "", line: 0, column: 0)
        var printer = TreePrinter()
        printer.write(Term(.array(arguments), at: location))
        text += printer.text.dropFirst().dropLast()
    }

    private mutating func write(block body: Body, usesIf: Bool) {
        guard !body.isEmpty else { return }
        text += usesIf ? " if {\n" : " {\n"
        for expression in body {
            text += "\t"
            write(expression)
            text += "\n"
        }
        text += "}"
    }
}
