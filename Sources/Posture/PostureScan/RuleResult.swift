/// What a rule said over the whole scan: a byte for each resource, and where to find the rest.
struct RuleResult: Sendable {
    /// The number of the rule among all that were evaluated.
    let rule: Int
    /// ``ScanLedger/Mark`` by the place of the resource; places beyond the end have none.
    let marks: [UInt8]
    let error: String?
    /// How long its evaluation took, on all cores together.
    let elapsed: Duration
    /// Whether there was nothing that it could look at.
    let isEmpty: Bool
    /// Whether it looked at several objects at a time, so that one which could not be read changes what it finds.
    let joinsObjects: Bool

    /// Whether a resource counts as tested; all that a stopped rule asked for do.
    func isTested(_ place: Int) -> Bool {
        place < marks.count
            && marks[place] & (error == nil ? ScanLedger.Mark.tested : ScanLedger.Mark.matched) != 0
    }

    /// Whether something was found about a resource. What a stopped rule found does not count.
    func hasFindings(_ place: Int) -> Bool {
        error == nil && place < marks.count && marks[place] & ScanLedger.Mark.failed != 0
    }
}
