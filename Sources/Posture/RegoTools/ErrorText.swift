public import Rego

/// Errors in the words of OPA.
public enum ErrorText {
    /// `1 error occurred: p.rego:3: rego_parse_error: …`, or all of them below each other.
    public static func text(of errors: PolicyErrors) -> String {
        let lines = errors.errors.map(text(of:))
        return lines.count == 1
            ? "1 error occurred: \(lines[0])" : "\(lines.count) errors occurred:\n\(lines.joined(separator: "\n"))"
    }

    /// `p.rego:3: rego_parse_error: …`
    public static func text(of error: PolicyError) -> String {
        "\(place(error.location)): \(error.code.rawValue): \(error.message)"
    }

    /// `p.rego:3: eval_conflict_error: …`
    public static func text(of error: EvaluationError) -> String {
        (error.location.map { "\(place($0)): " } ?? "") + "\(error.code.rawValue): \(error.message)"
    }

    private static func place(_ location: Location) -> String {
        location.file.isEmpty ? "\(location.line):\(location.column)" : "\(location.file):\(location.line)"
    }

    /// Whether every line of a wanted message is part of `text`.
    ///
    /// Messages recorded from OPA carry things that are no part of the contract, which do not count: the number of
    /// errors, indented excerpts of the source and of types, and from the first `__local` on the names that OPA's compiler
    /// made up. Modules recorded as `m0.rego` are those loaded as `module0.rego`.
    public static func isFound(_ wanted: String, in text: String) -> Bool {
        if text.contains(wanted) { return true }
        return wanted.split(separator: "\n").allSatisfy { line in
            if line.hasPrefix("\t") { return true }
            var line = line
            if let range = line.range(ofFirst: " occurred:") { line = line[range.upperBound...] }
            if let range = line.range(ofFirst: "__local") { line = line[..<range.lowerBound] }
            var rest = String(line.drop { $0 == " " })
            if rest.hasPrefix("m"), rest.dropFirst().first?.isNumber == true { rest = "module" + rest.dropFirst() }
            return text.contains(rest)
        }
    }
}

extension Substring {
    /// Where `text` is first found.
    func range(ofFirst text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
