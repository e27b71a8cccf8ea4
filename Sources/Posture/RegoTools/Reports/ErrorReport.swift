import Documents
import Rego

/// Errors in the form of `opa eval --format json`.
public enum ErrorReport {
    /// The value of `errors`.
    public static func json(_ error: any Error) -> OrderedJSON {
        switch error {
        case let errors as PolicyErrors:
            .array(errors.errors.map { entry($0.message, code: $0.code.rawValue, at: $0.location) })
        case let error as EvaluationError:
            .array([entry(error.message, code: error.code.rawValue, at: error.location)])
        default:
            .array([.object(["message": .string("\(error)")])])
        }
    }

    private static func entry(_ message: String, code: String, at location: Location?) -> OrderedJSON {
        guard let location else { return .object(["message": .string(message), "code": .string(code)]) }
        return .object([
            "message": .string(message), "code": .string(code),
            "location": .object([
                "file": .string(location.file), "row": .integer(location.line), "col": .integer(location.column),
            ]),
        ])
    }

    /// For people: as many lines as there are errors.
    public static func text(_ error: any Error) -> String {
        switch error {
        case let errors as PolicyErrors: ErrorText.text(of: errors)
        case let error as EvaluationError: ErrorText.text(of: error)
        default: "\(error)"
        }
    }
}
