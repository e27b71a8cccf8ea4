/// The forms a report comes in.
public enum ReportFormat: String, Sendable, CaseIterable {
    case prettyPrinter = "pretty-printer"
    case json
    case yaml
    case junit
    case sarif
    case html
    case pdf
    case csv
    case markdown
    case prometheus
    case gitlabSAST = "gitlab-sast"
    case policyReport = "policyreport"

    /// The ending of its files; the first is added when a name has none.
    public var fileExtensions: [String] {
        switch self {
        case .prettyPrinter, .prometheus: [".txt"]
        case .json, .gitlabSAST: [".json"]
        case .yaml, .policyReport: [".yaml", ".yml"]
        case .junit: [".xml"]
        case .sarif: [".sarif"]
        case .html: [".html", ".htm"]
        case .pdf: [".pdf"]
        case .csv: [".csv"]
        case .markdown: [".md"]
        }
    }

    /// Whether it is a document that nobody reads at a terminal, so that it goes to a file even when none is named.
    public var isAlwaysFile: Bool { [.pdf, .html, .markdown].contains(self) }

    /// Whether its findings stand at lines of files, so that clusters have nothing to put there.
    public var needsFiles: Bool { [.sarif, .gitlabSAST].contains(self) }

    /// Whether it is made for programs that want all of a scan, so that filters for the eye do not touch it.
    public var isComplete: Bool { [.json, .yaml, .prometheus].contains(self) }
}

/// The dialects of JSON.
public enum ReportVersion: String, Sendable, CaseIterable {
    /// What clients of 2022 wrote unless told otherwise: a list of frameworks, without resources and coverage.
    case v1
    case v2
}
