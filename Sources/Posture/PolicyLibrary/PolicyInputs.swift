/// All policy inputs of a scan, each from the first of its places that has it, with a note of where that is.
public struct PolicyInputs: Sendable {
    public private(set) var library: PolicyLibrary
    public private(set) var inputs: ControlInputs
    /// In the order of precedence.
    public private(set) var exceptions: [ExceptionPolicy]
    public private(set) var attackTracks: [AttackTrack]
    public private(set) var sources: [PolicyInputSource]
    /// Inputs that are not what was asked for.
    public private(set) var degradations: [PolicyDegradation]
    /// Whether control inputs came from a file that the user named, which beats those of the cluster.
    private let hasOwnInputs: Bool

    /// What the user asked for.
    public struct Choice: Sendable, Hashable {
        /// A folder with a published library or with sources.
        public var artifacts: String?
        /// Files of a published library.
        public var files: [String] = []
        /// The folder in which Kubescape keeps what it downloaded.
        public var cache: String?
        public var controlInputs: String?
        public var exceptions: String?
        public var usesSystemExceptions = true
        /// A folder with `.rego` files.
        public var customRules: String?
        /// The version that the library must have.
        public var version: String?

        public init() {}
    }

    /// Reads everything. What the user named and cannot be read is an error; what is missing in a folder falls back to
    /// what is built in.
    public init(_ choice: Choice) throws(PolicyLibraryError) {
        var degradations: [PolicyDegradation] = []
        let builtIn = PolicyLibrary.builtIn()
        var library = builtIn
        if let folder = choice.artifacts {
            library = try PolicyLibrary(directory: folder)
        } else if !choice.files.isEmpty {
            library = try PolicyLibrary(files: choice.files)
        } else if let cache = choice.cache {
            do throws(PolicyLibraryError) {
                library = try PolicyLibrary(directory: cache)
            } catch {
                degradations.append(
                    PolicyDegradation(
                        component: .policies,
                        reason: "the cache \(cache) has no policies, so those of this program were used"))
            }
        }
        if let version = choice.version, version.lowercased() != "latest" {
            let known = try library.version()
            guard known.trimmedVersion == version.trimmedVersion else {
                throw PolicyLibraryError.unknownVersion(
                    version, origin: library.origin, known: known.isEmpty ? [] : [known])
            }
        }
        var sources: [PolicyInputSource] = []
        func note(_ component: PolicyInputSource.Component, _ library: PolicyLibrary) throws(PolicyLibraryError) {
            sources.append(
                PolicyInputSource(
                    component: component, origin: library.origin, version: try library.version(),
                    modified: library.modified))
        }
        try note(.policies, library)

        let defaults = try library.defaultInputs()
        if let path = choice.controlInputs {
            inputs = defaults.replaced(by: try PolicyLibrary.inputs(at: path).lists)
            sources.append(PolicyInputs.source(.controlInputs, file: path))
        } else {
            inputs = defaults
            try note(.controlInputs, try library.bringsInputs ? library : builtIn)
        }
        hasOwnInputs = choice.controlInputs != nil

        var exceptions: [ExceptionPolicy] = []
        if let path = choice.exceptions {
            exceptions = try PolicyLibrary.exceptions(at: path)
            sources.append(PolicyInputs.source(.exceptions, file: path))
        } else if library.origin != builtIn.origin, let own = try library.exceptions() {
            exceptions = own
            try note(.exceptions, library)
        }
        if choice.usesSystemExceptions {
            let known = Set(exceptions.map(\.name))
            exceptions += (try builtIn.exceptions() ?? []).filter { !known.contains($0.name) }
            try note(.exceptions, builtIn)
        }
        self.exceptions = exceptions

        if let own = try library.attackTracks() {
            attackTracks = own
            try note(.attackTracks, library)
        } else {
            attackTracks = try builtIn.attackTracks() ?? []
            try note(.attackTracks, builtIn)
        }
        if let folder = choice.customRules { library = try library.adding(customRules: folder) }
        self.library = library
        self.sources = sources
        self.degradations = degradations
    }

    private static func source(_ component: PolicyInputSource.Component, file: String) -> PolicyInputSource {
        PolicyInputSource(component: component, origin: file, modified: SingleFiles(paths: [file]).modified)
    }

    /// Takes the control inputs of the cluster, unless the user named a file of them.
    public mutating func use(clusterInputs: ControlInputs, from object: String) {
        guard !hasOwnInputs else { return }
        inputs = inputs.replaced(by: clusterInputs.lists)
        sources.removeAll { $0.component == .controlInputs }
        sources.append(PolicyInputSource(component: .controlInputs, origin: object))
    }

    /// Notes that an input could not be had and another was used.
    public mutating func degrade(_ component: PolicyInputSource.Component, _ reason: String) {
        degradations.append(PolicyDegradation(component: component, reason: reason))
    }
}

extension PolicyLibrary {
    /// Exceptions from a file that a user wrote: a field that is misspelt or wrong is an error.
    public static func exceptions(at path: String) throws(PolicyLibraryError) -> [ExceptionPolicy] {
        guard let node = try SingleFiles(paths: [path]).document(path) else { return [] }
        do throws(FieldError) {
            return try ExceptionPolicy.list(node, origin: .file(path))
        } catch {
            throw PolicyLibraryError.badExceptions(path: path, error)
        }
    }
}

extension String {
    /// A version without the letter that some write before it.
    fileprivate var trimmedVersion: String { hasPrefix("v") || hasPrefix("V") ? String(dropFirst()) : self }
}

extension ExceptionPolicy.Origin {
    init(_ files: any PolicyFiles, _ path: String) {
        self = files is EmbeddedFiles ? .builtIn : .file(files.name(of: path))
    }
}
