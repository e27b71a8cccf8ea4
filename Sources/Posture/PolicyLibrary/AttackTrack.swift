/// An attack as a tree of steps. A resource whose failed controls open every step of a path is on the way of it.
public struct AttackTrack: Sendable, Hashable {
    public var name: String
    public var version: String
    public var description: String
    /// The first step.
    public var root: Step

    public struct Step: Sendable, Hashable {
        public var name: String
        public var description: String
        /// Whether vulnerabilities of images open the step, too.
        public var checksVulnerabilities: Bool
        public var subSteps: [Step]

        public init(
            name: String, description: String = "", checksVulnerabilities: Bool = false, subSteps: [Step] = []
        ) {
            self.name = name
            self.description = description
            self.checksVulnerabilities = checksVulnerabilities
            self.subSteps = subSteps
        }
    }

    public init(name: String, version: String = "", description: String = "", root: Step) {
        self.name = name
        self.version = version
        self.description = description
        self.root = root
    }

    /// Every way from the first step to a last one, in the order of the tree.
    public var paths: [[Step]] {
        func paths(from step: Step) -> [[Step]] {
            step.subSteps.isEmpty ? [[step]] : step.subSteps.flatMap { paths(from: $0) }.map { [step] + $0 }
        }
        return paths(from: root)
    }
}
