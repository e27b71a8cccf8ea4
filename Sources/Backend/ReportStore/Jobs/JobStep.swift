import Crypto
import Foundation

/// What a component says about an action under way.
public struct JobStep: Sendable, Hashable {
    /// The status of a report.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case started, success, failure, warning, done
    }

    public var jobID: String
    /// Empty for a job that nothing caused.
    public var parentID: String
    public var reporter: String
    /// The object that was acted on; a trailing slash is dropped.
    public var target: String
    public var status: Status
    public var action: String
    public var errors: [String]
    public var details: String
    public var sequence: Int
    public var reportedAt: Moment

    public init(
        jobID: String, parentID: String = "", reporter: String, target: String, status: Status, action: String,
        errors: [String] = [], details: String = "", sequence: Int, reportedAt: Moment
    ) {
        self.jobID = jobID
        self.parentID = parentID
        self.reporter = reporter
        self.target = target.hasSuffix("/") && target != "/" ? String(target.dropLast()) : target
        self.status = status
        self.action = action
        self.errors = errors
        self.details = details
        self.sequence = sequence
        self.reportedAt = reportedAt
    }

    /// Tells a repeat from another report of the same job.
    var fingerprint: Data {
        var bytes: [UInt8] = []
        for field in [reporter, target, status.rawValue, action, details] + errors {
            Varint.append(UInt64(field.utf8.count), to: &bytes)
            bytes.append(contentsOf: field.utf8)
        }
        Varint.append(UInt64(bitPattern: Int64(sequence)), to: &bytes)
        Varint.append(UInt64(bitPattern: reportedAt.milliseconds), to: &bytes)
        return Data(SHA256.hash(data: bytes))
    }
}

/// How far a job has come.
public enum JobState: String, Sendable, Hashable, CaseIterable {
    case running, succeeded, warned, failed
}

/// A job as its reports tell it.
public struct Job: Sendable, Hashable, Identifiable {
    public let id: String
    public let parentID: String
    public let cluster: Int64?
    public let reporter: String
    public let action: String
    public let target: String
    public let state: JobState
    /// The first error; empty when there was none.
    public let error: String
    public let startedAt: Moment
    public let updatedAt: Moment
    public let endedAt: Moment?
    /// Jobs that this one caused directly, and how many of them are over.
    public let children: Int
    public let childrenEnded: Int
}

/// A job with its place in a tree.
public struct JobNode: Sendable, Hashable {
    public let job: Job
    /// 0 for the root.
    public let depth: Int
}
