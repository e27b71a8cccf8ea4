import Documents
import ManifestSources
import PolicyLibrary
import PostureScan

extension SARIFReport {
    /// The file of a verdict: that of the first field, else of the object.
    func source(of verdict: ResourceVerdict) -> (file: String, line: Int, column: Int)? {
        if let place = verdict.findings.lazy.compactMap(\.firstPlace).first {
            return (place.file, place.line, place.column)
        }
        let resource = contents.report.resources[verdict.resource]
        let manifest =
            resource.manifest ?? resource.related.lazy.compactMap { contents.report.resources[$0].manifest }.first
        guard let manifest else { return nil }
        return (
            manifest.source.path, manifest.position.map { Int($0.line) } ?? 1,
            manifest.position.map { Int($0.column) } ?? 1
        )
    }

    func result(
        _ result: ControlResult, _ verdict: ResourceVerdict, index: Int, _ cache: inout SourceCache
    ) -> Value? {
        let steps = remedies.steps(of: verdict)
        let first = steps.lazy.compactMap(\.place).first
        guard let source = first.map({ ($0.file, $0.line, $0.column) }) ?? source(of: verdict) else { return nil }
        let control = result.control
        let resource = contents.report.resources[verdict.resource]
        let sentences = remedies.sentences(of: verdict)
        let what = "\(contents.fullTitle(of: verdict.resource)) fails \(control.id), \(contents.name(of: result))"
        return object(present: [
            "ruleId": text(control.id),
            "ruleIndex": number(index),
            "level": text(Self.level(control.baseScore)),
            "message": arena.object([
                "text": text(sentences.isEmpty ? what : "\(what): \(sentences.joined(separator: "; "))")
            ]),
            "locations": arena.array([
                arena.object([
                    "physicalLocation": location(source.0, source.1, source.2, &cache),
                    "logicalLocations": arena.array([
                        arena.object([
                            "kind": text("resource"), "name": text(resource.name),
                            "fullyQualifiedName": text(resource.id),
                        ])
                    ]),
                ])
            ]),
            "relatedLocations": related(steps, &cache),
            "fixes": fixes(resource, result, steps, &cache),
            "suppressions": suppressions(verdict),
            "partialFingerprints": arena.object([
                "breakwater/v1": text(FindingID.text(control.id, resource.id, paths.uri(source.0)))
            ]),
        ])
    }

    /// The exceptions that accept a failure.
    private func suppressions(_ verdict: ResourceVerdict) -> Value? {
        guard verdict.subStatus == .withExceptions else { return nil }
        var seen: Set<String> = []
        let policies = verdict.rules.flatMap(\.exceptions).map(\.policy).filter { seen.insert($0.name).inserted }
        return arena.array(
            policies.map { policy in
                let why = policy.reason.isEmpty ? "accepted by the exception \(policy.name)" : policy.reason
                return arena.object([
                    "kind": text(policy.origin == .annotation ? "inSource" : "external"), "status": text("accepted"),
                    "justification": text(why),
                ])
            })
    }

    /// A file and, from the column of the field, what its line holds.
    private func location(_ file: String, _ line: Int, _ column: Int, _ cache: inout SourceCache) -> Value {
        var region: [(key: Value, value: Value)] = [(text("startLine"), number(line))]
        if let source = cache.text(of: file), let rest = source.rest(of: line, from: column), !rest.isEmpty {
            var end = rest
            while let last = end.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { end.removeLast() }
            region.append((text("startColumn"), number(source.utf16Column(line: line, column: column))))
            region.append((text("endLine"), number(line)))
            region.append((text("endColumn"), number(source.utf16Column(line: line, column: column + end.count))))
        } else {
            region.append((text("startColumn"), number(column)))
        }
        return arena.object([
            "artifactLocation": arena.object(["uri": text(paths.uri(file))]), "region": arena.object(region),
        ])
    }

    /// Every field that is in a file, once.
    private func related(_ steps: [Remedies.Step], _ cache: inout SourceCache) -> Value? {
        var seen: Set<String> = []
        var locations: [Value] = []
        for step in steps {
            guard let place = step.place, seen.insert(step.path).inserted else { continue }
            locations.append(
                arena.object([
                    "id": number(locations.count + 1),
                    "physicalLocation": location(place.file, place.line, place.column, &cache),
                    "message": arena.object(["text": text(step.assignment)]),
                ]))
        }
        return locations.isEmpty ? nil : arena.array(locations)
    }

    private func fixes(
        _ resource: Resource, _ result: ControlResult, _ steps: [Remedies.Step], _ cache: inout SourceCache
    ) -> Value? {
        guard let manifest = resource.manifest, let position = manifest.position,
            let source = cache.text(of: manifest.source.path),
            let fixes = cache.fixes(
                at: position, of: manifest.source.path, isJSON: manifest.source.format == .json)
        else { return nil }
        let changes = fixes.changes(steps)
        guard !changes.isEmpty else { return nil }
        let replacements = changes.map { change in
            arena.object([
                "deletedRegion": arena.object([
                    "startLine": number(change.line),
                    "startColumn": number(source.utf16Column(line: change.line, column: change.column)),
                    "endLine": number(change.endLine),
                    "endColumn": number(source.utf16Column(line: change.endLine, column: change.endColumn)),
                ]),
                "insertedContent": arena.object(["text": text(change.text)]),
            ])
        }
        return arena.array([
            arena.object([
                "description": arena.object([
                    "text": text("Repair \(result.control.id), \(contents.name(of: result))")
                ]),
                "artifactChanges": arena.array([
                    arena.object([
                        "artifactLocation": arena.object(["uri": text(paths.uri(manifest.source.path))]),
                        "replacements": arena.array(replacements),
                    ])
                ]),
            ])
        ])
    }
}
