import Synchronization

/// The metrics of one process, written in Prometheus' text format.
///
/// Small on purpose: counters, gauges and histograms, each with a fixed list of label names and at most
/// ``maxSeries`` sets of label values; what comes beyond is counted under `other`, so that no client can make a metric
/// grow without bound.
public final class MetricsRegistry: Sendable {
    /// Sets of label values that one metric keeps apart.
    public static let maxSeries = 200

    private let families = Mutex<[String: any MetricFamily]>([:])

    /// No metrics.
    public init() {}

    /// A counter; the same name gives the same counter.
    public func counter(_ name: String, _ help: String, labels: [String] = []) -> Counter {
        family(name) { Counter(Series(name, help, "counter", labels)) }
    }

    /// A gauge; the same name gives the same gauge.
    public func gauge(_ name: String, _ help: String, labels: [String] = []) -> Gauge {
        family(name) { Gauge(Series(name, help, "gauge", labels)) }
    }

    /// A histogram over `bounds` (in ascending order); the same name gives the same histogram.
    public func histogram(
        _ name: String, _ help: String, labels: [String] = [],
        bounds: [Double] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60]
    ) -> Histogram {
        family(name) { Histogram(name, help, labels, bounds) }
    }

    private func family<Family: MetricFamily>(_ name: String, _ make: () -> Family) -> Family {
        families.withLock { families in
            if let known = families[name] as? Family { return known }
            precondition(families[name] == nil, "\(name) is a metric of another kind already")
            let family = make()
            families[name] = family
            return family
        }
    }

    /// All metrics, sorted by name.
    public func text() -> [UInt8] {
        let sorted = families.withLock { $0.sorted { $0.key < $1.key } }
        var text: [UInt8] = []
        for (_, family) in sorted { family.write(to: &text) }
        return text
    }
}

protocol MetricFamily: Sendable {
    func write(to text: inout [UInt8])
}

/// The values of one metric by their labels.
final class Series: Sendable {
    let name: String
    let help: String
    let type: String
    let labels: [String]
    private let values = Mutex<[[String]: Double]>([:])

    init(_ name: String, _ help: String, _ type: String, _ labels: [String]) {
        precondition(Series.isName(name) && labels.allSatisfy(Series.isName), "\(name) is no name of a metric")
        self.name = name
        self.help = help
        self.type = type
        self.labels = labels
        if labels.isEmpty { values.withLock { $0[[]] = 0 } }
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x41...0x5A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x5F }
    }

    func update(_ labels: [String], _ change: (inout Double) -> Void) {
        values.withLock { values in
            precondition(labels.count == self.labels.count, "\(name) has the labels \(self.labels)")
            var key = labels
            if values[key] == nil, values.count >= MetricsRegistry.maxSeries { key = labels.map { _ in "other" } }
            change(&values[key, default: 0])
        }
    }

    func remove(_ labels: [String]) { values.withLock { $0[labels] = nil } }

    func value(_ labels: [String]) -> Double { values.withLock { $0[labels] ?? 0 } }

    var all: [(labels: [String], value: Double)] {
        values.withLock { $0.map { ($0.key, $0.value) } }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }

    func writeHead(to text: inout [UInt8]) {
        let help = help.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
        text.append(contentsOf: "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n".utf8)
    }

    static func line(
        _ name: String, _ labels: [String], _ values: [String], _ value: Double, extra: (String, String)? = nil,
        to text: inout [UInt8]
    ) {
        var pairs = Array(zip(labels, values))
        if let extra { pairs.append(extra) }
        text.append(contentsOf: name.utf8)
        if !pairs.isEmpty {
            let shown = pairs.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",")
            text.append(contentsOf: "{\(shown)}".utf8)
        }
        text.append(contentsOf: " \(number(value))\n".utf8)
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if let integer = Int(exactly: value) { return "\(integer)" }
        return "\(value)"
    }
}
