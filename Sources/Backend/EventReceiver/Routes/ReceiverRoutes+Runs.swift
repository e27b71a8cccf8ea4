import Documents
import Hummingbird
import Logging
import ReportStore
import Wire

/// Parts of posture runs and image scans.
extension ReceiverRoutes {
    func takePosture(_ message: IncomingMessage, _ admitted: Sender?, _: ReceiverContext) async throws -> Response {
        try await queue.turn {
            let body = try await message.body(
                limit: configuration.maxPartBytes, seconds: configuration.bodyDeadline)
            let chunk = try PostureChunk(body)
            // The claims of the query were held against the key before.
            let sender = try await sender(
                message, admitted, Claims(account: chunk.account, cluster: chunk.cluster))
            let part = try PostureReader.read(chunk, cluster: cluster(of: sender), body: body)
            let outcome = try await store.take(part)
            acknowledge(outcome, part.envelope, .posture, sender)
            return Answer.text("ok")
        }
    }

    func takeImage(_ message: IncomingMessage, _ admitted: Sender?, _: ReceiverContext) async throws -> Response {
        try await queue.turn {
            let body = try await message.body(
                limit: configuration.maxPartBytes, seconds: configuration.bodyDeadline)
            let chunk = try ContainerScanChunk(MessageFields(document(body, "The container scan report").root))
            let sender = try await sender(message, admitted, ImageReader.claims(chunk))
            let part = try ImageReader.read(chunk, cluster: cluster(of: sender), body: body)
            let outcome = try await store.take(part)
            acknowledge(outcome, part.envelope, .image, sender)
            return Answer.text("ok")
        }
    }

    /// The form in one piece, which agents before the baseline sent.
    func takeOldImage(_ message: IncomingMessage, _ admitted: Sender?, _: ReceiverContext) async throws -> Response {
        try await queue.turn {
            let body = try await message.body(
                limit: configuration.maxPartBytes, seconds: configuration.bodyDeadline)
            let fields = try MessageFields(document(body, "The container scan report").root)
            let report = try OldImageReport(fields)
            let sender = try await sender(message, admitted, report.claims)
            let part = report.part(cluster: try cluster(of: sender), body: body)
            let outcome = try await store.take(part)
            acknowledge(outcome, part.envelope, .image, sender)
            return Answer.text("ok")
        }
    }

    private func document(_ body: SourceBytes, _ name: String) throws(WireError) -> Document {
        do {
            return try JSONParser.parse(
                body, name: name,
                budget: DocumentBudget(maxBytes: configuration.maxPartBytes, maxDepth: 200, maxKeyBytes: 64 << 10))
        } catch {
            throw .document(error)
        }
    }

    private func acknowledge(_ outcome: PartOutcome, _ part: RunPart, _ kind: RunKind, _ sender: Sender) {
        metrics.count(part: "\(outcome)", bytes: part.bytes)
        let metadata: Logger.Metadata = [
            "cluster": "\(sender.clusterName)", "run": "\(part.guid)", "part": "\(part.number)",
            "jobID": "\(part.jobID)", "kind": "\(kind.rawValue)",
        ]
        switch outcome {
        case .completed: logger.info("a run is complete", metadata: metadata)
        case .stored, .repeated: logger.debug("took a part of a run", metadata: metadata)
        }
    }
}
