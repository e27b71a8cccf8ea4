package import PolicyLibrary

/// Looks for what goes wrong in policy libraries: broken references, unused or undeclared inputs, missing tests, texts
/// that help nobody.
package struct LibraryLint {
    private let source: LibrarySource
    private let library: PolicyLibrary
    private let cases: CaseOverview?

    /// - Parameter cases: what the test cases cover; nil when they are not at hand, as in the built-in library.
    package init(_ source: LibrarySource, _ library: PolicyLibrary, cases: CaseOverview?) {
        self.source = source
        self.library = library
        self.cases = cases
    }

    /// All problems, sorted by file and line.
    package func problems() throws -> [LintProblem] {
        var problems = source.unreadable
        problems += FrameworkLint(source).problems()
        problems += ControlLint(source).problems()
        problems += try RuleLint(source, library, cases: cases).problems()
        problems += InputLint(source).problems()
        return problems.sorted()
    }
}
