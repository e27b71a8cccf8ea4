public import Documents

extension AttackTrack {
    /// The attack tracks of a document: one, or a list.
    /// - Throws: which field is wrong and why.
    public static func list(_ node: Node) throws(FieldError) -> [AttackTrack] {
        guard node.value.isArray else { return [try AttackTrack(FieldReader(node, "", isLenient: true))] }
        var tracks: [AttackTrack] = []
        for (index, element) in node.elements.enumerated() {
            tracks.append(try AttackTrack(FieldReader(element, "[\(index)]", isLenient: true)))
        }
        return tracks
    }

    private init(_ fields: FieldReader) throws(FieldError) {
        guard try fields.text("kind") == "AttackTrack" else {
            throw FieldError(fields.child("kind"), "must be AttackTrack")
        }
        name = try fields.reader("metadata")?.text("name") ?? ""
        if name.isEmpty { throw FieldError(fields.child("metadata.name"), "is missing") }
        guard let spec = try fields.reader("spec") else { throw FieldError(fields.child("spec"), "is missing") }
        guard let data = try spec.reader("data") else { throw FieldError(spec.child("data"), "is missing") }
        version = spec.value("version").flatMap(Record.text) ?? ""
        description = try spec.text("description")
        var seen: Set<String> = []
        root = try Step(data, &seen)
    }
}

extension AttackTrack.Step {
    /// - Parameter seen: names of steps so far, as controls refer to a step by its name.
    fileprivate init(_ fields: FieldReader, _ seen: inout Set<String>) throws(FieldError) {
        name = try fields.text("name")
        if name.isEmpty { throw FieldError(fields.child("name"), "is missing") }
        guard seen.insert(name).inserted else {
            throw FieldError(fields.child("name"), "is \"\(name)\", as that of another step of the track")
        }
        description = try fields.text("description")
        checksVulnerabilities = try fields.boolean("checksVulnerabilities") ?? false
        subSteps = []
        for step in try fields.readers("subSteps") { subSteps.append(try AttackTrack.Step(step, &seen)) }
    }
}
