public import Documents

/// A page of a list: its objects in one document, each with `apiVersion` and `kind`, which lists leave out.
public struct ListPage: Sendable {
    /// An array of the objects. Holds the bytes of the answer.
    public let document: Document
    /// The version of the list, from which a watch can go on.
    public let resourceVersion: String
    /// How many objects follow, when the server knows.
    public let remaining: Int?
    let continueToken: String?

    /// The objects.
    public var objects: [Node] { document.root.elements }
    public var count: Int { withExtendedLifetime(document) { document.rootValue.count } }

    /// Reads an answer, without the objects for which `isKnown` says so.
    init(
        _ answer: APIAnswer, of resource: APIResource, isMetadataOnly: Bool, request: APIRequest,
        connection: ClusterConnection, isKnown: (Value) -> Bool
    ) throws(KubernetesError) {
        if let page = answer.webPage {
            throw .notKubernetes(server: connection.serverName, status: answer.status, excerpt: page)
        }
        let source = answer.source()
        let arena = Arena(firstBlock: min(max(source.count, 1 << 10), 1 << 20))
        arena.retain(source)
        let root: Value
        do throws(DocumentError) {
            root = try JSONParser.parse(
                source.bytes, name: request.path, into: arena, budget: .data, copyingStrings: false)
        } catch {
            throw .unreadable(what: request.what, error)
        }
        let kind = root.isObject ? root.member("kind").asString ?? "" : ""
        let items = root.isObject ? root.member("items") : .undefined
        guard kind.hasSuffix("List"), items.isArray || items.isNull || items.isUndefined else {
            throw .notKubernetes(
                server: connection.serverName, status: answer.status,
                excerpt: "an answer of kind \"\(kind)\" where a list was asked for")
        }
        // A server that ignores the wish for metadata sends the values of Secrets; nobody may come to see them.
        if isMetadataOnly && kind != "PartialObjectMetadataList" {
            throw .notKubernetes(
                server: connection.serverName, status: answer.status,
                excerpt: "whole objects where only metadata was asked for")
        }
        let metadata = root.member("metadata")
        continueToken = metadata.isObject ? metadata.member("continue").asString.flatMap { $0.isEmpty ? nil : $0 } : nil
        resourceVersion = metadata.isObject ? metadata.member("resourceVersion").asString ?? "" : ""
        remaining =
            metadata.isObject && metadata.member("remainingItemCount").isNumber
            ? metadata.member("remainingItemCount").integer : nil
        let names = (
            apiVersion: arena.string("apiVersion"), kind: arena.string("kind"),
            apiVersionValue: arena.string(resource.apiVersion), kindValue: arena.string(resource.kind)
        )
        var objects: [Value] = []
        for item in items.isArray ? items.elements : UnsafeBufferPointer(start: nil, count: 0) {
            guard item.isObject, !isKnown(item) else { continue }
            if !isMetadataOnly, item.member("kind").isString, item.member("apiVersion").isString {
                objects.append(item)
            } else {
                let named = arena.object(item, setting: names.apiVersion, to: names.apiVersionValue)
                objects.append(arena.object(named, setting: names.kind, to: names.kindValue))
            }
        }
        document = Document(root: arena.array(objects), arena: arena)
    }
}

extension Value {
    /// The value under a key of an object; undefined when it is missing. Only for objects.
    func member(_ key: StaticString) -> Value {
        member(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    }
}
