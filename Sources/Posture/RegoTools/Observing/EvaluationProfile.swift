public import Rego
import Synchronization

/// How often each expression was evaluated and how long that took.
///
/// Time counts for the expression that began, succeeded or failed last; what a rule takes counts for its own
/// expressions and not for the one that reads it.
public final class EvaluationProfile: EvaluationObserver {
    /// The figures of one expression.
    public struct Entry: Sendable {
        public let location: Location
        public fileprivate(set) var evaluations = 0
        public fileprivate(set) var successes = 0
        public fileprivate(set) var nanoseconds = 0
    }

    private struct State {
        var entries: [Entry] = []
        var indices: [EvaluationPlace: Int] = [:]
        /// The expression that time counts for, and those of the rules around this one.
        var current: Int?
        var callers: [Int?] = []
        var last: ContinuousClock.Instant?
    }

    // An evaluation runs on one thread; the lock is never waited for.
    private let state = Mutex(State())
    private let clock = ContinuousClock()

    public init() {}

    public func note(_ event: EvaluationEvent, at place: EvaluationPlace) {
        let now = clock.now
        state.withLock { state in
            if let last = state.last, let current = state.current {
                let (seconds, attoseconds) = last.duration(to: now).components
                state.entries[current].nanoseconds += Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
            }
            switch event {
            case .enter:
                state.callers.append(state.current)
            case .leave:
                state.current = state.callers.popLast() ?? nil
            case .evaluate:
                state.current = EvaluationProfile.index(of: place, in: &state)
                state.entries[state.current ?? 0].evaluations += 1
            case .succeed:
                state.current = EvaluationProfile.index(of: place, in: &state)
                state.entries[state.current ?? 0].successes += 1
            case .fail:
                state.current = EvaluationProfile.index(of: place, in: &state)
            }
            // What the bookkeeping takes counts for nobody.
            state.last = clock.now
        }
    }

    private static func index(of place: EvaluationPlace, in state: inout State) -> Int {
        if let known = state.indices[place] { return known }
        state.entries.append(Entry(location: place.location))
        state.indices[place] = state.entries.count - 1
        return state.entries.count - 1
    }

    /// The expressions that took longest, at most `limit` of them.
    public func slowest(_ limit: Int = 10) -> [Entry] {
        let entries = state.withLock(\.entries)
        return Array(
            entries.sorted { left, right in
                (right.nanoseconds, left.location.file, left.location.offset)
                    < (left.nanoseconds, right.location.file, right.location.offset)
            }.prefix(limit))
    }
}

extension EvaluationProfile {
    /// The `profile` of OPA's JSON form.
    public func json(limit: Int = 10) -> OrderedJSON {
        .array(
            slowest(limit).map { entry in
                .object([
                    "total_time_ns": .integer(entry.nanoseconds), "num_eval": .integer(entry.evaluations),
                    "num_redo": .integer(entry.successes), "num_gen_expr": .integer(1),
                    "location": .object([
                        "file": .string(entry.location.file), "row": .integer(entry.location.line),
                        "col": .integer(entry.location.column),
                    ]),
                ])
            })
    }

    /// For people.
    public func text(limit: Int = 10) -> String {
        TextTable(
            titles: ["TIME", "NUM EVAL", "NUM REDO", "LOCATION"],
            rows: slowest(limit).map { entry in
                [
                    DurationText.text(nanoseconds: Double(entry.nanoseconds)), "\(entry.evaluations)",
                    "\(entry.successes)",
                    "\(entry.location.file.isEmpty ? "query" : entry.location.file):\(entry.location.line)",
                ]
            }, rightAligned: [1, 2]
        ).text
    }
}
