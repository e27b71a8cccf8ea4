public import Rego

/// A compile error with the line of the source where it is, and a caret below its column.
public enum SourceExcerpt {
    /// `file:line:column: code: message`, the line, the caret.
    ///
    /// - Parameter text: the text of the file, when it is at hand.
    public static func text(of error: PolicyError, in text: String?) -> String {
        let location = error.location
        let head = "\(location.file):\(location.line):\(location.column): \(error.code.rawValue): \(error.message)"
        guard let text, let line = line(location.line, of: text) else { return head }
        // Tabs stay tabs below tabs, so that the caret stands right whatever their width.
        let before = line.utf8.prefix(max(0, location.column - 1))
        let indentation = String(decoding: before, as: UTF8.self).unicodeScalars.map { $0 == "\t" ? "\t" : " " }
            .joined()
        return "\(head)\n\t\(line)\n\t\(indentation)^"
    }

    private static func line(_ number: Int, of text: String) -> Substring? {
        let lines = text.split(maxSplits: max(0, number), omittingEmptySubsequences: false) { $0.isNewline }
        guard number >= 1, number <= lines.count else { return nil }
        return lines[number - 1]
    }
}
