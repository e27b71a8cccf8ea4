/// A rule as the library holds it: its texts, which objects it looks at and which inputs it reads.
public struct PolicyRule: Sendable, Hashable {
    public var name: String
    public var description: String
    public var remediation: String
    /// `Rego`, or a language that this product does not evaluate.
    public var language: String
    public var text: PolicyText
    /// The module that says which objects were tested; nil: all that the rule looks at.
    public var enumerator: PolicyText?
    /// Objects of the Kubernetes API.
    public var match: [MatchBlock]
    /// Objects from elsewhere: nodes, clouds, image scans.
    public var dynamicMatch: [MatchBlock]
    public var configInputs: [ConfigInput]
    /// The clouds that the rule is for, as `EKS`; empty: everywhere.
    public var cloudProviders: [String]
    public var aggregator: Aggregator?
    /// First library version that may use the rule.
    public var usedFrom: LibraryVersion?
    /// First library version that may not use it any more.
    public var usedUntil: LibraryVersion?

    /// How the objects of a rule are put together before it sees them.
    public enum Aggregator: String, Sendable, Hashable {
        case subjectRoleRolebinding = "subject-role-rolebinding"
        case apiserverPod = "apiserver-pod"
    }

    /// A list that users may set, under a path such as `settings.postureControlInputs.insecureCapabilities`.
    public struct ConfigInput: Sendable, Hashable {
        public var path: String
        public var name: String
        public var description: String

        /// The third step of the path, under which inputs are kept.
        public var key: String? {
            let steps = path.split(separator: ".")
            return steps.count > 2 ? String(steps[2]) : nil
        }
    }

    /// The sets of the package that hold responses: `deny` and three names of old rules.
    public static let responseNames = ["deny", "untrustedImageRepo", "untrusted_image_repo", "deprecatedK8sRepo"]
}

/// The text of a module and the name that errors give it.
public struct PolicyText: Sendable, Hashable {
    public var file: String
    public var text: String

    public init(file: String, text: String) {
        self.file = file
        self.text = text
    }
}

/// Objects by group, version and resource; every list is combined with the others.
public struct MatchBlock: Sendable, Hashable {
    /// `""` is the core group, `*` any.
    public var apiGroups: [String]
    public var apiVersions: [String]
    /// Kinds or plural names, in any case.
    public var resources: [String]

    public init(apiGroups: [String], apiVersions: [String], resources: [String]) {
        self.apiGroups = apiGroups
        self.apiVersions = apiVersions
        self.resources = resources
    }
}

/// A version of the policy library, against which rules give bounds.
public struct LibraryVersion: Sendable, Hashable, Comparable {
    public var major: Int
    public var minor: Int
    public var patch: Int

    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// `v1.0.133`, with or without the letter.
    public init?(_ text: String) {
        let digits = text.hasPrefix("v") || text.hasPrefix("V") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let major = parts[0], let minor = parts[1], let patch = parts[2] else { return nil }
        self.init(major, minor, patch)
    }

    /// The engine whose rules this product runs.
    public static let compatible = LibraryVersion(4, 0, 12)

    public static func < (left: LibraryVersion, right: LibraryVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}
