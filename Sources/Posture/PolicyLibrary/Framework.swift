/// A named set of controls, as a standard or a team puts them together.
public struct Framework: Sendable, Hashable {
    public var name: String
    public var description: String
    public var version: String
    /// Where the framework makes sense; empty: everywhere.
    public var scopes: [String]
    /// What it is for, such as `compliance` or `security`.
    public var typeTags: [String]
    /// Flags of the published library, such as `builtin`.
    public var attributes: [String: String]
    /// Its chapters, sorted by their keys.
    public var subSections: [SubSection]
    /// The controls in the order of the framework, with the names and texts that they have in it.
    public var controls: [Control]

    /// A chapter of a framework.
    public struct SubSection: Sendable, Hashable {
        /// `1.2`.
        public var id: String
        public var name: String
        public var controlIDs: [String]
        public var subSections: [SubSection]
    }

    /// The framework of all controls of a library.
    public static let allControlsName = "AllControls"
}
