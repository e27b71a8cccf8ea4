/// The query of the Kubescape service's endpoints: `?wait&keep=true&id=…`. Names count in any case; unknown ones do not
/// matter.
public struct ScanQuery: Sendable, Hashable {
    /// Answer with the result instead of at once.
    public var wait = false
    /// Keep the stored result after it was read.
    public var keep = false
    /// The scan that is meant; empty is the latest.
    public var id = ""
    /// Every result is meant.
    public var all = false

    /// Reads decoded query parameters in their order; of repeated ones the first counts.
    /// - Parameter parameters: a value is nil for a bare name, which stands for true.
    public init(_ parameters: [(name: String, value: String?)]) throws(WireError) {
        var seen: Set<String> = []
        for (name, value) in parameters {
            let name = asciiLowercased(name)
            guard seen.insert(name).inserted else { continue }
            switch name {
            case "wait": wait = try ScanQuery.flag(name, value)
            case "keep": keep = try ScanQuery.flag(name, value)
            case "all": all = try ScanQuery.flag(name, value)
            case "id": id = value ?? ""
            default: break
            }
        }
    }

    private static func flag(_ name: String, _ value: String?) throws(WireError) -> Bool {
        guard let value, !value.isEmpty else { return true }
        switch asciiLowercased(value) {
        case "true", "t", "1", "on", "yes": return true
        case "false", "f", "0", "off", "no": return false
        default: throw .invalid(path: name, value: value, what: "true or false is expected")
        }
    }
}
