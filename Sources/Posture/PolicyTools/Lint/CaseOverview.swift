import Documents
import PostureScan

/// What the test cases of each rule cover.
package struct CaseOverview {
    struct Counts {
        /// Cases that expect findings, and cases that expect none.
        var failing = 0
        var passing = 0
        /// Cases in compatible mode.
        var strict = 0
        /// Cases that test which objects count as tested.
        var filtered = 0
    }

    private(set) var rules: [String: Counts] = [:]

    /// - Parameter directory: the folder `rules` of a library.
    package init(rulesIn directory: String) throws {
        let cases: [PolicyCase]
        do {
            cases = try PolicyCase.find(in: directory)
        } catch PolicyCaseError.noCases {
            return
        }
        for item in cases where item.isOwn {
            var counts = rules[item.rule] ?? Counts()
            let files = try PolicyCase.names(in: item.path)
            if files.contains("expected.json") {
                let expected = try CaseOverview.json("\(item.path)/expected.json")
                if expected.elements.isEmpty { counts.passing += 1 } else { counts.failing += 1 }
            }
            if files.contains("data.json"),
                try CaseOverview.json("\(item.path)/data.json")["compatibility"]?["strict"]?.boolean == true
            {
                counts.strict += 1
            }
            if files.contains("expected-filter.json") { counts.filtered += 1 }
            rules[item.rule] = counts
        }
    }

    private static func json(_ path: String) throws -> Node {
        try JSONParser.parse(try SourceBytes(path: path, budget: .data), name: path, budget: .data).root
    }
}
