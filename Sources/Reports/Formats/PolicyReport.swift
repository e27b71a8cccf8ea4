import Documents
import PolicyLibrary
public import PostureScan

/// PolicyReport objects (`wgpolicyk8s.io/v1alpha2`) as YAML: one for each namespace and one for what has none.
public struct PolicyReport: TreeMaking {
    let arena = Arena(firstBlock: 1 << 14)
    private let contents: ReportContents
    private let remedies: Remedies

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        contents = ReportContents(report, metadata)
        remedies = Remedies(report, metadata.options)
    }

    public func write(to output: ReportOutput) {
        let rows = ResourceRows(contents.report, contents.controls.sorted { $0.control.id < $1.control.id })
        let groups = Dictionary(grouping: rows.order) { contents.report.resources[$0].namespace }
        write(namespace: nil, groups[""] ?? [], rows, to: output)
        for namespace in groups.keys.sorted() where !namespace.isEmpty {
            output.write("---\n")
            write(namespace: namespace, groups[namespace] ?? [], rows, to: output)
        }
    }

    private func write(namespace: String?, _ places: [Int], _ rows: ResourceRows, to output: ReportOutput) {
        let name = Self.name("breakwater-\(namespace ?? contents.metadata.subject)")
        let mark = arena.mark
        let head = arena.object([
            "apiVersion": text("wgpolicyk8s.io/v1alpha2"),
            "kind": text(namespace == nil ? "ClusterPolicyReport" : "PolicyReport"),
            "metadata": object(present: [
                "name": text(name), "namespace": namespace.map { text($0) },
                "labels": arena.object(["app.kubernetes.io/managed-by": text("breakwater")]),
                "annotations": arena.object([
                    "breakwater/policies": text(contents.report.libraryOrigin),
                    "breakwater/scanned": text(contents.metadata.subject),
                ]),
            ]),
        ])
        output.write(bytes: YAMLWriter().bytes(head))
        arena.reset(to: mark)
        var counts: [String: Int] = [:]
        var isEmpty = true
        func add(_ value: Value, _ result: String) {
            if isEmpty { output.write("results:\n") }
            isEmpty = false
            counts[result, default: 0] += 1
            output.write(bytes: YAMLReport.item(value))
        }
        for place in places {
            for (control, verdict) in rows[place] {
                let mark = arena.mark
                let result = Self.result(verdict.status)
                add(self.result(control, verdict, result), result)
                arena.reset(to: mark)
            }
        }
        // Controls that judged no resource belong to no namespace.
        if namespace == nil {
            for control in contents.controls where control.verdicts.isEmpty {
                let mark = arena.mark
                add(self.result(control, nil, "skip"), "skip")
                arena.reset(to: mark)
            }
        }
        if isEmpty { output.write("results: []\n") }
        output.write("summary:\n")
        for key in ["error", "fail", "pass", "skip", "warn"] { output.write("  \(key): \(counts[key] ?? 0)\n") }
    }

    private static func result(_ status: Status) -> String {
        switch status {
        case .passed: "pass"
        case .failed: "fail"
        case .skipped: "skip"
        }
    }

    private func result(_ result: ControlResult, _ verdict: ResourceVerdict?, _ outcome: String) -> Value {
        let control = result.control
        let resource = verdict.map { contents.report.resources[$0.resource] }
        let todo = verdict.map { $0.status == .failed ? remedies.sentences(of: $0).joined(separator: "; ") : "" } ?? ""
        let message = todo.isEmpty ? result.info : todo
        return object(present: [
            "source": text("breakwater"),
            "policy": text(control.id),
            "rule": text(contents.name(of: result)),
            "category": control.category.map { text($0.name) },
            "severity": control.severity == .unknown ? nil : text(control.severity.name.lowercased()),
            "scored": .true,
            "result": text(outcome),
            "message": message.isEmpty ? nil : text(message),
            "timestamp": UTCTime(contents.metadata.generationTime).map {
                arena.object(["seconds": number($0.seconds), "nanos": number(0)])
            },
            "resources": resource.map { resource in
                arena.array([
                    object(present: [
                        "apiVersion": text(resource.apiVersion), "kind": text(resource.kind),
                        "name": text(resource.name),
                        "namespace": resource.namespace.isEmpty ? nil : text(resource.namespace),
                    ])
                ])
            },
            "properties": properties(result, verdict),
        ])
    }

    private func properties(_ result: ControlResult, _ verdict: ResourceVerdict?) -> Value? {
        var entries: [(key: Value, value: Value)] = []
        func add(_ key: String, _ value: String?) {
            if let value, !value.isEmpty { entries.append((text(key), text(value))) }
        }
        add("controlURL", contents.links.url(result.control.id))
        add("coverage", result.isEvaluated ? nil : result.coverage.name)
        add("status", (verdict?.subStatus ?? result.subStatus)?.rawValue)
        add("sourcePath", verdict.map { contents.locations(of: $0.resource).joined(separator: ";") })
        return entries.isEmpty ? nil : arena.object(entries)
    }

    /// A name as DNS wants it (RFC 1123), at most 63 characters.
    static func name(_ text: String) -> String {
        var name: [UInt8] = []
        for byte in text.lowercased().utf8.prefix(200) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): name.append(byte)
            default: if name.last != UInt8(ascii: "-") { name.append(UInt8(ascii: "-")) }
            }
        }
        var short = name.prefix(63)
        while short.last == UInt8(ascii: "-") { short.removeLast() }
        return String(decoding: short, as: UTF8.self)
    }
}
