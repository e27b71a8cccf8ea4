/// GraphQL documents: read, written as JSON, checked against each other (specification of October 2021).
///
/// The shape of the syntax tree as JSON, the order of checks and the wording of problems are those of gqlparser 2, which
/// OPA uses: policies see all three.
enum GraphQL {
    /// Containers within containers, in texts and in trees that policies pass in.
    static let depthLimit = 500
    /// Steps that one check may take. Texts of a few kilobytes need some thousands.
    static let stepLimit = 5_000_000
    /// A check ends after so many problems.
    static let problemLimit = 1_000

    /// A place in a text, from 1, columns in Unicode scalars.
    struct Position: Hashable {
        var line: Int
        var column: Int
    }

    /// What is wrong with a document.
    struct Problem: Error, Hashable {
        let message: String
        let position: Position?

        init(_ message: String, at position: Position?) {
            self.message = message
            self.position = position
        }

        /// `input:1:4: Unknown fragment "F".`
        var description: String {
            "input" + (position.map { ":\($0.line):\($0.column)" } ?? "") + ": " + message
        }
    }

    /// Text in double quotes.
    static func quote(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
