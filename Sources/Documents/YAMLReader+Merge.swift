extension YAMLReader {
    /// Replaces the `<<` entries of a mapping on the builder's stack by the entries of what they name.
    ///
    /// Merged entries go before the mapping's own, so that the rule "the last of equal keys stays" lets its own win. Of
    /// several mappings in a list the first wins, so the list is gone through backwards (yaml.org/type/merge.html).
    /// The work is bounded by the alias budget: every entry that comes through an alias was counted there.
    mutating func merge(_ frame: Frame) throws(DocumentError) {
        var merged: [(Value, SourcePosition)] = []
        var own: [(Value, SourcePosition)] = []
        let nowhere = SourcePosition(line: 0, column: 0)
        func entries(of object: Value) {
            for (index, key) in object.keys.enumerated() {
                merged.append((key, object.position(ofKey: index) ?? nowhere))
                merged.append((object.values[index], object.position(ofSlot: index) ?? nowhere))
            }
        }
        for index in stride(from: frame.start, to: builder.count, by: 2) {
            let (key, value) = (builder.values[index], builder.values[index + 1])
            let keyPosition = builder.keepsPositions ? builder.positions[index] : nowhere
            if key.isDefined {
                own.append((key, keyPosition))
                own.append((value, builder.keepsPositions ? builder.positions[index + 1] : nowhere))
            } else if value.isObject {
                entries(of: value)
            } else if value.isArray && value.elements.allSatisfy(\.isObject) {
                for object in value.elements.reversed() { entries(of: object) }
            } else {
                throw error(
                    "a merge key << has neither a mapping nor a list of mappings",
                    "Give it an alias of a mapping, or put << in quotes to use it as a key",
                    at: builder.keepsPositions ? keyPosition : frame.position)
            }
        }
        builder.drop(to: frame.start)
        for (value, position) in merged { builder.push(value, at: position) }
        for (value, position) in own { builder.push(value, at: position) }
    }
}
