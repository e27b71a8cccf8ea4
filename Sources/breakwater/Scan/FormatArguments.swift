import ArgumentParser
import PolicyLibrary
import Reports

/// The flags that say in which formats a report comes, where it goes and what it shows.
struct FormatArguments: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "One or more of \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
            discussion: "Separated by commas. pdf, html and markdown always go to a file, report.pdf unless --output "
                + "says otherwise. Also taken from KS_FORMAT.", valueName: "format,…"),
        completion: .list(ReportFormat.allCases.map(\.rawValue)))
    var format: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Write the report to this file. With several formats, a file for each: NAME.json, NAME.sarif, …",
            valueName: "file"),
        completion: .file())
    var output: String?

    @Flag(name: .shortAndLong, help: "Show every resource and every field.")
    var verbose = false

    @Option(
        help: ArgumentHelp(
            "How the terminal report tells the findings: security (by topic), resource or control.", valueName: "view"),
        completion: .list(ReportOptions.View.allCases.map(\.rawValue)))
    var view: String?

    @Flag(name: [.customShort("E"), .long], help: "Show the present values of the fields at fault.")
    var showEvidence = false

    @Flag(help: "Show values that may be secrets, too. Take care where such a report goes.")
    var showSecrets = false

    @Option(
        help: ArgumentHelp(
            "Show only findings of this severity and worse. Scores, thresholds, json, yaml and prometheus keep all.",
            valueName: "severity"),
        completion: .list(FormatArguments.severityNames))
    var minSeverity: String?

    @Option(
        help: ArgumentHelp("Show only findings of this severity and milder ones.", valueName: "severity"),
        completion: .list(FormatArguments.severityNames))
    var maxSeverity: String?

    @Option(
        help: ArgumentHelp(
            "Labels of resources to copy into json and yaml, for dashboards that group by them.",
            valueName: "label,…"))
    var labelsToCopy: String?

    @Option(
        help: ArgumentHelp(
            "Where the texts of the controls are published: links become URL/c-0057. Without it, reports name the "
                + "command that prints them.", valueName: "url"))
    var docsURL: String?

    @Option(help: .hidden)
    var formatVersion: String?

    @Flag(help: .hidden)
    var omitRawResources = false

    private static let severityNames = ["low", "medium", "high", "critical"]
}

extension FormatArguments {
    /// The flags, checked before any work is done.
    ///
    /// - Parameters:
    ///   - isCluster: whether a cluster is scanned, which has no files to annotate.
    ///   - tellsByResource: whether the security view does not fit, as for chosen frameworks.
    func request(isCluster: Bool = false, tellsByResource: Bool = false) throws -> ReportRequest {
        let formats = try checkedFormats(isCluster: isCluster)
        guard let version = ReportVersion(rawValue: formatVersion ?? "v2") else {
            throw Refusal(
                "There is no format version \"\(formatVersion ?? "")\". These exist: v1 (the form of 2022), v2.")
        }
        if version == .v1 && !formats.contains(.json) && formatVersion != nil {
            throw Refusal("The format version is one of json, and json is not among the formats. Add -f json.")
        }
        let lowest = try severity(minSeverity, "--min-severity") ?? .unknown
        let highest = try severity(maxSeverity, "--max-severity") ?? .critical
        guard lowest <= highest else {
            throw Refusal("No severity lies between \(lowest.name) and \(highest.name). Exchange the two.")
        }
        let links = DocumentationLinks(base: docsURL)
        if let docsURL, links.base == nil {
            throw Refusal(
                "\"\(docsURL)\" is no http or https URL. Give --docs-url one, such as https://example.com/controls.")
        }
        let options = ReportOptions(
            view: try checkedView(isCluster: isCluster, tellsByResource: tellsByResource), showsEvidence: showEvidence,
            showsSecrets: showSecrets, severities: lowest...highest, omitsRawResources: omitRawResources,
            labelsToCopy: try labelsToCopy.map { try ScanTask.list($0) } ?? [], links: links, formats: formats)
        let request = ReportRequest(
            destinations: ReportRequest.destinations(formats, output: output), options: options, version: version,
            isVerbose: verbose)
        try request.check()
        return request
    }

    private func checkedFormats(isCluster: Bool) throws -> [ReportFormat] {
        let names = try ScanTask.list(format ?? Console.environment("KS_FORMAT") ?? "pretty-printer")
        var formats: [ReportFormat] = []
        for name in names {
            guard let format = ReportFormat(rawValue: name) ?? ReportFormat(otherName: name) else {
                let known = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refusal("There is no format \"\(name)\". These exist: \(known).")
            }
            if isCluster && format.needsFiles {
                throw Refusal(
                    "The format \(name) points to lines of files, which a cluster has not. "
                        + "Choose json, junit or html, or scan the manifests.")
            }
            if !formats.contains(format) { formats.append(format) }
        }
        return formats
    }

    private func checkedView(isCluster: Bool, tellsByResource: Bool) throws -> ReportOptions.View {
        guard let name = view else { return isCluster && !tellsByResource ? .security : .resource }
        guard let view = ReportOptions.View(rawValue: name) else {
            let known = ReportOptions.View.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal("There is no view \"\(name)\". These exist: \(known).")
        }
        return view == .security && tellsByResource ? .resource : view
    }

    private func severity(_ name: String?, _ flag: String) throws -> Severity? {
        guard let name else { return nil }
        guard let severity = Severity(name: name), severity != .unknown else {
            throw Refusal("There is no severity \"\(name)\" for \(flag). These exist: low, medium, high, critical.")
        }
        return severity
    }
}

extension ReportFormat {
    /// Other spellings that people type.
    fileprivate init?(otherName: String) {
        switch otherName.lowercased() {
        case "pretty": self = .prettyPrinter
        case "yml": self = .yaml
        case "md": self = .markdown
        case "gitlab": self = .gitlabSAST
        default: return nil
        }
    }
}
