package import PolicyLibrary

/// What a library has, as tables and as pages about single entries.
package struct LibraryCatalog {
    private let library: PolicyLibrary
    private let allControls: [Control]
    private let allRules: [PolicyRule]
    private let allFrameworks: [Framework]
    private let allInputs: ControlInputs

    /// - Throws: ``PolicyLibraryError``.
    package init(_ library: PolicyLibrary) throws {
        self.library = library
        allControls = try library.controls()
        allRules = try library.rules()
        allFrameworks = try library.frameworkNames().map { try library.framework($0) }
        allInputs = try library.defaultInputs()
    }

    // MARK: Tables

    package func controls() -> CatalogTable {
        var table = CatalogTable(["ID", "Severity", "Name", "Frameworks", "Rules"], lists: [3, 4])
        for control in allControls {
            table.add([
                [control.id], [control.severity.name], [control.name], frameworks(with: control), control.ruleNames,
            ])
        }
        return table
    }

    package func frameworks() -> CatalogTable {
        var table = CatalogTable(["Name", "Controls", "Description"])
        for framework in allFrameworks {
            table.add([[framework.name], ["\(framework.controls.count)"], [framework.description]])
        }
        return table
    }

    package func rules() -> CatalogTable {
        var table = CatalogTable(["Name", "Controls", "Inputs", "Objects"], lists: [1, 2, 3])
        for rule in allRules {
            table.add([
                [rule.name], controls(with: rule), rule.configInputs.compactMap(\.key),
                (rule.match + rule.dynamicMatch).flatMap(\.resources),
            ])
        }
        return table
    }

    package func inputs() -> CatalogTable {
        var table = CatalogTable(["Name", "Rules", "Values"], lists: [1, 2])
        for (name, list) in allInputs.lists.sorted(by: { $0.key < $1.key }) {
            table.add([[name], rules(reading: name), list])
        }
        return table
    }

    // MARK: Pages

    /// All about one entry; nil when nothing is called so.
    package func entry(_ name: String, width: Int, withCode: Bool) throws -> [String]? {
        let wanted = name.lowercased()
        if let control = allControls.first(where: { $0.id.lowercased() == wanted || $0.name.lowercased() == wanted }) {
            return page(of: control, width: width, withCode: withCode)
        }
        if let rule = allRules.first(where: { $0.name.lowercased() == wanted }) {
            return page(of: rule, width: width, withCode: withCode)
        }
        if let framework = allFrameworks.first(where: { $0.name.lowercased() == wanted }) {
            return page(of: framework, width: width)
        }
        guard let list = allInputs.lists.first(where: { $0.key.lowercased() == wanted }) else { return nil }
        var page = CatalogPage(width: width)
        page.title(list.key)
        page.field("Read by", rules(reading: list.key).joined(separator: ", "))
        page.list("Values", list.value.isEmpty ? ["(none)"] : list.value)
        return page.lines
    }

    private func page(of control: Control, width: Int, withCode: Bool) -> [String] {
        var page = CatalogPage(width: width)
        page.title("\(control.id)  \(control.name)")
        page.field("Severity", "\(control.severity.name), base score \(CatalogPage.number(control.baseScore))")
        let category = [control.category?.name, control.category?.subCategory?.name].compactMap(\.self)
        page.field("Category", category.joined(separator: " / "))
        page.field("Scope", control.scopes.joined(separator: ", "))
        page.field("Frameworks", frameworks(with: control).joined(separator: ", "))
        page.field("Rules", control.ruleNames.joined(separator: ", "))
        if let action = control.actionRequired { page.field("Needs", action.rawValue) }
        let own = allRules.filter { control.ruleNames.contains($0.name) }
        page.field("Inputs", Set(own.flatMap(\.configInputs).compactMap(\.key)).sorted().joined(separator: ", "))
        page.text("What", control.description)
        page.text("Why", control.longDescription)
        page.text("How to fix", control.remediation)
        page.text("How it is tested", control.test)
        page.text("How to check by hand", control.manualTest)
        page.text("What a fix may break", control.impactStatement)
        page.text("By default", control.defaultValue)
        page.list("Example that passes", control.example.split(separator: "\n").map(String.init))
        page.list("References", control.references)
        if withCode { for rule in own { page.code(rule) } }
        return page.lines
    }

    private func page(of rule: PolicyRule, width: Int, withCode: Bool) -> [String] {
        var page = CatalogPage(width: width)
        page.title(rule.name)
        page.field("Controls", controls(with: rule).joined(separator: ", "))
        page.field("Language", rule.language)
        page.field("Joins", rule.aggregator?.rawValue ?? "")
        page.field("Clouds", rule.cloudProviders.joined(separator: ", "))
        page.text("What", rule.description)
        page.text("How to fix", rule.remediation)
        page.list(
            "Objects",
            (rule.match + rule.dynamicMatch).map { block in
                let groups = block.apiGroups.map { $0.isEmpty ? "core" : $0 }.joined(separator: ", ")
                return "\(groups)/\(block.apiVersions.joined(separator: ", ")): "
                    + block.resources.joined(separator: ", ")
            })
        page.list("Inputs", rule.configInputs.map { "\($0.key ?? $0.path): \($0.description)" })
        if withCode { page.code(rule) }
        return page.lines
    }

    private func page(of framework: Framework, width: Int) -> [String] {
        var page = CatalogPage(width: width)
        page.title(framework.name)
        page.field("Version", framework.version)
        page.field("Scope", framework.scopes.joined(separator: ", "))
        page.text("What", framework.description)
        page.list("Controls", framework.controls.map { "\($0.id)  \($0.severity.name.padded(to: 8))  \($0.name)" })
        return page.lines
    }

    // MARK: Relations

    private func frameworks(with control: Control) -> [String] {
        allFrameworks.filter { $0.controls.contains { $0.id == control.id } }.map(\.name)
    }

    private func controls(with rule: PolicyRule) -> [String] {
        allControls.filter { $0.ruleNames.contains(rule.name) }.map(\.id)
    }

    private func rules(reading input: String) -> [String] {
        allRules.filter { $0.configInputs.contains { $0.key == input } }.map(\.name)
    }
}
