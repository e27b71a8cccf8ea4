import Documents

/// Where definitions come from. Nothing is decoded before somebody asks for it.
protocol PolicyStore: Sendable {
    /// What errors and reports call the place.
    var origin: String { get }
    func frameworkNames() throws(PolicyLibraryError) -> [String]
    /// A framework by its name in any case.
    func framework(_ name: String) throws(PolicyLibraryError) -> Framework?
    /// A control by its id or its name, both in any case.
    func control(_ name: String) throws(PolicyLibraryError) -> Control?
    func rule(_ name: String) throws(PolicyLibraryError) -> PolicyRule?
    /// Every control, by id.
    func allControls() throws(PolicyLibraryError) -> [Control]
    /// Every rule, by name.
    func allRules() throws(PolicyLibraryError) -> [PolicyRule]
    /// The control inputs that the library brings; nil when it has none.
    func defaultInputs() throws(PolicyLibraryError) -> ControlInputs?
    /// The exceptions that the library brings; nil when it has none.
    func exceptions() throws(PolicyLibraryError) -> [ExceptionPolicy]?
    /// The attack tracks that the library brings; nil when it has none.
    func attackTracks() throws(PolicyLibraryError) -> [AttackTrack]?
    /// What the library calls its version; empty when it does not say.
    func version() throws(PolicyLibraryError) -> String
    /// When the newest file was written; nil for what is built in.
    var modified: Timestamp? { get }
    /// Modules that rules share.
    func helperTexts() throws(PolicyLibraryError) -> [PolicyText]
}
