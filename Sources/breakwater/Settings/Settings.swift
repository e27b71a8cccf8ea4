import Documents
import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The stored settings of a user: a JSON object of texts, readable by its owner alone.
struct Settings {
    /// A setting, with what it may be.
    enum Key: String, CaseIterable {
        case accountID, accessKey, cloudAPIURL, cloudReportURL, clusterName
        // Those of 2022, kept because their pipelines live for years.
        case clientID, secretKey, cloudUIURL, cloudAuthURL, invitationParam, adminMail, customerGUID

        var isSecret: Bool { self == .accessKey || self == .secretKey }
        /// Whether a person sets it. The others are written by whoever learns them.
        var isSettable: Bool {
            [.accountID, .accessKey, .cloudAPIURL, .cloudReportURL, .clientID, .secretKey].contains(self)
        }

        /// What is wrong with a value; nil when nothing is.
        func problem(with value: String) -> String? {
            switch self {
            case .accountID where !Settings.isUUID(value): "is no UUID"
            case .cloudAPIURL, .cloudReportURL:
                value.hasPrefix("https://") || value.hasPrefix("http://") ? nil : "is no http or https URL"
            default: value.isEmpty ? "is empty; use breakwater config delete to remove settings" : nil
            }
        }
    }

    private(set) var values: [Key: String] = [:]
    private let directory: CacheDirectory

    /// Reads the file; there need not be one.
    init(_ directory: CacheDirectory) throws {
        self.directory = directory
        guard access(directory.settings, F_OK) == 0 else { return }
        let root: Node
        do throws(DocumentError) {
            let source = try SourceBytes(path: directory.settings, budget: .manifest)
            root = try JSONParser.parse(source, name: directory.settings).root
        } catch {
            throw Refusal("The settings cannot be read. \(error) Or remove the file: breakwater config delete.")
        }
        guard root.value.isObject else {
            throw Refusal("\(directory.settings) holds no settings. Remove it: breakwater config delete.")
        }
        for key in Key.allCases { if let value = root[key.rawValue]?.string { values[key] = value } }
    }

    subscript(key: Key) -> String? {
        get { values[key] }
        set { values[key] = newValue }
    }

    /// Writes the file whole, or leaves the old one.
    func save() throws {
        try directory.make()
        let document = Document.build { arena in
            arena.object(values.map { (arena.string($0.key.rawValue), arena.string($0.value)) })
        }
        do {
            try ReportFile.write(
                Array((JSONWriter.pretty.string(document.root) + "\n").utf8), to: directory.settings, mode: 0o600)
        } catch {
            throw Refusal("The settings cannot be written to \(error.path) (\(error.why)). Give another --cache-dir.")
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy(\.isHexDigit)
    }
}
