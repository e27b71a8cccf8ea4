import ReportStore
import Synchronization

/// Decides which refusals go to the audit log, so that a stranger who knocks a million times does not fill it: ten a
/// minute for each address, a hundred a minute in all. The rest is only counted.
final class RefusalLedger: Sendable {
    private struct Window {
        var minute: Int64 = 0
        var bySource: [String: Int] = [:]
        var total = 0
    }

    private let window = Mutex(Window())

    /// Whether a refusal of this address is written down.
    func admits(_ source: String, at now: Moment) -> Bool {
        window.withLock { window in
            let minute = now.milliseconds / 60_000
            if minute != window.minute { window = Window(minute: minute) }
            guard window.total < 100, window.bySource[source, default: 0] < 10 else { return false }
            window.total += 1
            window.bySource[source, default: 0] += 1
            return true
        }
    }
}
