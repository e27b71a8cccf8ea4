/// A regular expression of RE2 that has to match a whole text. For names that users write in exceptions; linear in time.
package struct AnchoredPattern: Sendable {
    private let pattern: Pattern

    /// Why a text is no regular expression, in RE2's words.
    package struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter text: the expression, which needs no anchors.
    package init(_ text: String, ignoringCase: Bool = false) throws(Failure) {
        do throws(BuiltinError) {
            let whole = Array("\(ignoringCase ? "(?i)" : "")\\A(?:\(text))\\z".utf8)
            pattern = try whole.withUnsafeBufferPointer { bytes throws(BuiltinError) in try Pattern(bytes) }
        } catch {
            switch error {
            case .failure(let words), .budget(let words), .operand(_, let words): throw Failure(description: words)
            }
        }
    }

    /// Whether the whole of `text` matches.
    package func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { pattern.isFound(in: $0) }
    }
}
