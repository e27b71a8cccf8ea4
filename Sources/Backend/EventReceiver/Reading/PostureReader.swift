import Documents
import ReportStore
import Wire

/// Turns a part of a posture report (version 2, of today and of 2022) into what the store takes.
///
/// One pass over the trees of the message: a part of 2 MiB holds some fourteen thousand outcomes of controls.
struct PostureReader {
    private let chunk: PostureChunk
    private let arena = Arena()
    private var controls: [String] = []
    private var severities: [Severity] = []
    private var numbers: [String: Int] = [:]
    private var objects: [PostureObject] = []
    private var exceptionHits: [String: Int] = [:]
    private var baseScores: [String: Double] = [:]

    private init(_ chunk: PostureChunk) { self.chunk = chunk }

    /// Reads a part.
    /// - Throws: a ``ReceiverError`` for a part that contradicts the contract.
    static func read(_ chunk: PostureChunk, cluster: Int64, body: SourceBytes) throws(ReceiverError) -> PosturePart {
        guard chunk.reportID.utf8.count <= 128 else { throw ReceiverError(400, "reportGUID is longer than 128 bytes.") }
        let at = chunk.generationTime
        let milliseconds = at.map { $0.seconds.multipliedReportingOverflow(by: 1000) }
        guard let milliseconds, !milliseconds.overflow else {
            throw ReceiverError(400, "generationTime is missing. Add when the report was made.")
        }
        let envelope = RunPart(
            cluster: cluster, guid: chunk.reportID, jobID: chunk.jobID,
            generatedAt: Moment(milliseconds: milliseconds.partialValue + Int64((at?.nanoseconds ?? 0) / 1_000_000)),
            number: chunk.page.number, count: chunk.page.isLast ? chunk.page.number + 1 : nil, body: body.bytes)
        var reader = PostureReader(chunk)
        return try withExtendedLifetime((chunk.node.document, body)) { () throws(ReceiverError) in
            try reader.read(envelope)
        }
    }

    private mutating func read(_ envelope: RunPart) throws(ReceiverError) -> PosturePart {
        let summary = chunk.summary.map { SummaryReader.read($0.value, report: chunk.node.value) }
        for control in summary?.controls ?? [] { baseScores[control.id] = control.baseScore }
        for framework in summary?.frameworks ?? [] {
            for control in framework.controls { baseScores[control.id] = control.baseScore }
        }
        for resource in chunk.resources { add(object: resource.value, try PostureReader.identifier(resource.value)) }
        var results: [PostureResult] = []
        results.reserveCapacity(chunk.results.count)
        for result in chunk.results { results.append(try read(result: result.value)) }
        return PosturePart(
            envelope: envelope, summary: summary, controls: controls, results: results, objects: objects,
            exceptionHits: exceptionHits)
    }

    private mutating func add(object resource: Value, _ id: String) {
        let object = resource.field("object")
        guard object.isObject, object.count > 0 else { return }
        let source = resource.field("source")
        objects.append(
            PostureObject(
                resourceID: id, json: JSONWriter.compact.bytes(Redaction.redacted(object, arena)),
                source: source.isObject ? JSONWriter.compact.string(source) : nil))
    }

    private mutating func read(result: Value) throws(ReceiverError) -> PostureResult {
        let id = try PostureReader.identifier(result)
        var name = ResourceName(resourceID: id)
        let raw = result.field("rawResource")
        if raw.isObject {
            add(object: raw, id)
            name.complete(from: raw.field("object"))
        }
        var outcomes: [ControlOutcome] = []
        var worst = Severity.unknown
        var details: [UInt8] = []
        let entries = result.list("controls")
        outcomes.reserveCapacity(entries.count)
        for entry in entries {
            let number = try number(of: entry)
            let status = StatusReader.status(ofControl: entry)
            outcomes.append(ControlOutcome(control: number, status: status))
            if status == .passed || status == .irrelevant { continue }
            if status == .failed { worst = max(worst, severities[number]) }
            if status == .excluded || status == .ignored { countExceptions(entry) }
            details.append(details.isEmpty ? UInt8(ascii: "[") : UInt8(ascii: ","))
            JSONWriter.compact.write(entry, to: &details)
        }
        if !details.isEmpty { details.append(UInt8(ascii: "]")) }
        return PostureResult(
            resourceID: id, name: name, outcomes: outcomes, severity: worst, details: details.isEmpty ? nil : details)
    }

    private mutating func number(of control: Value) throws(ReceiverError) -> Int {
        let field = control.field("controlID")
        guard field.isString, 1...64 ~= field.utf8.count else {
            throw ReceiverError(400, "A control of a result has no controlID of 1 to 64 bytes.")
        }
        let id = field.string
        if let known = numbers[id] { return known }
        let number = controls.count
        guard number < 4096 else { throw ReceiverError(400, "The part names more than 4096 different controls.") }
        numbers[id] = number
        controls.append(id)
        severities.append(
            baseScores[id].map(Severity.init(baseScore:)) ?? Severity(word: control.text("severity")))
        return number
    }

    /// Each exception counts once for a control on a resource, however many rules it excuses.
    private mutating func countExceptions(_ control: Value) {
        var seen: Set<String> = []
        for rule in control.list("rules") {
            for exception in rule.list("exception") {
                let guid = exception.text("guid")
                let name = guid.isEmpty ? exception.text("name") : guid
                guard 1...256 ~= name.utf8.count, seen.insert(name).inserted else { continue }
                guard exceptionHits[name] != nil || exceptionHits.count < 10_000 else { continue }
                exceptionHits[name, default: 0] += 1
            }
        }
    }

    private static func identifier(_ item: Value) throws(ReceiverError) -> String {
        let id = item.field("resourceID")
        guard id.isString, 1...4096 ~= id.utf8.count else {
            throw ReceiverError(400, "A resource or result has no resourceID of 1 to 4096 bytes.")
        }
        return id.string
    }
}

extension ResourceName {
    /// Takes from an object what it says about itself.
    fileprivate mutating func complete(from object: Value) {
        guard !object.text("kind").isEmpty else { return }
        kind = object.text("kind")
        if !object.text("apiVersion").isEmpty { apiVersion = object.text("apiVersion") }
        let metadata = object.field("metadata")
        if !metadata.text("name").isEmpty { name = metadata.text("name") }
        if !metadata.text("namespace").isEmpty { namespace = metadata.text("namespace") }
    }
}
