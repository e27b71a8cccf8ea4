public import Logging
public import ServiceLifecycle
import UnixSignals

/// Runs services until one ends or the process is told to stop by SIGTERM or SIGINT.
public enum ServiceRunner {
    /// Runs `services`; they are stopped in the reverse order of the list.
    /// - Parameters:
    ///   - grace: how long they may take to stop before they are cancelled.
    ///   - stopsOnSignals: false in tests and where another runner listens to signals already.
    public static func run(
        _ services: [any Service], grace: Duration = .seconds(20), stopsOnSignals: Bool = true, logger: Logger
    ) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map {
                .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
            }, gracefulShutdownSignals: stopsOnSignals ? [.sigterm, .sigint] : [], logger: logger)
        configuration.maximumGracefulShutdownDuration = grace
        configuration.maximumCancellationDuration = .seconds(10)
        try await ServiceGroup(configuration: configuration).run()
    }
}
