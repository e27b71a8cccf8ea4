extension PolicyRule {
    /// Whether the rule corrects the published one, so that the compatible mode makes a difference.
    public var hasCorrections: Bool {
        [text.text, enumerator?.text ?? ""].contains { $0.contains("data.compatibility.strict") }
    }
}
