public import HTTPTypes
import Hummingbird

/// An error that knows what a client of HTTP shall be told. What is not one becomes a 500 that says nothing.
public struct ServiceError: Error, Sendable, CustomStringConvertible {
    public let status: HTTPResponse.Status
    /// A word for programs, like `queue-full`.
    public let code: String
    /// A sentence for people. Goes to the client, so it holds no secret.
    public let message: String
    /// Seconds after which trying again makes sense.
    public let retryAfter: Int?

    /// An error.
    public init(_ status: HTTPResponse.Status, _ message: String, code: String? = nil, retryAfter: Int? = nil) {
        self.status = status
        self.message = message
        self.code =
            code
            ?? status.reasonPhrase.lowercased().split(separator: " ").joined(separator: "-")
        self.retryAfter = retryAfter
    }

    public var description: String { message }

    /// The error as JSON: `{"error":{"code":…,"message":…,"requestID":…}}`.
    public func json(requestID: String?) -> [UInt8] {
        var json: [UInt8] = Array(#"{"error":{"code":"#.utf8)
        JSONText.append(code, to: &json)
        json.append(contentsOf: #","message":"#.utf8)
        JSONText.append(message, to: &json)
        if let requestID {
            json.append(contentsOf: #","requestID":"#.utf8)
            JSONText.append(requestID, to: &json)
        }
        json.append(contentsOf: "}}".utf8)
        return json
    }
}

/// An error of any room that maps itself to an answer. The one place where a room says which status its errors are.
public protocol ServiceErrorConvertible: Error {
    /// What a client is told.
    var serviceError: ServiceError { get }
}

extension ServiceError {
    /// What a client is told about any error.
    public init(mapping error: any Error) {
        switch error {
        case let error as ServiceError: self = error
        case let error as any ServiceErrorConvertible: self = error.serviceError
        case is CancellationError:
            self.init(.serviceUnavailable, "The service is stopping. Try again.", code: "stopping", retryAfter: 5)
        case let error as HTTPError:
            self.init(error.status, error.body ?? "\(error.status.reasonPhrase).")
        default: self.init(.internalServerError, "Something went wrong here. The log of the service has the reason.")
        }
    }
}
