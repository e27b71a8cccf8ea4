/// An accepted risk: which failures of which resources count as passed, why, and until when.
public struct ExceptionPolicy: Sendable, Hashable {
    public var name: String
    /// Whether it ships with the product, for parts of the platform that users cannot change.
    public var isSystem: Bool
    /// Both actions accept the failure.
    public var actions: [Action]
    public var reason: String
    /// From then on it accepts nothing; nil: for ever.
    public var expiration: Timestamp?
    /// Resources, of which one must match. Empty: every resource.
    public var designators: [Designator]
    /// Controls, of which one must match. Empty: every control.
    public var targets: [Target]
    /// Labels that the resource must have besides.
    public var objectSelector: LabelSelector?
    /// Namespaces that the resource must lie in, by their labels.
    public var namespaceSelector: LabelSelector?
    /// Namespaces that it never reaches beyond; nil: no such bound.
    public var confinedToNamespace: String?
    public var origin: Origin

    public enum Action: String, Sendable, Hashable {
        case alertOnly, disable
    }

    /// Resources by attributes, all of which must match. Values are regular expressions for the whole text.
    public struct Designator: Sendable, Hashable {
        public var attributes: [String: String]

        public init(_ attributes: [String: String]) { self.attributes = attributes }
    }

    /// Controls by what they are called. All parts that are not empty must match: equal in any case, or as a regular
    /// expression for the whole text.
    public struct Target: Sendable, Hashable {
        public var frameworkName: String
        public var controlID: String
        public var controlName: String
        public var ruleName: String

        public init(
            frameworkName: String = "", controlID: String = "", controlName: String = "", ruleName: String = ""
        ) {
            self.frameworkName = frameworkName
            self.controlID = controlID
            self.controlName = controlName
            self.ruleName = ruleName
        }
    }

    /// Where an exception was written down.
    public enum Origin: Sendable, Hashable {
        case builtIn
        case file(String)
        /// An annotation of the resource itself.
        case annotation
        /// An object in the cluster, by its kind, namespace and name.
        case object(String)

        /// For people.
        public var description: String {
            switch self {
            case .builtIn: "built in"
            case .file(let path): path
            case .annotation: "annotation of the resource"
            case .object(let name): name
            }
        }
    }

    public init(
        name: String, isSystem: Bool = false, actions: [Action] = [.alertOnly], reason: String = "",
        expiration: Timestamp? = nil, designators: [Designator] = [], targets: [Target] = [],
        objectSelector: LabelSelector? = nil, namespaceSelector: LabelSelector? = nil,
        confinedToNamespace: String? = nil, origin: Origin
    ) {
        self.name = name
        self.isSystem = isSystem
        self.actions = actions
        self.reason = reason
        self.expiration = expiration
        self.designators = designators
        self.targets = targets
        self.objectSelector = objectSelector
        self.namespaceSelector = namespaceSelector
        self.confinedToNamespace = confinedToNamespace
        self.origin = origin
    }

    /// Whether it names no resource, no namespace and no selector, and so holds everywhere.
    public var reachesEverything: Bool {
        designators.isEmpty && objectSelector == nil && namespaceSelector == nil && confinedToNamespace == nil
    }

    /// Whether it does not count any more at a time.
    public func isExpired(at time: Timestamp) -> Bool { expiration.map { $0 <= time } ?? false }
}
