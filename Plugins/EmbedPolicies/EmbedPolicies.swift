import Foundation
import PackagePlugin

/// Packs the policies that ship with the product into a Swift source of the target that uses this plugin.
@main
struct EmbedPolicies: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let policies = context.package.directoryURL.appending(path: "Policies", directoryHint: .isDirectory)
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedPolicies.swift")
        return [
            .buildCommand(
                displayName: "Embedding Policies", executable: try context.tool(named: "embed-policies").url,
                arguments: [policies.path(percentEncoded: false), output.path(percentEncoded: false)],
                inputFiles: try files(under: policies), outputFiles: [output])
        ]
    }

    private func files(under directory: URL) throws -> [URL] {
        guard
            let found = FileManager.default.enumerator(
                at: directory, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
        else { return [] }
        return found.compactMap { $0 as? URL }
            .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
            .filter { !$0.pathComponents.contains("test") }
            .sorted { $0.path < $1.path }
    }
}
