/// Learns what instrumented code does while it runs, for profiles and explanations.
public protocol EvaluationObserver: AnyObject, Sendable {
    /// Called from the thread that evaluates.
    func note(_ event: EvaluationEvent, at place: EvaluationPlace)
}

/// What happened.
public enum EvaluationEvent: Int32, Sendable {
    /// A rule, a function or the query begins or ends.
    case enter, leave
    /// An expression begins.
    case evaluate
    /// It has an answer. Expressions that loop have one for each.
    case succeed
    /// It has no answer, or no further one.
    case fail
}

/// Where it happened.
public struct EvaluationPlace: Sendable, Hashable {
    let routine: Routine
    let index: Int32

    public var location: Location { routine.locations[Int(index)] }
    /// The rule, such as `data.example.deny`; `query` for the query itself.
    public var rule: String { routine.name }

    public static func == (left: EvaluationPlace, right: EvaluationPlace) -> Bool {
        left.routine === right.routine && left.index == right.index
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(routine))
        hasher.combine(index)
    }
}
