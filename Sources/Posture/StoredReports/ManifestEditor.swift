import Documents

/// Changes single fields of a YAML text by their positions, leaving comments, order and layout alone.
///
/// After every change the text is read again and compared with what the change should have made of it. Where the layout
/// is one that it does not understand, the text stays as it was and the change is refused.
struct ManifestEditor {
    private(set) var text: SourceText
    private let name: String

    /// Where an object stands in a file.
    struct Target: Hashable {
        let document: Int
        /// The way from the top of the document to the object.
        let path: DocumentPath
    }

    enum Edit: Hashable {
        case assign(FixValue)
        case remove
    }

    /// Why a change was refused.
    struct Refused: Error, Hashable {
        let why: String
        init(_ why: String) { self.why = why }
    }

    init(_ bytes: [UInt8], name: String) {
        text = SourceText(bytes: bytes)
        self.name = name
    }

    func documents() throws(DocumentError) -> [Document] {
        try YAMLParser.parse(SourceBytes(text.bytes), name: name)
    }

    /// Makes one change.
    mutating func apply(_ edit: Edit, at steps: [DocumentPath.Step], of target: Target) throws(Refused) {
        let before: [Document]
        do throws(DocumentError) {
            before = try documents()
        } catch {
            throw Refused("the file cannot be read: \(error)")
        }
        guard before.indices.contains(target.document) else { throw Refused("the document is gone") }
        let path = target.path.steps + steps
        let document = before[target.document]
        var changed = text
        switch edit {
        case .assign(let value): try Assignment(document, path, value).apply(to: &changed)
        case .remove: try Removal(document, path).apply(to: &changed)
        }
        let after: [Document]
        do throws(DocumentError) {
            after = try YAMLParser.parse(SourceBytes(changed.bytes), name: name)
        } catch {
            throw Refused("the text there is laid out in a way that cannot be changed safely")
        }
        guard after.count == before.count else {
            throw Refused("the text there is laid out in a way that cannot be changed safely")
        }
        for index in before.indices {
            let arena = Arena(firstBlock: 4096)
            let isGood = withExtendedLifetime((before, after, arena)) {
                let wanted =
                    index == target.document
                    ? ExpectedTree(arena: arena).changed(before[index].rootValue, path[...], edit)
                    : before[index].rootValue
                return Value.equal(wanted, after[index].rootValue)
            }
            guard isGood else {
                throw Refused("the text there is laid out in a way that cannot be changed safely")
            }
        }
        text = changed
    }
}

/// What a change should make of a tree.
private struct ExpectedTree {
    let arena: Arena

    func changed(_ value: Value, _ path: ArraySlice<DocumentPath.Step>, _ edit: ManifestEditor.Edit) -> Value {
        guard let step = path.first else {
            guard case .assign(let fix) = edit else { return value }
            return parsed(fix)
        }
        let rest = path.dropFirst()
        let isLast = rest.isEmpty
        switch step {
        case .key(let key):
            var entries = value.isObject ? zip(value.keys, value.values).map { (key: $0, value: $1) } : []
            let place = entries.firstIndex { $0.key.isString && $0.key.string == key }
            if isLast, edit == .remove {
                if let place { entries.remove(at: place) }
            } else if let place {
                entries[place].value = changed(entries[place].value, rest, edit)
            } else {
                entries.append((arena.string(key), changed(.undefined, rest, edit)))
            }
            return arena.object(entries)
        case .index(let index):
            var elements = value.isArray ? Array(value.elements) : []
            if isLast, edit == .remove {
                if elements.indices.contains(index) { elements.remove(at: index) }
            } else if elements.indices.contains(index) {
                elements[index] = changed(elements[index], rest, edit)
            } else {
                elements.append(changed(.undefined, rest, edit))
            }
            return arena.array(elements)
        }
    }

    private func parsed(_ fix: FixValue) -> Value {
        let bytes = Array(fix.text.utf8)
        return bytes.withUnsafeBufferPointer { (try? YAMLParser.parse($0, name: "value", into: arena).first) ?? .null }
    }
}
