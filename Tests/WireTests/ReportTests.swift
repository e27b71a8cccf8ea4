import Documents
import Testing

@testable import Wire

struct ReportTests {
    private func header() throws -> PostureChunkWriter.Header {
        PostureChunkWriter.Header(
            account: "a", cluster: "c", reportID: "r", generationTime: .zero,
            summary: try tree(#"{"score":31.4,"ResourceCounters":{"failedResources":1}}"#))
    }

    @Test("A small posture report is one part that says so, in the order of the contract")
    func onePart() throws {
        var writer = PostureChunkWriter(try header())
        #expect(writer.add(resource: bytes(#"{"resourceID":"/v1/default/Pod/web"}"#)) == nil)
        #expect(writer.add(result: bytes(#"{"resourceID":"/v1/default/Pod/web","controls":[]}"#)) == nil)
        #expect(
            text(writer.finish())
                == #"{"attributes":null,"customerGUID":"a","clusterName":"c","clusterCloudProvider":"","reportGUID":"r","jobID":"","paginationInfo":{"chunkNumber":0,"isLastChunk":true},"clusterAPIServerInfo":null,"generationTime":"0001-01-01T00:00:00Z","summaryDetails":{"ResourceCounters":{"failedResources":1},"score":31.4},"results":[{"resourceID":"/v1/default/Pod/web","controls":[]}],"resources":[{"resourceID":"/v1/default/Pod/web"}]}"#
        )
    }

    @Test("Parts hold every item once, in order, below the limit, with one last part")
    func parts() throws {
        var writer = PostureChunkWriter(try header(), limit: 1000)
        var parts: [[UInt8]] = []
        let filler = String(repeating: "x", count: 80)
        for index in 0..<100 {
            if let part = writer.add(resource: bytes(#"{"resourceID":"\#(index)","object":"\#(filler)"}"#)) {
                parts.append(part)
            }
        }
        for index in 0..<100 {
            if let part = writer.add(result: bytes(#"{"resourceID":"\#(index)"}"#)) { parts.append(part) }
        }
        parts.append(writer.finish())
        let chunks = try parts.map { try PostureChunk(SourceBytes($0)) }
        #expect(chunks.map(\.page.number) == Array(0..<chunks.count))
        #expect(chunks.map(\.page.isLast) == Array(repeating: false, count: chunks.count - 1) + [true])
        #expect(chunks.flatMap(\.resources).compactMap { $0["resourceID"]?.string } == (0..<100).map(String.init))
        #expect(chunks.flatMap(\.results).compactMap { $0["resourceID"]?.string } == (0..<100).map(String.init))
        #expect(chunks.allSatisfy { $0.summary != nil && $0.account == "a" && $0.reportID == "r" })
        #expect(parts.allSatisfy { $0.count < 1000 + 400 })
        // One item beyond the limit makes a part of its own.
        var big = PostureChunkWriter(try header(), limit: 10)
        #expect(big.add(resource: bytes(#"{"resourceID":"0123456789"}"#)) == nil)
        #expect(big.add(resource: bytes(#"{"resourceID":"0123456789"}"#)) != nil)
    }

    @Test("A posture part without an id, with a negative number or with wrong types is refused")
    func badParts() {
        for json in [
            "{}", #"{"reportGUID":"r","paginationInfo":{"chunkNumber":-1}}"#, #"{"reportGUID":"r","results":{}}"#,
            #"{"reportGUID":"r","resources":["x"]}"#, #"{"reportGUID":"r","summaryDetails":[]}"#, "[]", "{",
        ] {
            #expect(throws: WireError.self, "\(json)") { try PostureChunk(SourceBytes(json)) }
        }
    }

    @Test("A part of a container scan is read, with the id as text or number")
    func containerScan() throws {
        let json =
            #"{"designators":{"designatorType":"Attributes","attributes":{"cluster":"c"}},"timestamp":1662026400,"containersScanID":"17","vulnerabilities":null,"summary":{"total":3},"paginationInfo":{"chunkNumber":0,"isLastChunk":true}}"#
        let chunk = try ContainerScanChunk(json: bytes(json))
        #expect(chunk.expectedItems == 3)
        #expect(chunk.vulnerabilities.isEmpty)
        #expect(chunk.designator.attributes["cluster"] == "c")
        let number = try ContainerScanChunk(json: bytes(#"{"containersScanID":12345678901234567890}"#))
        #expect(number.scanID == "12345678901234567890")
        #expect(number.page == PageInfo(number: 0, isLast: true))
        #expect(throws: WireError.self) { try ContainerScanChunk(json: bytes("{}")) }
    }

    @Test("An inventory report comes back as it was")
    func inventory() throws {
        let json =
            #"{"firstReport":true,"clusterAPIServerVersion":{"gitVersion":"v1.24.1;AWS","major":"1"},"cloudVendor":"AWS","node":{"create":[{"name":"n1"}],"delete":["n2"]},"pod":{"create":[{"namespace":"armo-system","podName":"web-abc"}],"update":[{"podName":"x"}],"delete":[{"podName":"y"}]},"namespace":{"create":[{"metadata":{"name":"d"}}]}}"#
        let report = try InventoryReport(json: bytes(json))
        #expect(text(report.json) == json)
        #expect(report.groups[.pod]?.updated.count == 1)
        #expect(!report.isEmpty)
        #expect(try InventoryReport(json: bytes(#"{"firstReport":false}"#)).isEmpty)
        #expect(try InventoryReport(json: bytes(#"{"FirstReport":false,"pod":{"create":[]},"later":1}"#)).isEmpty)
        #expect(throws: WireError.self) { try InventoryReport(json: bytes(#"{"pod":{"delete":["x"]}}"#)) }
        #expect(throws: WireError.self) { try InventoryReport(json: bytes(#"{"node":{"create":["x"]}}"#)) }
    }

    @Test("A pod of an inventory report comes back as it was")
    func pod() throws {
        let json =
            #"{"podName":"web-abc","nodeName":"n1","podIP":"10.0.0.7","namespace":"armo-system","uptreeOwner":{"name":"web","kind":"Deployment"},"podStatus":"Running","startedAt":"2022-09-01T10:00:00Z","terminatedAt":"2022-09-01T11:00:00Z"}"#
        #expect(text(try InventoryPod(MessageFields(tree(json))).json) == json)
    }
}
