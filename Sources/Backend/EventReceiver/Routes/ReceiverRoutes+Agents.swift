import Documents
import Hummingbird
import Logging
import ReportStore
import Wire

/// Enrolment, and what becomes of commands.
extension ReceiverRoutes {
    /// `{"token":"bwe_…","clusterName":"prod"}` gives `{"account":…,"clusterName":…,"key":"bwk_…"}`, once.
    func enrol(_ message: IncomingMessage) async throws -> Response {
        let fields = try await fields(message, "The enrolment", 4096)
        let token = try fields.text("token")
        let name = try fields.text("clusterName")
        do {
            let (agent, key) = try await store.enrol(token: token, clusterName: name)
            try await store.audit(
                AuditEvent(
                    account: agent.account, actor: "cluster:\(agent.clusterName)", action: "cluster.enrol",
                    subject: "cluster \(agent.clusterName)", source: message.source))
            logger.info("a cluster has enrolled", metadata: ["cluster": "\(agent.clusterName)"])
            let answer = MessageWriter.object { writer in
                writer.field("account", agent.account)
                writer.field("clusterName", agent.clusterName)
                writer.field("key", key.text)
            }
            return Answer.json(answer, .created)
        } catch {
            await gate.noteRefusedEnrolment(clusterName: name, source: message.source, logger)
            throw error
        }
    }

    /// The cluster has a command.
    func takeReceipt(_ message: IncomingMessage, _ admitted: Sender?, _ context: ReceiverContext) async throws
        -> Response
    {
        let id = try await ownCommand(message, admitted, context)
        _ = try await message.body(limit: 4096, seconds: configuration.bodyDeadline)
        try await store.noteReceipt(command: id)
        return Answer.text("ok")
    }

    /// `{"succeeded":true,"result":"…"}`: how a command ended.
    func takeResult(_ message: IncomingMessage, _ admitted: Sender?, _ context: ReceiverContext) async throws
        -> Response
    {
        let fields = try await fields(message, "The result", configuration.maxMessageBytes)
        let id = try await ownCommand(message, admitted, context)
        guard let succeeded = try fields.boolean("succeeded") else {
            throw WireError.missing(path: "succeeded")
        }
        try await store.noteResult(command: id, succeeded: succeeded, result: try fields.text("result"))
        return Answer.text("ok")
    }

    /// The id in the path, if it is a command of the sender's cluster.
    private func ownCommand(
        _ message: IncomingMessage, _ admitted: Sender?, _ context: ReceiverContext
    ) async throws -> String {
        let sender = try await sender(message, admitted, Claims())
        let id = context.parameters.get("id") ?? ""
        guard let command = try await store.command(id, account: sender.account), command.cluster == sender.cluster
        else { throw ReceiverError(404, "The cluster has no such command.") }
        return id
    }
}
