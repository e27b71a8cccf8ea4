import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The policy library: frameworks, controls and rules, from the program itself or from a folder.
///
/// - ``Framework``, ``Control`` and ``PolicyRule`` are plain values, decoded when they are asked for.
/// - ``Selection`` says which of them apply to a scan.
/// - ``RuleCompiler`` turns the texts of a rule and the helper modules it uses into code.
public struct PolicyLibrary: Sendable {
    private let store: any PolicyStore
    private let embedded: SourceStore
    /// Whether this is a whole library rather than some files of one.
    let isWhole: Bool

    private init(_ store: any PolicyStore, embedded: SourceStore, isWhole: Bool = true) {
        self.store = store
        self.embedded = embedded
        self.isWhole = isWhole
    }

    /// The library that is built into the program.
    public static func builtIn() -> PolicyLibrary {
        let store = SourceStore(EmbeddedFiles())
        return PolicyLibrary(store, embedded: store)
    }

    /// A library in a folder: a published release, or sources.
    public init(directory: String) throws(PolicyLibraryError) {
        try self.init(files: try DirectoryFiles(directory))
    }

    /// A library in files wherever they lie: a published release, or sources.
    package init(files: any PolicyFiles) throws(PolicyLibraryError) {
        guard !files.paths.isEmpty else { throw PolicyLibraryError.noPolicies(path: files.origin) }
        embedded = SourceStore(EmbeddedFiles())
        isWhole = true
        if SourceStore.fits(files) { store = SourceStore(files) } else { store = try PublishedStore(files) }
    }

    /// Single files of a published library.
    public init(files: [String]) throws(PolicyLibraryError) {
        embedded = SourceStore(EmbeddedFiles())
        isWhole = false
        store = try PublishedStore(SingleFiles(paths: files))
    }

    /// This library with the rules of a folder as a framework of their own.
    public func adding(customRules directory: String) throws(PolicyLibraryError) -> PolicyLibrary {
        PolicyLibrary(
            LayeredStore(top: try CustomRules(directory: directory), base: store), embedded: embedded, isWhole: isWhole)
    }

    /// Whether this is the library of the program itself.
    public var isBuiltIn: Bool { store is SourceStore && store.origin == embedded.origin }

    /// What reports call the place that the library comes from.
    public var origin: String { store.origin }

    /// The names of all frameworks, sorted.
    public func frameworkNames() throws(PolicyLibraryError) -> [String] { try store.frameworkNames() }

    /// A framework by its name in any case.
    public func framework(_ name: String) throws(PolicyLibraryError) -> Framework {
        if let found = try store.framework(name) { return found }
        if let found = try allControls(name) { return found }
        throw PolicyLibraryError.unknownFramework(name, known: try frameworkNames())
    }

    /// The framework of all controls, for libraries that do not bring it: users of the published one know its name.
    private func allControls(_ name: String) throws(PolicyLibraryError) -> Framework? {
        guard name.lowercased() == Framework.allControlsName.lowercased() else { return nil }
        let controls = try store.allControls()
        return controls.isEmpty
            ? nil
            : Framework(
                name: Framework.allControlsName, description: "All controls of the library.",
                version: try store.version(), scopes: [], typeTags: [], attributes: [:], subSections: [],
                controls: controls)
    }

    /// A control by its id or its full name, in any case.
    public func control(_ name: String) throws(PolicyLibraryError) -> Control {
        guard let found = try store.control(name) else {
            throw PolicyLibraryError.unknownControl(name, origin: origin)
        }
        return found
    }

    /// Every control of the library, by id.
    public func controls() throws(PolicyLibraryError) -> [Control] { try store.allControls() }

    /// Every rule of the library, by name.
    public func rules() throws(PolicyLibraryError) -> [PolicyRule] { try store.allRules() }

    /// A rule by its name; nil when there is none.
    public func rule(_ name: String) throws(PolicyLibraryError) -> PolicyRule? { try store.rule(name) }

    /// A rule by the name of its folder, which differs from its own for a few published ones.
    public func rule(inFolder name: String) throws(PolicyLibraryError) -> PolicyRule? {
        if let source = store as? SourceStore { return try source.rule(inFolder: name) }
        return try store.rule(name)
    }

    /// The ids of all controls.
    public func controlIDs() throws(PolicyLibraryError) -> Set<String> {
        Set(try store.allControls().map(\.id))
    }

    /// What the library calls its version; empty when it does not say.
    public func version() throws(PolicyLibraryError) -> String { try store.version() }

    /// When the newest of its files was written; nil for what is built in.
    public var modified: Timestamp? { store.modified }

    /// The exceptions that the library brings itself; nil when it has none.
    public func exceptions() throws(PolicyLibraryError) -> [ExceptionPolicy]? { try store.exceptions() }

    /// The attack tracks of the library; nil when it has none.
    public func attackTracks() throws(PolicyLibraryError) -> [AttackTrack]? { try store.attackTracks() }

    /// The control inputs that apply when nobody says otherwise: those of the library, else the built-in ones.
    public func defaultInputs() throws(PolicyLibraryError) -> ControlInputs {
        if let inputs = try store.defaultInputs() { return inputs }
        return try embedded.defaultInputs() ?? ControlInputs()
    }

    /// Whether ``defaultInputs()`` are those of the library itself.
    var bringsInputs: Bool { get throws(PolicyLibraryError) { try store.defaultInputs() != nil } }

    /// Control inputs from a file.
    public static func inputs(at path: String) throws(PolicyLibraryError) -> ControlInputs {
        let files = SingleFiles(paths: [path])
        guard let node = try files.document(path), let inputs = ControlInputs(node) else {
            throw PolicyLibraryError.badInputs(path: path)
        }
        return inputs
    }

    /// Helper modules: those of the library, and the built-in ones of other packages, which published rules rely on.
    func helperTexts() throws(PolicyLibraryError) -> [(package: String, text: PolicyText)] {
        var helpers: [(package: String, text: PolicyText)] = []
        for text in try store.helperTexts() { helpers.append((PolicyLibrary.package(of: text.text), text)) }
        let own = Set(helpers.map(\.package))
        if store.origin != embedded.origin {
            for text in try embedded.helperTexts() {
                let package = PolicyLibrary.package(of: text.text)
                if !own.contains(package) { helpers.append((package, text)) }
            }
        }
        return helpers
    }

    /// The path after `package`, without parsing the module.
    package static func package(of text: String) -> String {
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
            if words.first == "package", words.count > 1 { return String(words[1]) }
        }
        return ""
    }
}

/// Files that a user named one by one.
struct SingleFiles: PolicyFiles {
    let paths: [String]

    package var modified: Timestamp? {
        paths.compactMap { path in
            var status = stat()
            return stat(path, &status) == 0 ? Timestamp(seconds: status.st_mtim.tv_sec) : nil
        }.max()
    }
    var origin: String { paths.joined(separator: ", ") }

    func read(_ path: String) throws(PolicyLibraryError) -> SourceBytes {
        do throws(DocumentError) {
            return try SourceBytes(path: path, budget: .data)
        } catch {
            throw PolicyLibraryError.badFile(error.description)
        }
    }

    func name(of path: String) -> String { path }
}
