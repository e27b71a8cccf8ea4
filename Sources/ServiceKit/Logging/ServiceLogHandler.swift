public import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes log lines to standard output, as text for people or JSON for machines, one system call a line.
public struct ServiceLogHandler: LogHandler {
    /// How lines look.
    public enum Format: String, Sendable, CaseIterable {
        case text, json
    }

    public var logLevel: Logger.Level = .info
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Format
    private let write: @Sendable ([UInt8]) -> Void

    /// A handler.
    /// - Parameter write: takes whole lines; standard output when not given.
    public init(
        label: String, format: Format, level: Logger.Level = .info,
        write: @escaping @Sendable ([UInt8]) -> Void = ServiceLogHandler.writeToStandardOutput
    ) {
        self.label = label
        self.format = format
        logLevel = level
        self.write = write
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        log(
            level: event.level, message: event.message, metadata: event.metadata, source: event.source,
            file: event.file,
            function: event.function, line: event.line)
    }

    public func log(
        level: Logger.Level, message: Logger.Message, metadata more: Logger.Metadata?, source: String, file: String,
        function: String, line: UInt
    ) {
        let all = more.map { metadata.merging($0) { $1 } } ?? metadata
        let fields = all.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        write(format == .json ? json(level, "\(message)", fields) : text(level, "\(message)", fields))
    }

    private func json(_ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> [UInt8] {
        var line: [UInt8] = []
        let head = [
            ("time", LogClock.now()), ("level", level.rawValue), ("component", label), ("message", message),
        ]
        // A field of the message's own cannot take the place of these.
        let names = Set(head.map(\.0))
        for (key, value) in head + fields.filter({ !names.contains($0.0) }) {
            line.append(UInt8(ascii: line.isEmpty ? "{" : ","))
            JSONText.append(key, to: &line)
            line.append(UInt8(ascii: ":"))
            JSONText.append(value, to: &line)
        }
        line.append(contentsOf: "}\n".utf8)
        return line
    }

    private func text(_ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> [UInt8] {
        var line = "\(LogClock.now()) \(level.rawValue.uppercased()) \(label): \(ServiceLogHandler.plain(message))"
        for (key, value) in fields {
            let value = ServiceLogHandler.plain(value)
            line += value.contains(" ") || value.isEmpty ? " \(key)=\"\(value)\"" : " \(key)=\(value)"
        }
        return Array((line + "\n").utf8)
    }

    /// Control characters, which could forge lines or command terminals, become visible.
    private static func plain(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return text }
        return text.unicodeScalars.map { scalar in
            switch scalar {
            case "\n": "\\n"
            case "\t": "\\t"
            case "\r": "\\r"
            default:
                scalar.value < 0x20 || scalar.value == 0x7F
                    ? "\\u{\(String(scalar.value, radix: 16))}" : String(Character(scalar))
            }
        }.joined()
    }

    /// Writes a line to standard output. Lines of several threads do not mix.
    public static let writeToStandardOutput: @Sendable ([UInt8]) -> Void = { line in
        LogClock.lock.withLock { _ in
            var rest = line[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
                if written < 0 && errno == EINTR { continue }
                // Nobody reads: a service goes on without its log.
                guard written > 0 else { return }
                rest = rest.dropFirst(written)
            }
        }
    }
}

/// The time in log lines: UTC with milliseconds.
enum LogClock {
    static let lock = Mutex(())

    static func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        func pad(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = [pad(Int(parts.tm_year) + 1900, 4), pad(Int(parts.tm_mon) + 1, 2), pad(Int(parts.tm_mday), 2)]
        let clock = [pad(Int(parts.tm_hour), 2), pad(Int(parts.tm_min), 2), pad(Int(parts.tm_sec), 2)]
        return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "." + pad(time.tv_nsec / 1_000_000, 3)
            + "Z"
    }
}

extension Logger {
    /// The logger of an action: `jobID` and `parentID` are in every line.
    public func job(_ jobID: String, parent: String = "") -> Logger {
        var logger = self
        logger[metadataKey: "jobID"] = .string(jobID)
        logger[metadataKey: "parentID"] = parent.isEmpty ? nil : .string(parent)
        return logger
    }
}
