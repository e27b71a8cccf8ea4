extension QueryBenchmark {
    /// For people.
    public var text: String {
        var lines = [("compile", DurationText.text(nanoseconds: compiling))]
        if let reading, let readingRate {
            lines.append(
                (
                    "read input",
                    "\(DurationText.text(nanoseconds: reading))  (\(QueryBenchmark.size(inputBytes)), \(DurationText.decimal(readingRate, places: 1)) MB/s)"
                ))
        }
        lines.append(
            (
                "evaluate",
                "min \(DurationText.text(nanoseconds: minimum)), median \(DurationText.text(nanoseconds: median)), "
                    + "mean \(DurationText.text(nanoseconds: mean))  (\(evaluations.count) times)"
            ))
        let elements = resultCount.map { ", the first of \($0) elements" } ?? ""
        lines.append(("answers", "\(answers)\(elements), \(QueryBenchmark.size(resultBytes)) of JSON"))
        if let peakMemory { lines.append(("peak memory", QueryBenchmark.size(peakMemory))) }
        return lines.map { $0.padded(to: 13) + $1 }.joined(separator: "\n")
    }

    /// The same for programs; times in nanoseconds.
    public var json: OrderedJSON {
        var entries: [(key: String, value: OrderedJSON)] = [("compile_ns", .integer(Int(compiling)))]
        if let reading, let readingRate {
            entries += [
                ("input_ns", .integer(Int(reading))), ("input_bytes", .integer(inputBytes)),
                ("input_mb_per_s", .number(DurationText.decimal(readingRate, places: 1))),
            ]
        }
        entries += [
            ("evaluations", .integer(evaluations.count)), ("eval_min_ns", .integer(Int(minimum))),
            ("eval_median_ns", .integer(Int(median))), ("eval_mean_ns", .integer(Int(mean))),
            ("answers", .integer(answers)), ("result_bytes", .integer(resultBytes)),
        ]
        if let resultCount { entries.append(("result_count", .integer(resultCount))) }
        if let peakMemory { entries.append(("peak_memory_bytes", .integer(peakMemory))) }
        return .entries(entries)
    }

    private static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1_000: "\(bytes) B"
        case ..<1_000_000: "\(DurationText.decimal(Double(bytes) / 1e3, places: 1)) kB"
        default: "\(DurationText.decimal(Double(bytes) / 1e6, places: 1)) MB"
        }
    }
}
