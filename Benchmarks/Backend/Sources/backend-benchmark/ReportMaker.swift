/// Makes the parts of a posture report: objects of some 2.5 kB, and a result for each resource with all controls, one
/// in ten failed with a path. A part holds 2 MiB of items, as agents cut them, and repeats the summary.
struct ReportMaker {
    let resources: Int
    let controls: Int
    let run: String
    let generatedAt: String

    func parts() -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var items: [String] = []
        var bytes = 0
        var kind = "resources"
        func close(isLast: Bool) {
            let text = head(parts.count, isLast) + ",\"\(kind)\":[" + items.joined(separator: ",") + "]}"
            parts.append(Array(text.utf8))
            items = []
            bytes = 0
        }
        func add(_ item: String) {
            if bytes > 0, bytes + item.utf8.count >= 2_097_152 { close(isLast: false) }
            items.append(item)
            bytes += item.utf8.count
        }
        for index in 0..<resources { add(resource(index)) }
        close(isLast: false)
        kind = "results"
        for index in 0..<resources { add(result(index)) }
        close(isLast: true)
        return parts
    }

    private func id(_ index: Int) -> String { "apps/v1/team-\(index % 40)/Deployment/service-\(index)" }

    private func resource(_ index: Int) -> String {
        let environment = (0..<20).map {
            #"{"name":"SETTING_\#($0)","value":"value \#((index * 31 + $0 * 7) % 1009) of service \#(index)"}"#
        }.joined(separator: ",")
        return
            #"{"resourceID":"\#(id(index))","object":{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"#
            + #""service-\#(index)","namespace":"team-\#(index % 40)","uid":"\#(index &* 2_654_435_761)","labels":{"app":"#
            + #""service-\#(index)","tier":"backend"}},"spec":{"replicas":\#(index % 5),"template":{"spec":{"containers":"#
            + #"[{"name":"main","image":"registry.example/team-\#(index % 40)/service-\#(index):1.\#(index % 30)","env":"#
            + #"[\#(environment)],"resources":{"limits":{"cpu":"500m","memory":"256Mi"}}}]}}}}}"#
    }

    private func result(_ index: Int) -> String {
        let entries = (0..<controls).map { control in
            let isFailed = (index * 7 + control * 13) % 10 == 0
            let paths =
                isFailed
                ? #","paths":[{"failedPath":"spec.template.spec.containers[0]","fixPath":{"path":"","value":""}}]"# : ""
            let status = isFailed ? "failed" : "passed"
            return #"{"controlID":"C-\#(1000 + control)","name":"Control number \#(control)","status":{"status":"#
                + #""\#(status)"},"rules":[{"name":"rule-number-\#(control)","status":"\#(status)"\#(paths)}]}"#
        }
        return #"{"resourceID":"\#(id(index))","controls":[\#(entries.joined(separator: ","))]}"#
    }

    private func head(_ number: Int, _ isLast: Bool) -> String {
        #"{"customerGUID":"","clusterName":"","reportGUID":"\#(run)","generationTime":"\#(generatedAt)","#
            + #""paginationInfo":{"chunkNumber":\#(number),"isLastChunk":\#(isLast)},"summaryDetails":\#(summary)"#
    }

    private var summary: String {
        let list = (0..<controls).map { control in
            #""C-\#(1000 + control)":{"controlID":"C-\#(1000 + control)","name":"Control number \#(control)","status":"#
                + #""failed","statusInfo":{"status":"failed"},"score":10,"complianceScore":90,"scoreFactor":"#
                + #"\#(control % 9 + 1),"resourceIDs":{},"ResourceCounters":{"passedResources":\#(resources * 9 / 10),"#
                + #""failedResources":\#(resources / 10),"skippedResources":0,"excludedResources":0}}"#
        }.joined(separator: ",")
        let frameworks = ["NSA", "MITRE", "AllControls"].map {
            #"{"name":"\#($0)","status":"failed","score":10,"complianceScore":90,"controls":{\#(list)},"ResourceCounters":{}}"#
        }.joined(separator: ",")
        return
            #"{"status":"failed","score":10,"complianceScore":90,"ResourceCounters":{},"frameworks":[\#(frameworks)],"#
            + #""controls":{\#(list)}}"#
    }
}
