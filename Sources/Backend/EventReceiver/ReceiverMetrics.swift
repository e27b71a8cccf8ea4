import Synchronization

/// What the receiver counts, as Prometheus reads it.
final class ReceiverMetrics: Sendable {
    private struct Counters {
        var requests: [String: Int] = [:]
        var refusals: [String: Int] = [:]
        var parts: [String: Int] = [:]
        var bytes = 0
        var connections = 0
        var connectionsOpen = 0
    }

    private let counters = Mutex(Counters())

    func count(route: String, status: Int) {
        counters.withLock { $0.requests["route=\"\(route)\",status=\"\(status)\"", default: 0] += 1 }
    }

    func count(refusal: String) { counters.withLock { $0.refusals["reason=\"\(refusal)\"", default: 0] += 1 } }

    func count(part outcome: String, bytes: Int) {
        counters.withLock {
            $0.parts["outcome=\"\(outcome)\"", default: 0] += 1
            $0.bytes += bytes
        }
    }

    /// Takes a place for an inventory connection; false when all are taken.
    func openConnection(limit: Int) -> Bool {
        counters.withLock {
            guard $0.connectionsOpen < limit else { return false }
            $0.connections += 1
            $0.connectionsOpen += 1
            return true
        }
    }

    func closeConnection() { counters.withLock { $0.connectionsOpen -= 1 } }

    /// The text of `/metrics`.
    /// - Parameter storeBytes: size of the database on disk.
    func text(storeBytes: Int) -> String {
        let now = counters.withLock { $0 }
        var text = ""
        func family(_ name: String, _ type: String, _ help: String, _ samples: [String: Int]) {
            text +=
                "# HELP breakwater_event_receiver_\(name) \(help)\n# TYPE breakwater_event_receiver_\(name) \(type)\n"
            for (labels, value) in samples.sorted(by: { $0.key < $1.key }) {
                text += "breakwater_event_receiver_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
            }
        }
        family("requests_total", "counter", "Requests by route and status.", now.requests)
        family("refusals_total", "counter", "Requests without a right to be here.", now.refusals)
        family("parts_total", "counter", "Parts of runs by what became of them.", now.parts)
        family("part_bytes_total", "counter", "Bytes of parts as they came.", ["": now.bytes])
        family("connections_total", "counter", "Inventory connections ever opened.", ["": now.connections])
        family("connections", "gauge", "Inventory connections open now.", ["": now.connectionsOpen])
        family("store_bytes", "gauge", "Size of the database on disk.", ["": storeBytes])
        return text
    }
}
