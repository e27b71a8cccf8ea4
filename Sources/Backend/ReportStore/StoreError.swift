import Foundation
import GRDB

/// Why the store did not do what it was asked. The description is a sentence for people.
public enum StoreError: Error, Sendable, Equatable {
    /// The folder or file cannot be read or written.
    case unreadable(path: String, reason: String)
    /// A later version of the program has written the database.
    case newerSchema(path: String)
    /// The file is no database, or is damaged.
    case damaged(path: String, reason: String)
    /// No room is left. Nothing was changed.
    case diskFull(path: String)
    /// Another process held the database for too long.
    case busy(path: String)
    /// There is no such thing, or it belongs to another account.
    case missing(String)
    /// It contradicts what is stored.
    case conflict(String)
    /// The caller asked for something impossible.
    case invalid(String)
    /// The credential is unknown, revoked, expired or used up.
    case refused(String)
    /// Something else in the database failed.
    case database(String)

    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as DatabaseError:
            self.init(error, path: path)
        case is CancellationError:
            self = .database("The work on \(path) was cancelled.")
        default:
            self = .database("The database \(path) failed: \(StoreError.reason(error))")
        }
    }

    private init(_ error: DatabaseError, path: String) {
        let reason = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_IOERR:
            self = .unreadable(path: path, reason: reason)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path: path, reason: reason)
        case .SQLITE_CONSTRAINT: self = .conflict("The database refused a row: \(reason).")
        case .SQLITE_TOOBIG: self = .invalid("A value is larger than the database can hold.")
        default: self = .database("The database \(path) failed: \(reason).")
        }
    }

    /// The words of an error of the system without its wrapping.
    static func reason(_ error: any Error) -> String {
        let error = error as NSError
        if let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError, inner.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(inner.code)))
        }
        return error.localizedDescription
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) cannot be read or written: \(reason). Check its owner and mode, or choose another data folder."
        case .newerSchema(let path):
            "\(path) was written by a later version of Breakwater. Start that version, or restore a backup of before."
        case .damaged(let path, let reason):
            "\(path) is no sound database: \(reason). Restore a backup, or move the file away to start empty."
        case .diskFull(let path):
            "No space is left for \(path). Nothing was changed; free some space and try again."
        case .busy(let path):
            "\(path) is held by another process. Only one backend may use a data folder; stop the other one."
        case .missing(let sentence), .conflict(let sentence), .invalid(let sentence), .refused(let sentence),
            .database(let sentence):
            sentence
        }
    }
}
