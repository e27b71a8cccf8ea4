import Logging
import NIOCore
import ServiceKit
import ServiceLifecycle
import Spool
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Measures what every service stands on: websocket fan-out and the spool.
///
///     service-bench fanout CLIENTS MESSAGES     server and clients in two processes
///     service-bench clients URL CLIENTS MESSAGES
///     service-bench spool FOLDER RUNS BYTES
@main
struct ServiceBench {
    static let quiet = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    static func main() async throws {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "fanout" where arguments.count == 4:
            try await fanOut(clients: Int(arguments[2]) ?? 1000, messages: Int(arguments[3]) ?? 200)
        case "clients" where arguments.count == 5:
            try await runClients(arguments[2], Int(arguments[3]) ?? 1000, Int(arguments[4]) ?? 200)
        case "spool" where arguments.count == 5:
            try await measureSpool(arguments[2], runs: Int(arguments[3]) ?? 1000, bytes: Int(arguments[4]) ?? 10_000)
        default: print("usage: service-bench fanout CLIENTS MESSAGES | spool FOLDER RUNS BYTES")
        }
    }

    /// Seconds of processor time that this process has used.
    static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Resident memory in MiB.
    static var memory: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4096 / (1 << 20)
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
