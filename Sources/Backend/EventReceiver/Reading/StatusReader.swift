import Documents
import ReportStore

/// Reads statuses as today's agents and those of 2022 write them.
enum StatusReader {
    /// The status of a control on one resource. Agents of 2022 give none: it follows from the control's rules.
    static func status(ofControl control: Value) -> ControlStatus {
        let own = control.field("status")
        if own.isObject { return status(own.field("status"), own.field("subStatus")) }
        if own.isString { return status(own, .undefined) }
        var combined = ControlStatus.unknown
        for rule in control.list("rules") {
            combined = worse(combined, status(rule.field("status"), rule.field("subStatus")))
        }
        return combined
    }

    /// The status of two words: `passed` with the sub-status `w/exceptions` is excluded, with `irrelevant` it is that.
    static func status(_ word: Value, _ subStatus: Value) -> ControlStatus {
        if word.equals("passed") {
            if subStatus.isString, subStatus.utf8.count > 0 {
                if subStatus.equals("w/exceptions") { return .excluded }
                if subStatus.equals("irrelevant") { return .irrelevant }
            }
            return .passed
        }
        if word.equals("failed") { return .failed }
        return word.isString ? ControlStatus(word: word.string) : .unknown
    }

    /// Failed before excluded before skipped before passed, as results combine.
    private static func worse(_ left: ControlStatus, _ right: ControlStatus) -> ControlStatus {
        func rank(_ status: ControlStatus) -> Int {
            switch status {
            case .failed: 7
            case .error: 6
            case .excluded: 5
            case .skipped: 4
            case .ignored: 3
            case .passed: 2
            case .irrelevant: 1
            case .unknown: 0
            }
        }
        return rank(right) > rank(left) ? right : left
    }
}
