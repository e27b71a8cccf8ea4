/// A named set of controls, as a standard or a team puts them together.
public struct Framework: Sendable, Hashable {
    public var name: String
    public var description: String
    public var version: String
    /// Where the framework makes sense; empty: everywhere.
    public var scopes: [String]
    /// The controls in the order of the framework, with the names and texts that they have in it.
    public var controls: [Control]
}
