public import Documents

/// A label selector as the Kubernetes API defines it: every part must hold.
public struct LabelSelector: Sendable, Hashable {
    public var matchLabels: [String: String]
    public var matchExpressions: [Requirement]

    public struct Requirement: Sendable, Hashable {
        public var key: String
        public var operation: Operation
        public var values: [String]

        public init(key: String, operation: Operation, values: [String] = []) {
            self.key = key
            self.operation = operation
            self.values = values
        }
    }

    public enum Operation: String, Sendable, Hashable, CaseIterable {
        case isIn = "In"
        case isNotIn = "NotIn"
        case exists = "Exists"
        case doesNotExist = "DoesNotExist"
    }

    public init(matchLabels: [String: String] = [:], matchExpressions: [Requirement] = []) {
        self.matchLabels = matchLabels
        self.matchExpressions = matchExpressions
    }

    public var isEmpty: Bool { matchLabels.isEmpty && matchExpressions.isEmpty }

    /// Whether labels fulfil the selector. An empty one selects everything; `NotIn` holds without the label, too.
    public func matches(_ labels: [String: String]) -> Bool {
        guard matchLabels.allSatisfy({ labels[$0.key] == $0.value }) else { return false }
        return matchExpressions.allSatisfy { requirement in
            let value = labels[requirement.key]
            switch requirement.operation {
            case .isIn: return value.map(requirement.values.contains) ?? false
            case .isNotIn: return value.map { !requirement.values.contains($0) } ?? true
            case .exists: return value != nil
            case .doesNotExist: return value == nil
            }
        }
    }

    /// A selector from its object.
    /// - Throws: a sentence about the field that is wrong.
    public init(_ node: Node, field: String) throws(FieldError) {
        let fields = try FieldReader(node, field)
        try fields.allow(["matchLabels", "matchExpressions"])
        matchLabels = try fields.texts("matchLabels")
        matchExpressions = []
        for part in try fields.readers("matchExpressions") {
            try part.allow(["key", "operator", "values"])
            let name = try part.text("operator")
            guard let operation = Operation(rawValue: name) else {
                throw FieldError(
                    "\(part.path).operator", "is \"\(name)\"; it must be In, NotIn, Exists or DoesNotExist")
            }
            let requirement = Requirement(
                key: try part.text("key"), operation: operation, values: try part.list("values"))
            let wantsValues = operation == .isIn || operation == .isNotIn
            if requirement.key.isEmpty { throw FieldError("\(part.path).key", "is missing") }
            if wantsValues == requirement.values.isEmpty {
                throw FieldError(
                    "\(part.path).values", wantsValues ? "must not be empty with \(name)" : "must be empty with \(name)"
                )
            }
            matchExpressions.append(requirement)
        }
    }
}
