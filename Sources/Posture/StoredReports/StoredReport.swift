public import Documents
public import PolicyLibrary

/// A report of an earlier scan, ours or Kubescape's (version 2), as far as comparing and fixing need it.
///
/// The text comes from outside: nothing in it is trusted, and whatever is missing is taken as absent.
public struct StoredReport: Sendable {
    public var generationTime: Timestamp?
    /// `breakwater 0.1.0`, or a version of Kubescape.
    public var producer: String
    public var resources: [String: Resource]
    /// The controls of the scan by id.
    public var controls: [String: ControlSummary]
    /// What controls say about resources, in the order of the report.
    public var verdicts: [Verdict]
    /// The lists that controls compared with.
    public var inputs: [String: [String]]
    /// Where the policies were from.
    public var policies: String
    public var isStrict: Bool
    /// Whether it has resources at all; they may be left out.
    public var hasObjects: Bool

    /// Whether this product wrote it.
    public var isOwn: Bool { producer.hasPrefix("breakwater") }

    public struct Resource: Sendable {
        public var id: String
        public var object: Node?
        public var source: Source?

        public var apiVersion: String { object?["apiVersion"]?.string ?? "" }
        public var kind: String { object?["kind"]?.string ?? "" }
        public var name: String { text("name") }
        public var namespace: String { text("namespace") }

        /// Subjects keep it at the top, all others in their metadata.
        private func text(_ key: String) -> String {
            object?["metadata"]?[key]?.string ?? object?[key]?.string ?? ""
        }
    }

    public struct Source: Sendable, Hashable {
        public var path: String
        public var relativePath: String
        /// `YAML`, `JSON`, `Helm Chart`, …
        public var fileType: String
        public var chartName: String
    }

    public struct ControlSummary: Sendable, Hashable {
        public var id: String
        public var name: String
        public var baseScore: Double
        public var status: String
        public var subStatus: String
        public var info: String

        public var severity: Severity { Severity(baseScore: baseScore) }
        /// Whether it has a verdict of its own.
        public var isEvaluated: Bool { status == "passed" && subStatus != "irrelevant" || status == "failed" }
    }

    /// What a control says about a resource.
    public struct Verdict: Sendable, Hashable {
        public var resourceID: String
        public var controlID: String
        public var status: String
        public var subStatus: String
        public var evidence: [Evidence]
        /// The names of exceptions that accept it.
        public var exceptions: [String]
        /// The lists that its rules compared with.
        public var inputs: [String: [String]]
    }

    /// A field that a rule points to.
    public struct Evidence: Sendable, Hashable {
        public var rule: String
        public var kind: Kind
        public var path: String
        /// The value of a fix; empty for others.
        public var value: String
        /// The resource that the path belongs to.
        public var resourceID: String

        public enum Kind: String, Sendable, Hashable {
            case failed = "failedPath"
            case review = "reviewPath"
            case delete = "deletePath"
            case fix = "fixPath"
            case command = "fixCommand"
        }
    }
}

/// Why a file is no report.
public enum StoredReportError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(String)
    case noReport(path: String, why: String)

    public var description: String {
        switch self {
        case .unreadable(let what): "The report cannot be read: \(what)"
        case .noReport(let path, let why):
            "\(path) is no report of a posture scan (\(why)). Give a file made with --format json."
        }
    }
}
