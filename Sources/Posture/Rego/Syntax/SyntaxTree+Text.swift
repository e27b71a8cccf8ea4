extension Term {
    /// The term as Rego text.
    public var text: String { "" }
}
