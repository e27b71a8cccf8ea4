import Documents
import HTTPTypes
import Hummingbird
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Answers requests as an API server does.
struct ClusterResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let cluster: LocalCluster

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let path = request.uri.path
        let target = RequestTarget(path)
        cluster.journal.begin("\(request.method.rawValue) \(request.uri.string)")
        defer { cluster.journal.end() }
        if let token = cluster.configuration.token, request.headers[.authorization] != "Bearer \(token)" {
            return .status(401, "Unauthorized", "Unauthorized")
        }
        var cut: Int?
        for effect in cluster.disturbances.effects(on: path, target) {
            switch effect {
            case .slow(let pause): try await Task.sleep(for: pause)
            case .cut(let bytes): cut = bytes
            case .endProcess: return ClusterResponder.ending()
            default:
                if let response = disturbed(effect, request, target) { return response }
            }
        }
        let response = try await answer(request, path, target)
        guard let cut else { return response }
        // The length that is announced never comes; the connection breaks instead.
        return Response(
            status: response.status, headers: response.headers,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(repeating: UInt8(ascii: " "), count: cut))
                throw BrokenAnswer()
            })
    }

    private struct BrokenAnswer: Error {}

    /// Sends the beginning of an answer and ends the process.
    private static func ending() -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "{\"kind\":\"PodList\",\"items\":["))
                exit(1)
            })
    }

    private func disturbed(
        _ effect: ClusterDisturbance.Effect, _ request: Request, _ target: RequestTarget?
    ) -> Response? {
        switch effect {
        case .forbidden: return forbidden(request, target)
        case .throttled(let seconds):
            var response = Response.status(429, "TooManyRequests", "Too many requests, please try again later.")
            if let seconds { response.headers[.retryAfter] = "\(seconds)" }
            return response
        case .status(let code): return .status(code, "InternalError", "it was told to fail")
        case .expired:
            return .status(410, "Expired", "The provided continue parameter is too old to display a consistent list.")
        case .webPage(let status):
            return .text(
                "<!DOCTYPE html><html><head><title>Log in</title></head><body>Please log in</body></html>",
                type: "text/html; charset=utf-8", status: status)
        case .body(let text): return .text(text, type: "application/json")
        case .slow, .cut, .endProcess: return nil
        }
    }

    private func forbidden(_ request: Request, _ target: RequestTarget?) -> Response {
        let user = cluster.configuration.user
        guard let target else {
            return .status(
                403, "Forbidden", "forbidden: User \"\(user)\" cannot get path \"\(request.uri.path)\"")
        }
        let verb = request.method == .get ? target.name == nil ? "list" : "get" : request.method.rawValue.lowercased()
        let place = target.namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
        let name = target.group.isEmpty ? target.plural : "\(target.plural).\(target.group)"
        return .status(
            403, "Forbidden",
            "\(name) is forbidden: User \"\(user)\" cannot \(verb) resource \"\(target.plural)\" in API group "
                + "\"\(target.group)\" \(place)")
    }

    // MARK: Routes

    private func answer(_ request: Request, _ path: String, _ target: RequestTarget?) async throws -> Response {
        switch (request.method, path) {
        case (.get, "/version"): return .json(ClusterDocuments.version(cluster.configuration))
        case (.get, "/healthz"), (.get, "/livez"), (.get, "/readyz"): return .text("ok", type: "text/plain")
        case (.get, "/api"), (.get, "/apis"): return discovery(request, path)
        case (.post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"): return try await review(request)
        default: break
        }
        if request.method == .get, let response = resources(path) { return response }
        guard let target, let resource = served(target) else { return .status(404, "NotFound", "404 page not found") }
        guard request.method == .get else {
            return .status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
        }
        if let name = target.name { return get(resource, target, name, request) }
        return list(resource, target, request)
    }

    private func served(_ target: RequestTarget) -> ServedResource? {
        cluster.store.served.first {
            $0.group == target.group && $0.version == target.version && $0.plural == target.plural
        }
    }

    private func discovery(_ request: Request, _ path: String) -> Response {
        let accept = request.headers[.accept] ?? ""
        let served = cluster.store.served.filter { $0.group.isEmpty == (path == "/api") }
        if cluster.configuration.hasAggregatedDiscovery, accept.contains("as=APIGroupDiscoveryList") {
            let version = accept.contains("v=v2;") ? "v2" : "v2beta1"
            return .json(
                ClusterDocuments.aggregated(served, version: version),
                type: "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList")
        }
        return .json(path == "/api" ? ClusterDocuments.coreVersions(served) : ClusterDocuments.groups(served))
    }

    /// The resources of one version, as servers before 1.26 are asked for them.
    private func resources(_ path: String) -> Response? {
        let parts = path.split(separator: "/").map(String.init)
        let (group, version): (String, String)
        switch (parts.first, parts.count) {
        case ("api", 2): (group, version) = ("", parts[1])
        case ("apis", 3): (group, version) = (parts[1], parts[2])
        default: return nil
        }
        let served = cluster.store.served.filter { $0.group == group && $0.version == version }
        return served.isEmpty ? nil : .json(ClusterDocuments.resources(served))
    }

    private func review(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 20)
        let source = SourceBytes(Array(body.readableBytesView))
        guard let root = try? JSONParser.parse(source, name: "review").root,
            let attributes = root["spec"]?["resourceAttributes"]
        else { return .status(400, "BadRequest", "the body is no SelfSubjectAccessReview") }
        let isDenied = cluster.disturbances.forbids(
            plural: attributes["resource"]?.string ?? "", namespace: attributes["namespace"]?.string)
        return .json(ClusterDocuments.review(isAllowed: !isDenied), status: 201)
    }

    private func get(
        _ resource: ServedResource, _ target: RequestTarget, _ name: String, _ request: Request
    ) -> Response {
        guard target.subresource == nil,
            let object = cluster.store.object(resource, namespace: target.namespace ?? "", name: name)
        else {
            let what = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
            return .status(404, "NotFound", "\(what) \"\(name)\" not found")
        }
        if (request.headers[.accept] ?? "").hasPrefix("application/json;as=PartialObjectMetadata;") {
            return .bytes(ListWriter.metadataHead + object.metadata + Array("}".utf8))
        }
        return .bytes(
            Array("{\"kind\":\"\(resource.kind)\",\"apiVersion\":\"\(resource.apiVersion)\",".utf8)
                + object.bytes.dropFirst())
    }

    private func list(_ resource: ServedResource, _ target: RequestTarget, _ request: Request) -> Response {
        let answer: ListAnswer
        let isMetadata = (request.headers[.accept] ?? "").hasPrefix("application/json;as=PartialObjectMetadataList;")
        do throws(ListRefusal) {
            let question = try ListQuestion(RequestQuery(request.uri.query ?? ""), namespace: target.namespace)
            answer = try cluster.store.list(resource, question)
        } catch {
            switch error {
            case .malformed(let why): return .status(400, "BadRequest", why)
            case .expired(let fresh):
                return .status(
                    410, "Expired", "The provided continue parameter is too old to display a consistent list result.",
                    continueToken: fresh.text)
            }
        }
        let writer = ListWriter(answer: answer, resource: resource, isMetadata: isMetadata)
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody { output in
                try await writer.write(to: &output)
                try await output.finish(nil)
            })
    }
}
