import ContainerImages
import Foundation
import Testing

/// A docker-registry of its own on loopback, with its data in a folder that goes away.
struct RegistryProcess {
    let address: String
    private let folder: URL

    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/docker-registry") }

    /// - Parameter password: of the user `robot`, when a login is wanted.
    static func with(password: String? = nil, _ body: (RegistryProcess) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "registry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Nobody hands out ports across processes, so one that is taken is left for another.
        for _ in 0..<10 {
            let port = Int.random(in: 20_000..<30_000)
            let registry = RegistryProcess(address: "127.0.0.1:\(port)", folder: folder)
            let process = try registry.start(password: password)
            defer {
                process.terminate()
                process.waitUntilExit()
            }
            guard await registry.isUp(process) else { continue }
            try await body(registry)
            return
        }
        Issue.record("docker-registry does not start")
    }

    private func start(password: String?) throws -> Process {
        var configuration = """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: \(folder.path())/data}, delete: {enabled: true}}
            http: {addr: "\(address)"}
            """
        if let password {
            let htpasswd = Process()
            htpasswd.executableURL = URL(filePath: "/usr/bin/htpasswd")
            htpasswd.arguments = ["-Bbc", "\(folder.path())/htpasswd", "robot", password]
            htpasswd.standardError = FileHandle.nullDevice
            try htpasswd.run()
            htpasswd.waitUntilExit()
            configuration += "\nauth: {htpasswd: {realm: test, path: \(folder.path())/htpasswd}}\n"
        }
        let file = folder.appending(path: "config.yml")
        try Data(configuration.utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/docker-registry")
        process.arguments = ["serve", file.path()]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func isUp(_ process: Process) async -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end && process.isRunning {
            if let url = URL(string: "http://\(address)/v2/"), (try? Data(contentsOf: url)) != nil { return true }
            // A registry that wants a login answers with 401, which is no data; so ask the port itself.
            if canConnect { return true }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    private var canConnect: Bool {
        let parts = address.split(separator: ":")
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = UInt16(parts[1]).map { $0.bigEndian } ?? 0
        inet_pton(AF_INET, String(parts[0]), &target.sin_addr)
        return withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Changes a blob where the registry keeps it, as a broken disk would.
    func overwrite(_ digest: Digest, with text: String) throws {
        let name = digest.hexadecimal
        let path = "data/docker/registry/v2/blobs/sha256/\(name.prefix(2))/\(name)/data"
        try Data(text.utf8).write(to: folder.appending(path: path))
    }
}
