import Documents
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import ReportStore
import Wire

/// The endpoints of the contract (product specification, “EventReceiver”) and those that our own agents need beside
/// them: enrolment, heartbeat, receipts and results of commands.
struct ReceiverRoutes: Sendable {
    let store: ReportStore
    let configuration: EventReceiverConfiguration
    let gate: AgentGate
    let metrics: ReceiverMetrics
    let queue: IntakeQueue
    let logger: Logger

    /// A request whose sender may go on, before its body is read.
    typealias Handler =
        @Sendable (ReceiverRoutes, IncomingMessage, Sender?, Request, ReceiverContext) async throws ->
        Response

    func router() -> Router<ReceiverContext> {
        let router = Router(context: ReceiverContext.self)
        router.get("/v1/liveness") { _, _ in Answer.empty(.ok) }
        router.get("/v1/readiness") { _, _ in
            do {
                try await store.check()
                return Answer.empty(.ok)
            } catch {
                return Answer.empty(.serviceUnavailable)
            }
        }
        router.get("/metrics") { _, _ in
            Answer.text(metrics.text(storeBytes: store.bytesOnDisk), type: "text/plain; version=0.0.4")
        }
        on(router, "/k8s/v2/postureReport") { try await $0.takePosture($1, $2, $4) }
        on(router, "/k8s/v2/containerScan") { try await $0.takeImage($1, $2, $4) }
        on(router, "/k8s/containerScan") { try await $0.takeOldImage($1, $2, $4) }
        on(router, "/k8s/sysreport") { try await $0.takeJobReport($1, $2, $4) }
        on(router, "/k8s/cluster-reports") { try await $0.takeInventory($1, $2, $4) }
        on(router, "/k8s/registryRepositories") { try await $0.takeRepositories($1, $2, $4) }
        on(router, "/v1/heartbeat") { try await $0.takeHeartbeat($1, $2, $4) }
        on(router, "/v1/commands/:id/receipt") { try await $0.takeReceipt($1, $2, $4) }
        on(router, "/v1/commands/:id/result") { try await $0.takeResult($1, $2, $4) }
        router.post("/v1/enrol") { request, context in
            await answer("/v1/enrol") { try await enrol(IncomingMessage(request: request, source: context.source)) }
        }
        return router
    }

    private func on(_ router: Router<ReceiverContext>, _ path: RouterPath, _ handler: @escaping Handler) {
        router.post(path) { request, context in
            await answer(path.description) {
                let message = IncomingMessage(request: request, source: context.source)
                let sender = try await gate.admit(
                    key: message.key, message.claims, source: message.source, logger)
                return try await handler(self, message, sender, request, context)
            }
        }
    }

    /// The one place where errors become answers.
    private func answer(_ route: String, _ body: () async throws -> Response) async -> Response {
        let response: Response
        do {
            response = try await body()
        } catch {
            let refusal = ReceiverError(error)
            if refusal.status >= 500 {
                logger.error("a request failed", metadata: ["route": "\(route)", "error": "\(error)"])
            }
            response = Answer.error(refusal)
        }
        metrics.count(route: route, status: response.status.code)
        return response
    }

    /// The body of a message, and its sender once the body's claims are known.
    func sender(
        _ message: IncomingMessage, _ admitted: Sender?, _ claims: Claims
    ) async throws -> Sender {
        // What the query says was held against the key already; without a key, query and body must agree.
        guard let all = claims.completed(by: admitted == nil ? message.claims : Claims()) else {
            throw ReceiverError(403, "The query names another account or cluster than the body.")
        }
        return try await gate.sender(admitted, all, source: message.source, logger)
    }

    /// The cluster of a sender.
    /// - Throws: 400 for an agent without a key that names none.
    func cluster(of sender: Sender) throws -> Int64 {
        guard let cluster = sender.cluster else {
            throw ReceiverError(400, "The cluster is missing. Add clusterName to the query.")
        }
        return cluster
    }
}
