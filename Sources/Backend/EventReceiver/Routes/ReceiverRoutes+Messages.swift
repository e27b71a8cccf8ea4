import Documents
import Hummingbird
import Logging
import ReportStore
import Wire

/// Job reports, inventory, registries and liveness: messages in one piece.
extension ReceiverRoutes {
    /// Answers `ok`, or the id of the job when the report asks for one.
    func takeJobReport(_ message: IncomingMessage, _ admitted: Sender?, _: ReceiverContext) async throws -> Response {
        var report = try JobReport(try await fields(message, "The job report", configuration.maxMessageBytes))
        let target = try? WorkloadID(report.target)
        // Without a key, the target is all that names the cluster.
        let claims = Claims(account: report.account, cluster: admitted == nil ? target?.cluster ?? "" : "")
        let sender = try await sender(message, admitted, claims)
        guard let status = JobStep.Status(rawValue: report.status.lowercased()) else {
            throw ReceiverError(
                400, "status is '\(report.status.prefix(40))'; started, success, failure, warning or done is expected.")
        }
        let asksForID = report.jobID.isEmpty
        if asksForID { report.jobID = UniqueID.random().description }
        let time = report.timestamp == .zero ? Timestamp.now : report.timestamp
        let step = JobStep(
            jobID: report.jobID, parentID: report.parentID, reporter: report.reporter, target: report.target,
            status: status, action: report.action, errors: report.errors, details: report.details,
            sequence: report.sequence,
            reportedAt: Moment(seconds: time.seconds).adding(milliseconds: Int64(time.nanoseconds / 1_000_000)))
        try await store.take(step, account: sender.account, cluster: sender.cluster)
        if let cluster = sender.cluster, let news = ScanNews(step) { try await note(news, step, cluster) }
        logger.debug(
            "took a job report",
            metadata: [
                "jobID": "\(step.jobID)", "parentID": "\(step.parentID)", "status": "\(status.rawValue)",
                "cluster": "\(sender.clusterName)",
            ])
        return Answer.text(asksForID ? report.jobID : "ok")
    }

    /// An image scan was queued, or ended before it had results.
    private func note(_ news: ScanNews, _ step: JobStep, _ cluster: Int64) async throws {
        switch news {
        case .queued(let target):
            try await store.announceImageScan(
                of: target, jobID: step.jobID, at: step.reportedAt, cluster: cluster)
        case .failed(let error):
            try await store.failImageScan(jobID: step.jobID, error: error, cluster: cluster)
        }
    }

    /// An inventory report by POST, for agents behind proxies that let no websocket through.
    func takeInventory(_ message: IncomingMessage, _ admitted: Sender?, _: ReceiverContext) async throws -> Response {
        try await queue.turn {
            let body = try await message.body(
                limit: configuration.maxInventoryBytes, seconds: configuration.bodyDeadline)
            let sender = try await sender(message, admitted, Claims())
            try await take(inventory: body, cluster: cluster(of: sender))
            return Answer.text("ok")
        }
    }

    /// One inventory report of a cluster, however it came.
    func take(inventory body: SourceBytes, cluster: Int64) async throws {
        let document: Document
        do {
            document = try JSONParser.parse(
                body, name: "The inventory report",
                budget: DocumentBudget(
                    maxBytes: configuration.maxInventoryBytes, maxDepth: 200, maxKeyBytes: 64 << 10))
        } catch {
            throw WireError.document(error)
        }
        let change = InventoryReader.read(try InventoryReport(MessageFields(document.root)))
        try await store.take(change, cluster: cluster)
    }

    func takeRepositories(
        _ message: IncomingMessage, _ admitted: Sender?, _: ReceiverContext
    ) async throws -> Response {
        let body = try await message.body(limit: configuration.maxPartBytes, seconds: configuration.bodyDeadline)
        let sender = try await sender(message, admitted, Claims())
        let query = message.request.uri.queryParameters
        guard let registry = query["registryName"].map(String.init), 1...512 ~= registry.utf8.count else {
            throw ReceiverError(400, "registryName is missing. Add it to the query.")
        }
        let document: Document
        do {
            document = try JSONParser.parse(body, name: "The list of repositories")
        } catch {
            throw WireError.document(error)
        }
        guard document.rootValue.isArray || document.rootValue.isObject else {
            throw ReceiverError(400, "The list of repositories is neither an array nor an object.")
        }
        try await store.takeRepositories(
            JSONWriter.compact.string(document.root), registry: registry,
            jobID: query["jobID"].map { String($0.prefix(256)) } ?? "", account: sender.account)
        return Answer.text("ok")
    }

    /// `{"agents":{"kollector":"0.1.0"},"spoolBytes":0}`: the cluster is alive, these are its agents, so much waits.
    func takeHeartbeat(_ message: IncomingMessage, _ admitted: Sender?, _: ReceiverContext) async throws -> Response {
        let fields = try await fields(message, "The heartbeat", configuration.maxMessageBytes)
        let sender = try await sender(message, admitted, Claims())
        let agents = try fields.stringMap("agents")
        let json = try fields.object("agents").map { JSONWriter.compact.string($0.node) }
        try await store.recordAgents(
            agents == nil ? nil : json, spoolDepth: try fields.integer("spoolBytes").map { max($0, 0) },
            cluster: cluster(of: sender))
        return Answer.text("ok")
    }

    /// The body as an object.
    func fields(_ message: IncomingMessage, _ name: String, _ limit: Int) async throws -> MessageFields {
        let body = try await message.body(limit: limit, seconds: configuration.bodyDeadline)
        let document: Document
        do {
            document = try JSONParser.parse(
                body, name: name, budget: DocumentBudget(maxBytes: limit, maxDepth: 100, maxKeyBytes: 4 << 10))
        } catch {
            throw WireError.document(error)
        }
        return try MessageFields(document.root)
    }
}
