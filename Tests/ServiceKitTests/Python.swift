import Foundation

/// A script beside the tests, run by Python with its package `websockets`.
final class Python: Sendable {
    private let process = Process()
    private let pipe = Pipe()

    init(_ script: String, _ arguments: String..., here: String = #filePath) throws {
        let folder = here[..<(here.lastIndex(of: "/") ?? here.startIndex)]
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "\(folder)/Python/\(script)"] + arguments
        process.standardOutput = pipe
        try process.run()
    }

    /// What it printed until it ended.
    func output() async throws -> String {
        let pipe = pipe
        let data = try await Task.detached { try pipe.fileHandleForReading.readToEnd() }.value
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    /// The first line that it prints.
    func line() async throws -> String {
        let pipe = pipe
        let data = await Task.detached { pipe.fileHandleForReading.availableData }.value
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func stop() { process.terminate() }

    /// Whether the package is there.
    static let hasWebSockets: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import websockets"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
