import Documents

/// Reads a list page by page.
///
/// When the pages of a list expire while it is read (410), reading goes on at the place that the server offers, or else
/// begins anew; objects that were given already are left out then, so that nobody sees one twice.
public struct ListPager: Sendable {
    private let client: KubernetesClient
    private let resource: APIResource
    private let options: ListOptions
    private var continueToken: String?
    private var isAtEnd = false
    private var restarts = 0
    /// Objects that were given, remembered for the case of a restart.
    private var seen: Set<ObjectMark> = []

    init(client: KubernetesClient, resource: APIResource, options: ListOptions) {
        self.client = client
        self.resource = resource
        self.options = options
    }

    /// How often the list was begun anew.
    public var restartCount: Int { restarts }

    /// The next page; nil after the last one. Pages may be empty.
    /// - Throws: ``KubernetesError``, also when the list does not come to an end.
    public mutating func next() async throws -> ListPage? {
        while !isAtEnd {
            let request = request()
            let answer: APIAnswer
            do {
                answer = try await client.send(request)
            } catch KubernetesError.gone(let what, let token) where continueToken != nil {
                guard restarts < options.maxRestarts else { throw KubernetesError.gone(what: what, continueToken: nil) }
                restarts += 1
                continueToken = token
                continue
            }
            let known = restarts > 0 ? seen : []
            let page = try ListPage(
                answer, of: resource, isMetadataOnly: options.isMetadataOnly, request: request,
                connection: client.connection, isKnown: { known.contains(ObjectMark($0)) })
            if let token = page.continueToken, token == continueToken {
                throw KubernetesError.endless(what: request.what, why: "the server sends the same page again and again")
            }
            continueToken = page.continueToken
            isAtEnd = continueToken == nil
            if !isAtEnd || restarts > 0 { remember(page) }
            return page
        }
        return nil
    }

    private mutating func remember(_ page: ListPage) {
        withExtendedLifetime(page.document) {
            for object in page.document.rootValue.elements { seen.insert(ObjectMark(object)) }
        }
    }

    private func request() -> APIRequest {
        var request = APIRequest(.get, resource.path(namespace: options.namespace))
        request.subject = APIRequest.Subject(verb: "list", resource: resource, namespace: options.namespace)
        request.query.append(("limit", "\(options.pageSize)"))
        if let continueToken {
            request.query.append(("continue", continueToken))
        } else if let version = options.resourceVersion {
            request.query.append(("resourceVersion", version))
        }
        if let selector = options.labelSelector { request.query.append(("labelSelector", selector)) }
        if let selector = options.fieldSelector { request.query.append(("fieldSelector", selector)) }
        if options.isMetadataOnly {
            request.accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
        }
        return request
    }
}

/// An object in sixteen bytes: its UID, or else its name, hashed twice.
struct ObjectMark: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    init(_ object: Value) {
        let metadata = object.member("metadata")
        guard metadata.isObject else {
            (high, low) = (0, 0)
            return
        }
        let uid = metadata.member("uid")
        var first: UInt64 = 0xcbf2_9ce4_8422_2325
        var second: UInt64 = 0x9e37_79b9_7f4a_7c15
        func add(_ byte: UInt8) {
            first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            second = (second &+ UInt64(byte)) &* 0xff51_afd7_ed55_8ccd
            second ^= second >> 29
        }
        for part in uid.isString ? [uid] : [metadata.member("namespace"), metadata.member("name")] {
            if part.isString { part.utf8.forEach(add) }
            add(0)
        }
        (high, low) = (first, second)
    }
}
