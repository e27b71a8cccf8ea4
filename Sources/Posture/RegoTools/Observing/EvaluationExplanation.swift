public import Rego
import Synchronization

/// What an evaluation did, line by line, in the manner of `opa eval --explain`.
///
/// Loops that look up only the elements that fit do not show those that do not.
public final class EvaluationExplanation: EvaluationObserver {
    public enum Detail: Sendable {
        /// Only the expressions that failed, below the rules where they stand.
        case fails
        case full
    }

    private struct Line {
        let place: EvaluationPlace
        let depth: Int
        let word: String
        let isEntry: Bool
    }

    private struct State {
        var lines: [Line] = []
        var depth = 0
        /// Expressions that began and have not succeeded since.
        var open: Set<EvaluationPlace> = []
        var isCut = false
    }

    private let state = Mutex(State())
    private let detail: Detail
    private let lineLimit: Int

    /// - Parameter lineLimit: how many lines are kept; the rest is left out and said to be.
    public init(_ detail: Detail, lineLimit: Int = 100_000) {
        self.detail = detail
        self.lineLimit = lineLimit
    }

    public func note(_ event: EvaluationEvent, at place: EvaluationPlace) {
        state.withLock { state in
            switch event {
            case .enter:
                add("Enter", place, to: &state, isEntry: true)
                state.depth += 1
            case .leave:
                state.depth -= 1
                if detail == .full { add("Leave", place, to: &state, isEntry: true) }
            case .evaluate:
                state.open.insert(place)
                if detail == .full { add("Eval", place, to: &state) }
            case .succeed:
                if state.open.remove(place) == nil, detail == .full { add("Redo", place, to: &state) }
            case .fail:
                if state.open.remove(place) != nil { add("Fail", place, to: &state) }
            }
        }
    }

    private func add(_ word: String, _ place: EvaluationPlace, to state: inout State, isEntry: Bool = false) {
        guard state.lines.count < lineLimit else {
            state.isCut = true
            return
        }
        state.lines.append(Line(place: place, depth: state.depth, word: word, isEntry: isEntry))
    }

    /// How many expressions failed.
    public var failureCount: Int { state.withLock { $0.lines.count { $0.word == "Fail" } } }

    /// The lines: place, depth, what happened, and the text of the expression or the name of the rule.
    public func lines(of query: PreparedQuery) -> [String] {
        let (kept, isCut) = state.withLock { ($0.lines, $0.isCut) }
        let shown = detail == .fails ? EvaluationExplanation.withoutIdleEntries(kept) : kept
        let places = shown.map { line in
            let location = line.place.location
            return "\(location.file.isEmpty ? "query" : location.file):\(location.line)"
        }
        let width = places.map(\.count).max() ?? 0
        var texts = zip(shown, places).map { line, place in
            let what =
                line.isEntry
                ? (line.place.location.file.isEmpty ? query.text : line.place.rule)
                : query.text(at: line.place.location) ?? ""
            return place.padded(to: width + 2) + String(repeating: "| ", count: line.depth)
                + "\(line.word) \(what.onOneLine())"
        }
        if isCut { texts.append("… (only the first \(lineLimit) steps are shown)") }
        return texts
    }

    /// Leaves out rules in which nothing failed.
    private static func withoutIdleEntries(_ lines: [Line]) -> [Line] {
        var kept: [Line] = []
        // From the end: an entry stays when the next line that stays is deeper.
        var next = Int.min
        for line in lines.reversed() where !line.isEntry || line.depth < next {
            next = line.depth
            kept.append(line)
        }
        return kept.reversed()
    }
}
