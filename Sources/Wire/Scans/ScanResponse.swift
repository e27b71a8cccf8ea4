public import Documents

/// The answer of the Kubescape service to everything but metrics and probes.
public struct ScanResponse: Sendable, Equatable {
    /// What kind of answer it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case busy, notBusy, v1results, error, ready, id
    }

    /// What the answer says.
    public enum Content: Sendable, Equatable {
        case none
        case text(String)
        case tree(Node)
    }

    /// The scan's id; empty when none is meant.
    public var id: String
    public var kind: Kind
    public var content: Content

    /// An answer.
    public init(id: String, kind: Kind, content: Content = .none) {
        self.id = id
        self.kind = kind
        self.content = content
    }

    /// Reads an answer. A result without a type, as the original sends it, is ``Kind/v1results``.
    public init(_ fields: MessageFields) throws(WireError) {
        id = try fields.text("id")
        let type = try fields.text("type")
        let response = fields["response"]
        content = response.map { node in node.string.map { .text($0) } ?? .tree(node) } ?? .none
        if type.isEmpty, case .tree = content {
            kind = .v1results
        } else if let kind = Kind(rawValue: type) {
            self.kind = kind
        } else {
            throw .invalid(
                path: "type", value: type,
                what: "one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")) is expected")
        }
    }

    /// Reads the JSON text.
    public init(json: [UInt8], budget: DocumentBudget = .message) throws(WireError) {
        try self.init(MessageFields(json: json, name: "The answer of the Kubescape service", budget: budget))
    }

    /// The text of ``content``; empty when it is none.
    public var text: String {
        if case .text(let text) = content { return text }
        return ""
    }

    /// The answer as JSON.
    public var json: [UInt8] {
        MessageWriter.object { writer in
            writer.field("id", id)
            writer.field("type", kind.rawValue)
            switch content {
            case .none: break
            case .text(let text): writer.field("response", text)
            case .tree(let node): writer.field("response", node)
            }
        }
    }

    /// What the service says when a scan has been taken.
    public static func accepted(_ id: UniqueID) -> ScanResponse {
        ScanResponse(id: id.description, kind: .busy, content: .text("scanning '\(id)' is in progress"))
    }

    /// What the service says when something went wrong.
    public static func failed(id: String, _ message: String) -> ScanResponse {
        ScanResponse(id: id, kind: .error, content: .text(message))
    }
}
