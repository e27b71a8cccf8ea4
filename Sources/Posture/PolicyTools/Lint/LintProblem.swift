/// Something in a policy library that its author should change.
package struct LintProblem: Sendable, Hashable, Comparable {
    package enum Severity: String, Sendable, Hashable {
        /// The library does not do what it says.
        case error
        /// It works, but is incomplete or hard to understand.
        case warning
    }

    package let severity: Severity
    /// The path from the root of the library.
    package let file: String
    /// From 1.
    package let line: Int
    /// What is wrong and what to do.
    package let message: String

    package init(_ severity: Severity, _ file: String, line: Int = 1, _ message: String) {
        self.severity = severity
        self.file = file
        self.line = line
        self.message = message
    }

    package static func < (left: LintProblem, right: LintProblem) -> Bool {
        (left.file, left.line, left.message) < (right.file, right.line, right.message)
    }
}
