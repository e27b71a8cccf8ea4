public import Documents
import PolicyLibrary

extension StoredReport {
    /// The report in a file.
    public init(path: String) throws(StoredReportError) {
        let document: Document
        do throws(DocumentError) {
            document = try JSONParser.parse(try SourceBytes(path: path, budget: .data), name: path, budget: .data)
        } catch {
            throw .unreadable(error.description)
        }
        try self.init(document.root, name: path)
    }

    /// - Parameter name: what errors call it.
    public init(_ root: Node, name: String) throws(StoredReportError) {
        guard root.value.isObject else { throw .noReport(path: name, why: "it is not a JSON object") }
        if root["encryptionMetadata"].map({ !$0.value.isNull && $0.value.count > 0 }) ?? false
            || root["metadata"]?["encryptionMetadata"].map({ !$0.value.isNull && $0.value.count > 0 }) ?? false
        {
            throw .noReport(path: name, why: "it is encrypted")
        }
        guard let summary = root["summaryDetails"]?["controls"], summary.value.isObject,
            root["results"].map({ $0.value.isArray || $0.value.isNull }) ?? true
        else { throw .noReport(path: name, why: "it lacks summaryDetails or results") }
        let scan = root["metadata"]?["scanMetadata"]
        generationTime = root["generationTime"]?.string.flatMap { Timestamp($0) }
        producer = scan?["kubescapeVersion"]?.string ?? ""
        policies = scan?["policies"]?.string ?? ""
        isStrict = scan?["strictCompatibility"]?.boolean ?? false
        inputs = StoredReport.lists(scan?["controlsInputs"])
        controls = [:]
        for (id, node) in summary.entries { controls[id] = ControlSummary(id, node) }
        resources = [:]
        for entry in root["resources"]?.elements ?? [] {
            guard let resource = Resource(entry) else { continue }
            resources[resource.id] = resource
        }
        hasObjects = !resources.isEmpty
        verdicts = []
        for result in root["results"]?.elements ?? [] {
            guard let id = result["resourceID"]?.string else { continue }
            if resources[id] == nil, let raw = result["rawResource"].flatMap(Resource.init) {
                resources[id] = raw
                hasObjects = true
            }
            for control in result["controls"]?.elements ?? [] {
                if let verdict = Verdict(id, control) { verdicts.append(verdict) }
            }
        }
    }

    fileprivate static func lists(_ node: Node?) -> [String: [String]] {
        var lists: [String: [String]] = [:]
        for (name, list) in node?.entries ?? [] where list.value.isArray {
            lists[name] = list.elements.compactMap(\.string)
        }
        return lists
    }
}

extension StoredReport.Resource {
    init?(_ node: Node) {
        guard let id = node["resourceID"]?.string else { return nil }
        self.id = id
        object = node["object"].flatMap { $0.value.isObject ? $0 : nil }
        guard let source = node["source"], source.value.isObject else { return }
        func text(_ key: String) -> String { source[key]?.string ?? "" }
        self.source = StoredReport.Source(
            path: text("path"), relativePath: text("relativePath"), fileType: text("fileType"),
            chartName: text("helmChartName"))
    }
}

extension StoredReport.ControlSummary {
    init(_ id: String, _ node: Node) {
        self.id = id
        name = node["name"]?.string ?? id
        baseScore = node["scoreFactor"].flatMap { $0.value.isNumber ? Double($0.value.numberText) : nil } ?? 0
        let statusInfo = node["statusInfo"]
        let stated = statusInfo?["status"]?.string ?? node["status"]?.string ?? ""
        (status, subStatus) = StoredReport.current(stated, statusInfo?["subStatus"]?.string ?? "")
        info = statusInfo?["info"]?.string ?? ""
    }
}

extension StoredReport.Verdict {
    init?(_ resourceID: String, _ node: Node) {
        guard let id = node["controlID"]?.string else { return nil }
        self.resourceID = resourceID
        controlID = id
        evidence = []
        exceptions = []
        inputs = [:]
        var worst = ("passed", "")
        for rule in node["rules"]?.elements ?? [] {
            let status = StoredReport.current(rule["status"]?.string ?? "", rule["subStatus"]?.string ?? "")
            if StoredReport.rank(status.0) > StoredReport.rank(worst.0) || worst.1.isEmpty && status.0 == worst.0 {
                worst = status
            }
            let name = rule["name"]?.string ?? ""
            for path in rule["paths"]?.elements ?? [] {
                evidence += StoredReport.Evidence.list(rule: name, resourceID: resourceID, path)
            }
            exceptions += rule["exception"]?.elements.compactMap { $0["name"]?.string } ?? []
            inputs.merge(StoredReport.lists(rule["controlConfigurations"])) { $1 }
        }
        // Reports of 2022 give controls no status of their own.
        if let stated = node["status"]?["status"]?.string, !stated.isEmpty {
            worst = StoredReport.current(stated, node["status"]?["subStatus"]?.string ?? "")
        }
        (status, subStatus) = worst
    }
}

extension StoredReport.Evidence {
    fileprivate static func list(rule: String, resourceID: String, _ node: Node) -> [StoredReport.Evidence] {
        let owner = node["resourceID"]?.string ?? ""
        func entry(_ kind: Kind, _ path: String?, _ value: String = "") -> StoredReport.Evidence? {
            guard let path, !path.isEmpty else { return nil }
            return StoredReport.Evidence(
                rule: rule, kind: kind, path: path, value: value, resourceID: owner.isEmpty ? resourceID : owner)
        }
        return [
            entry(.failed, node["failedPath"]?.string), entry(.review, node["reviewPath"]?.string),
            entry(.delete, node["deletePath"]?.string), entry(.command, node["fixCommand"]?.string),
            entry(.fix, node["fixPath"]?["path"]?.string, node["fixPath"]?["value"]?.string ?? ""),
        ].compactMap { $0 }
    }
}

extension StoredReport {
    /// A status as it is spelt today: in 2022 there were no sub-statuses.
    static func current(_ status: String, _ subStatus: String) -> (String, String) {
        switch status {
        case "excluded": ("passed", "w/exceptions")
        case "irrelevant": ("passed", "irrelevant")
        case "ignored", "error": ("skipped", subStatus)
        default: (status, subStatus)
        }
    }

    fileprivate static func rank(_ status: String) -> Int {
        switch status {
        case "failed": 2
        case "skipped": 1
        default: 0
        }
    }
}
