import ClusterSources
import KubernetesClient
import PolicyLibrary
import PostureScan

/// Says what a scan of a cluster would read, and what the credentials may not read. Reads nothing but permissions.
struct DryRun {
    let session: ClusterSession
    let selected: [SelectedFramework]

    /// - Returns: whether at least one kind may be read.
    func run() async throws -> Bool {
        let wanted = selected.flatMap(\.controls).filter(\.isInScope).flatMap(\.rules).flatMap {
            $0.match + $0.dynamicMatch
        }
        let plan = try session.source.plan(wanted)
        let access = try await plan.access(session.client)
        let facts = session.survey.facts
        Console.writeLine(
            "Cluster \(session.name) at \(session.client.connection.serverName), \(facts.version.gitVersion)")
        if let nodes = facts.workerNodes {
            Console.writeLine(
                "\(nodes) worker \(nodes == 1 ? "node" : "nodes")\(facts.cloud.map { ", cloud \($0)" } ?? "")")
        } else if let problem = facts.nodeProblem {
            Console.writeLine("Nodes are not counted: \(problem)")
        }
        Console.writeLine("")
        let width = (access.map { $0.entry.resource.key.count } + [8]).max() ?? 8
        Console.writeLine("\(DryRun.padded("RESOURCE", width))  \(DryRun.padded("READ", 13))  MAY READ")
        for row in access {
            let resource = row.entry.resource
            let how = row.entry.isMetadataOnly ? "metadata only" : "whole"
            Console.writeLine(
                "\(DryRun.padded(resource.key, width))  \(DryRun.padded(how, 13))  \(DryRun.verdict(row))")
        }
        let denied = access.filter { !$0.denied.isEmpty }
        if !plan.missing.isEmpty {
            Console.writeLine("\nNot read:")
            for kind in plan.missing {
                Console.writeLine("  \(kind.kind): \(kind.problem ?? "the cluster does not have it")")
            }
        }
        Console.writeLine("")
        let lists = access.reduce(0) { $0 + $1.entry.parts.count }
        Console.writeLine(
            "\(access.count) kinds in \(lists) lists; \(denied.count) of the kinds may not be read whole.")
        if !denied.isEmpty {
            Console.writeLine("Controls about them will be not evaluated.")
        }
        return access.contains { $0.denied.count < $0.entry.parts.count }
    }

    private static func verdict(_ row: PlannedAccess) -> String {
        if row.denied.isEmpty { return "yes" }
        let namespaces = row.denied.compactMap(\.part.namespace)
        let reason = row.denied.first.flatMap { $0.reason.isEmpty ? nil : " (\($0.reason))" } ?? ""
        return namespaces.isEmpty ? "no\(reason)" : "not in \(namespaces.joined(separator: ", "))\(reason)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(width - text.count, 0))
    }
}
