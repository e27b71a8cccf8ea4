import Synchronization

/// A number that only grows.
public struct Counter: MetricFamily {
    let series: Series

    init(_ series: Series) { self.series = series }

    /// Counts. A negative amount is ignored.
    public func increment(_ labels: [String] = [], by amount: Double = 1) {
        guard amount >= 0 else { return }
        series.update(labels) { $0 += amount }
    }

    /// What was counted.
    public func value(_ labels: [String] = []) -> Double { series.value(labels) }

    func write(to text: inout [UInt8]) {
        series.writeHead(to: &text)
        for (labels, value) in series.all { Series.line(series.name, series.labels, labels, value, to: &text) }
    }
}

/// A number that goes up and down.
public struct Gauge: MetricFamily {
    let series: Series

    init(_ series: Series) { self.series = series }

    /// Sets the number.
    public func set(_ value: Double, _ labels: [String] = []) { series.update(labels) { $0 = value } }
    /// Changes the number.
    public func add(_ amount: Double, _ labels: [String] = []) { series.update(labels) { $0 += amount } }
    /// Forgets a set of label values.
    public func remove(_ labels: [String]) { series.remove(labels) }
    /// The number.
    public func value(_ labels: [String] = []) -> Double { series.value(labels) }

    func write(to text: inout [UInt8]) {
        series.writeHead(to: &text)
        for (labels, value) in series.all { Series.line(series.name, series.labels, labels, value, to: &text) }
    }
}

/// How often values fell below each of some bounds.
public final class Histogram: MetricFamily {
    private struct Buckets {
        var counts: [Int]
        var sum = 0.0
        var count = 0
    }

    private let head: Series
    private let bounds: [Double]
    private let buckets = Mutex<[[String]: Buckets]>([:])

    init(_ name: String, _ help: String, _ labels: [String], _ bounds: [Double]) {
        head = Series(name, help, "histogram", labels)
        self.bounds = bounds
    }

    /// Counts a value.
    public func observe(_ value: Double, _ labels: [String] = []) {
        guard value.isFinite else { return }
        buckets.withLock { buckets in
            precondition(labels.count == head.labels.count, "\(head.name) has the labels \(head.labels)")
            var key = labels
            if buckets[key] == nil, buckets.count >= MetricsRegistry.maxSeries { key = labels.map { _ in "other" } }
            var entry = buckets[key] ?? Buckets(counts: bounds.map { _ in 0 })
            for (index, bound) in bounds.enumerated() where value <= bound { entry.counts[index] += 1 }
            entry.sum += value
            entry.count += 1
            buckets[key] = entry
        }
    }

    func write(to text: inout [UInt8]) {
        head.writeHead(to: &text)
        let all = buckets.withLock { $0.map { ($0.key, $0.value) } }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
        for (labels, entry) in all {
            for (bound, count) in zip(bounds + [.infinity], entry.counts + [entry.count]) {
                Series.line(
                    head.name + "_bucket", head.labels, labels, Double(count), extra: ("le", Series.number(bound)),
                    to: &text)
            }
            Series.line(head.name + "_sum", head.labels, labels, entry.sum, to: &text)
            Series.line(head.name + "_count", head.labels, labels, Double(entry.count), to: &text)
        }
    }
}
