public import Documents
import Rego

extension ExceptionPolicy {
    /// The exceptions of a document: a list, a single one, or an object that holds a list under `exceptions`.
    ///
    /// - Parameter isLenient: whether fields that nothing reads are passed over, as in libraries of others.
    /// - Throws: which field is wrong and why.
    public static func list(
        _ node: Node, isLenient: Bool = false, origin: Origin
    ) throws(FieldError) -> [ExceptionPolicy] {
        let list = node.value.isObject && node["policyType"] == nil ? node["exceptions"] ?? node : node
        if list.value.isNull { return [] }
        if list.value.isObject, list["policyType"] != nil || list["posturePolicies"] != nil {
            return [try ExceptionPolicy(FieldReader(list, "", isLenient: isLenient), origin: origin)]
        }
        guard list.value.isArray else {
            throw FieldError("the document", "must be a list of exceptions")
        }
        var policies: [ExceptionPolicy] = []
        for (index, element) in list.elements.enumerated() {
            policies.append(
                try ExceptionPolicy(FieldReader(element, "[\(index)]", isLenient: isLenient), origin: origin))
        }
        return policies
    }

    /// Fields of the published format that say nothing about what is accepted.
    private static let bookkeeping = [
        "guid", "creationTime", "updatedTime", "createdBy", "updatedBy", "customerGUID", "designatorHash", "id",
        "ticket", "notes",
    ]

    private init(_ fields: FieldReader, origin: Origin) throws(FieldError) {
        try fields.allow(
            [
                "name", "policyType", "actions", "resources", "posturePolicies", "attributes", "expirationDate",
                "reason", "objectSelector",
            ] + ExceptionPolicy.bookkeeping)
        let name = try fields.text("name")
        let type = try fields.text("policyType")
        guard type.isEmpty || type == "postureExceptionPolicy" else {
            throw FieldError(fields.child("policyType"), "is \"\(type)\"; it must be postureExceptionPolicy")
        }
        var isSystem = false
        if let attributes = try fields.reader("attributes") {
            isSystem = try attributes.boolean("systemException") ?? false
        }
        self.init(
            name: name, isSystem: isSystem, actions: try ExceptionPolicy.actions(fields),
            reason: try fields.text("reason"), expiration: try ExceptionPolicy.time(fields, "expirationDate"),
            designators: try ExceptionPolicy.designators(fields), targets: try ExceptionPolicy.targets(fields),
            objectSelector: try ExceptionPolicy.selector(fields, "objectSelector"), origin: origin)
        if name.isEmpty { throw FieldError(fields.child("name"), "is missing") }
    }

    private static func actions(_ fields: FieldReader) throws(FieldError) -> [Action] {
        var actions: [Action] = []
        for (index, name) in try fields.list("actions").enumerated() {
            guard let action = Action(rawValue: name) else {
                throw FieldError(
                    "\(fields.child("actions"))[\(index)]", "is \"\(name)\"; it must be alertOnly or disable")
            }
            actions.append(action)
        }
        return actions
    }

    private static func time(_ fields: FieldReader, _ key: String) throws(FieldError) -> Timestamp? {
        let text = try fields.text(key)
        if text.isEmpty { return nil }
        guard let time = Timestamp(text) else {
            throw FieldError(
                fields.child(key), "is \"\(text)\"; it must be a date such as 2026-12-31 or 2026-12-31T12:00:00Z")
        }
        return time
    }

    private static func selector(_ fields: FieldReader, _ key: String) throws(FieldError) -> LabelSelector? {
        guard let node = fields.value(key) else { return nil }
        return try LabelSelector(node, field: fields.child(key))
    }

    private static func designators(_ fields: FieldReader) throws(FieldError) -> [Designator] {
        var designators: [Designator] = []
        for entry in try fields.readers("resources") {
            try entry.allow(["designatorType", "attributes"])
            let type = try entry.text("designatorType")
            guard ["", "attributes", "attribute"].contains(type.lowercased()) else {
                throw FieldError(entry.child("designatorType"), "is \"\(type)\"; it must be Attributes")
            }
            let attributes = try entry.texts("attributes")
            for (key, text) in attributes.sorted(by: { $0.key < $1.key }) {
                do throws(AnchoredPattern.Failure) {
                    _ = try AnchoredPattern(text)
                } catch {
                    throw FieldError(
                        "\(entry.child("attributes")).\(key)",
                        "is \"\(text)\", which is no regular expression: \(error)")
                }
            }
            designators.append(Designator(attributes))
        }
        return designators
    }

    private static func targets(_ fields: FieldReader) throws(FieldError) -> [Target] {
        var targets: [Target] = []
        for entry in try fields.readers("posturePolicies") {
            try entry.allow([
                "frameworkName", "controlID", "controlId", "controlName", "ruleName", "severityScore",
            ])
            let id = try entry.text("controlID")
            targets.append(
                Target(
                    frameworkName: try entry.text("frameworkName"),
                    controlID: id.isEmpty ? try entry.text("controlId") : id,
                    controlName: try entry.text("controlName"), ruleName: try entry.text("ruleName")))
        }
        return targets
    }
}

// MARK: Objects

extension ExceptionPolicy {
    /// The exception that a `SecurityException` or `ClusterSecurityException` stands for; nil when it is about
    /// vulnerabilities only.
    /// - Throws: which field is wrong and why.
    public init?(object: Node, kind: String) throws(FieldError) {
        let fields = try FieldReader(object, "")
        let metadata = try fields.reader("metadata")
        let name = try metadata?.text("name") ?? ""
        let namespace = try metadata?.text("namespace") ?? ""
        guard let spec = try fields.reader("spec") else { throw FieldError("spec", "is missing") }
        try spec.allow(["reason", "author", "expiresAt", "posture", "vulnerabilities", "match"])
        let isClusterWide = kind == "ClusterSecurityException"
        var designators: [Designator] = []
        var objectSelector: LabelSelector?
        var namespaceSelector: LabelSelector?
        if let match = try spec.reader("match") {
            try match.allow(["resources", "objectSelector", "namespaceSelector"])
            for entry in try match.readers("resources") {
                try entry.allow(["kind", "name", "apiGroup"])
                var attributes: [String: String] = [:]
                for key in ["kind", "name", "apiGroup"] {
                    let text = try entry.text(key)
                    if !text.isEmpty { attributes[key] = ExceptionPolicy.literal(text) }
                }
                guard !attributes.isEmpty else { throw FieldError(entry.path, "names no kind, name or apiGroup") }
                designators.append(Designator(attributes))
            }
            objectSelector = try ExceptionPolicy.selector(match, "objectSelector")
            namespaceSelector = try ExceptionPolicy.selector(match, "namespaceSelector")
            if namespaceSelector != nil && !isClusterWide {
                throw FieldError(
                    "spec.match.namespaceSelector", "is only for ClusterSecurityException; this kind has one namespace")
            }
        }
        var targets: [Target] = []
        var actions: [Action] = []
        for entry in try spec.readers("posture") {
            try entry.allow(["controlID", "frameworkName", "action"])
            targets.append(
                Target(
                    frameworkName: ExceptionPolicy.literal(try entry.text("frameworkName")),
                    controlID: ExceptionPolicy.literal(try entry.text("controlID"))))
            actions.append(try entry.text("action").lowercased() == "disable" ? .disable : .alertOnly)
        }
        if targets.isEmpty {
            guard spec.value("vulnerabilities") != nil else { throw FieldError("spec.posture", "names no control") }
            return nil
        }
        let place = isClusterWide || namespace.isEmpty ? name : "\(namespace)/\(name)"
        self.init(
            name: name, actions: actions, reason: try spec.text("reason"),
            expiration: try ExceptionPolicy.time(spec, "expiresAt"), designators: designators, targets: targets,
            objectSelector: objectSelector, namespaceSelector: namespaceSelector,
            confinedToNamespace: isClusterWide ? nil : namespace, origin: .object("\(kind) \(place)"))
    }

    /// A text as a regular expression that matches nothing else.
    private static func literal(_ text: String) -> String {
        String(text.flatMap { "\\.+*?()|[]{}^$".contains($0) ? ["\\", $0] : [$0] })
    }
}
