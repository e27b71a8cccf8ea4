public import Rego

/// One test of a policy: a rule whose name begins with `test_`, or with `todo_test_` when it is not ready to run.
public struct PolicyTest: Sendable {
    /// Where its document is, below `data`.
    public let path: [String]
    /// Where the rule is defined.
    public let location: Location
    /// Whether it is only counted.
    public let isPostponed: Bool

    /// `data.package.test_name`.
    public var name: String { "data." + path.joined(separator: ".") }
}

extension PolicyTest {
    /// The tests of modules, and the modules with every test under a name of its own: the second `test_a` of a package
    /// becomes `test_a#01`, so that each is run and reported.
    static func find(in modules: [Module]) -> (tests: [PolicyTest], modules: [Module]) {
        var tests: [PolicyTest] = []
        var counts: [[String]: Int] = [:]
        var renamed = modules
        for (moduleIndex, module) in modules.enumerated() {
            for (ruleIndex, rule) in module.rules.enumerated() where !rule.isDefault {
                guard let (place, name) = lastName(of: rule.head), isTest(name) else { continue }
                let names = rule.head.reference.prefix(place + 1).map(text(of:))
                var path = module.package + names
                let isEntry = place + 1 < rule.head.reference.count || rule.head.key != nil
                let count = counts[path, default: 0]
                counts[path] = count + 1
                // Entries of a partial rule belong together; they are one test.
                if count > 0 && isEntry { continue }
                if count > 0 {
                    let unique = "\(name)#\(count < 10 ? "0" : "")\(count)"
                    path[path.count - 1] = unique
                    renamed[moduleIndex].rules[ruleIndex].head.reference[place].kind =
                        place == 0 ? .variable(unique) : .string(unique)
                }
                tests.append(
                    PolicyTest(path: path, location: rule.location, isPostponed: name.hasPrefix("todo_")))
            }
        }
        return (tests, renamed)
    }

    private static func isTest(_ name: String) -> Bool { name.hasPrefix("test_") || name.hasPrefix("todo_test_") }

    /// The last part of a head that is a fixed name: `test_a` of `test_a`, `p.test_a` and `test_a[x]`.
    private static func lastName(of head: RuleHead) -> (place: Int, name: String)? {
        guard head.arguments == nil, !head.reference.isEmpty else { return nil }
        var place = 0
        while place + 1 < head.reference.count, case .string = head.reference[place + 1].kind { place += 1 }
        return (place, text(of: head.reference[place]))
    }

    private static func text(of term: Term) -> String {
        switch term.kind {
        case .variable(let name), .string(let name): name
        default: ""
        }
    }
}
