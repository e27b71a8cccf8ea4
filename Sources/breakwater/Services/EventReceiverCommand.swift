import ArgumentParser
import EventReceiver
import Foundation
import Logging
import ReportStore
import ServiceLifecycle
import UnixSignals

/// `breakwater event-receiver`.
struct EventReceiverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event-receiver", abstract: "Receive what agents report and store it.",
        discussion: """
            Agents show the key that they got when their cluster enrolled. The receiver ends on SIGTERM, when the
            requests under way are answered.
            """)

    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var dataDir: String?

    @Option(help: ArgumentHelp("Where to listen; port 0 takes a free one.", valueName: "host:port"))
    var listen = "127.0.0.1:4004"

    @Flag(help: "Admit agents that send an account id and no key. Anybody who knows the id can then write.")
    var admitAccountOnlyAgents = false

    @Option(help: ArgumentHelp("Days for which results are kept.", valueName: "days"))
    var keepDays = 30

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"))
    var logLevel = "info"

    func run() async throws {
        guard let level = Logger.Level(rawValue: logLevel) else {
            throw Refusal("There is no log level \(logLevel). Choose trace, debug, info, notice, warning or error.")
        }
        guard keepDays > 0 else { throw Refusal("--keep-days must be 1 or more.") }
        var configuration = EventReceiverConfiguration(admitsAccountOnlyAgents: admitAccountOnlyAgents)
        (configuration.host, configuration.port) = try address()
        configuration.retention.runDays = keepDays
        LoggingSystem.bootstrap(StreamLogHandler.standardOutput)
        var logger = Logger(label: "event-receiver")
        logger.logLevel = level
        let store: ReportStore
        do {
            store = try await ReportStore(directory: dataDir ?? EventReceiverCommand.defaultFolder)
        } catch {
            throw Refusal(error)
        }
        let receiver = EventReceiver(configuration: configuration, store: store, logger: logger)
        var quiet = logger
        quiet.logLevel = .warning
        let group = ServiceGroup(
            services: [receiver], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        do {
            try await group.run()
        } catch let error as EventReceiverError {
            throw Refusal(error)
        }
        try store.close()
    }

    private func address() throws -> (String, Int) {
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
            0...65535 ~= port, colon > listen.startIndex
        else { throw Refusal("--listen is \(listen); a host and a port, like 127.0.0.1:4004, are needed.") }
        return (String(listen[..<colon]).trimmingCharacters(in: ["[", "]"]), port)
    }

    /// Where data lie unless said otherwise (XDG base directory specification).
    private static var defaultFolder: String {
        let environment = ProcessInfo.processInfo.environment
        let base = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (base ?? NSHomeDirectory() + "/.local/share") + "/breakwater"
    }
}
