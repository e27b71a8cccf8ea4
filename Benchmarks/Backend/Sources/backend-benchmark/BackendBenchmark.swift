import EventReceiver
import Foundation
import Logging
import ReportStore

/// `backend-benchmark [RESOURCES [CONTROLS]]`: ingestion over loopback and page queries.
@main
enum BackendBenchmark {
    static let account = "3f0c1c9e-0000-4000-8000-000000000001"

    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "serve" { return try await serve(arguments[2]) }
        let resources = arguments.count > 1 ? Int(arguments[1]) ?? 10_000 : 10_000
        let controls = arguments.count > 2 ? Int(arguments[2]) ?? 100 : 100
        for connections in [1, 2, 4] { try await ingest(resources, controls, connections: connections) }
    }

    /// The receiver, in a process of its own.
    static func serve(_ directory: String) async throws {
        let store = try await ReportStore(directory: directory)
        var logger = Logger(label: "receiver")
        logger.logLevel = .warning
        let receiver = EventReceiver(configuration: EventReceiverConfiguration(), store: store, logger: logger) {
            port in
            print("port=\(port)")
            fflush(nil)
        }
        try await receiver.run()
    }

    static func ingest(_ resources: Int, _ controls: Int, connections: Int) async throws {
        let directory = NSTemporaryDirectory() + "backend-benchmark-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let seeded = try await ReportStore(directory: directory)
        _ = try await seeded.createAccount(named: "bench", id: account)
        let (_, token) = try await seeded.createEnrolmentToken(account: account, by: "bench")
        let (_, key) = try await seeded.enrol(token: token.text, clusterName: "bench")
        try seeded.close()
        let child = Process()
        child.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        child.arguments = ["serve", directory]
        let output = Pipe()
        child.standardOutput = output
        try child.run()
        defer { child.terminate() }
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(text.dropFirst(5).prefix { $0.isNumber }) else { fatalError("no port: \(text)") }
        for run in 1...2 {
            let maker = ReportMaker(
                resources: resources, controls: controls, run: "run-\(run)", generatedAt: "2026-03-0\(run)T10:00:00Z")
            let parts = maker.parts()
            let megabytes = Double(parts.reduce(0) { $0 + $1.count }) / 1_048_576
            let (cpu, start) = (cpuSeconds(child), ContinuousClock.now)
            try await send(parts, port: port, key: key.text, connections: connections)
            let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
            print(
                "\(connections) connections, run \(run): \(parts.count) parts, \(Int(megabytes)) MiB in \(seconds) s,",
                "receiver CPU \(round((cpuSeconds(child) - cpu) * 100) / 100) s, peak \(peakMegabytes(child)) MiB")
        }
        let store = try await ReportStore(directory: directory)
        print("database: \(store.bytesOnDisk >> 20) MiB")
        if connections == 1 { try await query(store) }
        try store.close()
    }

    private static func send(_ parts: [[UInt8]], port: Int, key: String, connections: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<connections {
                group.addTask {
                    try await withCheckedThrowingContinuation { continuation in
                        Thread.detachNewThread {
                            continuation.resume(
                                with: Result {
                                    let connection = try Connection(port: port, key: key)
                                    defer { connection.close() }
                                    for index in stride(from: lane, to: parts.count, by: connections) {
                                        try connection.post(parts[index])
                                    }
                                })
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func query(_ store: ReportStore) async throws {
        guard let run = try await store.latestPostureRuns(account: account).first?.id else { return }
        func measure(_ name: String, _ body: () async throws -> Int) async throws {
            var times: [Double] = []
            var rows = 0
            for _ in 0..<15 {
                let start = ContinuousClock.now
                rows = try await body()
                times.append(Double((ContinuousClock.now - start) / .microseconds(1)) / 1000)
            }
            times.sort()
            print("\(name): median \(times[7]) ms, worst \(times[14]) ms (\(rows) rows behind)")
        }
        let page = PageRequest(number: 3, size: 50)
        try await measure("resources by severity") {
            try await store.resources(run: run, account: account, page: page).total
        }
        try await measure("resources by name") {
            try await store.resources(run: run, account: account, orderedBy: .name, .ascending, page: page).total
        }
        try await measure("resources that pass a control") {
            var filter = ResourceFilter()
            filter.control = "C-1007"
            filter.statuses = [.passed]
            return try await store.resources(run: run, account: account, filter, page: page).total
        }
        try await measure("resources that fail a control, in a namespace, by text") {
            var filter = ResourceFilter()
            filter.control = "C-1007"
            filter.namespaces = ["team-7"]
            filter.text = "service"
            return try await store.resources(run: run, account: account, filter).total
        }
        try await measure("resources by text") {
            var filter = ResourceFilter()
            filter.text = "vice-77"
            return try await store.resources(run: run, account: account, filter).total
        }
        try await measure("one resource") {
            try await store.resource("apps/v1/team-7/Deployment/service-47", run: run, account: account) == nil ? 0 : 1
        }
        try await measure("controls of a framework") {
            try await store.controls(run: run, account: account, framework: "NSA").total
        }
        try await measure("facets") {
            try await store.resourceFacets(run: run, account: account).namespaces.count
        }
    }

    private static func cpuSeconds(_ process: Process) -> Double {
        let fields =
            (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8))?
            .split(separator: " ") ?? []
        guard fields.count > 15, let user = Double(fields[13]), let system = Double(fields[14]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func peakMegabytes(_ process: Process) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return (Int(line.filter(\.isNumber)) ?? 0) / 1024
    }
}
