import Rego

/// What can be wrong with policies, in sentences for the person who has to act.
public enum PolicyLibraryError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(path: String, why: String)
    case noPolicies(path: String)
    case badFile(String)
    case unknownFramework(String, known: [String])
    case unknownControl(String, origin: String)
    case missingRule(String, control: String, origin: String)
    case doesNotCompile(rule: String, file: String, problems: [String])
    case badInputs(path: String)
    case badExceptions(path: String, FieldError)
    case badAttackTrack(path: String, FieldError)
    case badCustomRule(path: String, why: String)
    case unknownVersion(String, origin: String, known: [String])

    public var description: String {
        switch self {
        case .unreadable(let path, let why):
            "The policies in \(path) cannot be read (\(why)). Check the path and its permissions."
        case .noPolicies(let path):
            "\(path) holds no policies. Give a folder with a published policy library (frameworks, controls, rules "
                + "as JSON) or with a library in source form."
        case .badFile(let what):
            "A policy file cannot be read: \(what)"
        case .unknownFramework(let name, let known):
            "There is no framework \"\(name)\". "
                + (known.isEmpty ? "The library has none." : "These exist: \(known.joined(separator: ", ")).")
        case .unknownControl(let id, let origin):
            "There is no control \"\(id)\" in \(origin). Give the id of a control, such as C-0057, or its full name."
        case .missingRule(let rule, let control, let origin):
            "Control \(control) needs the rule \"\(rule)\", which is not in \(origin). Add the rule or remove the "
                + "control."
        case .doesNotCompile(let rule, let file, let problems):
            "The rule \"\(rule)\" in \(file) does not compile: \(problems.joined(separator: "; ")). "
                + "Correct it, or leave out the controls that use it."
        case .badExceptions(let path, let error):
            "The exceptions in \(path) are not in order: \(error)."
        case .badAttackTrack(let path, let error):
            "The attack track in \(path) is not in order: \(error)."
        case .badCustomRule(let path, let why):
            "The custom rule \(path) cannot be used: \(why)."
        case .unknownVersion(let version, let origin, let known):
            "Version \(version) of the controls is not here: \(origin) "
                + (known.isEmpty ? "does not say its version" : "has \(known.joined(separator: ", "))")
                + ". Give a folder that holds that version with --use-artifacts-from."
        case .badInputs(let path):
            "\(path) holds no control inputs. It should map names of inputs to lists of strings."
        }
    }
}
