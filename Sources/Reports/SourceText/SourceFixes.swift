import Documents
import PostureScan

/// The changes of a manifest's text that carry out fixes, found by the positions of its nodes.
///
/// Only what is certain is proposed: a scalar on one line that reads as the present value, keys added to a mapping, a
/// field removed with its lines. What is not (anchors, values of one's own, block scalars to replace) is left out.
struct SourceFixes {
    private let text: SourceText
    private let document: Document
    /// The way from the top of the document to the object.
    private let base: DocumentPath
    private let isJSON: Bool

    /// - Parameters:
    ///   - text: the text that `document` was read from, with positions.
    ///   - base: the way to the object, empty unless it stands in a list.
    init?(_ text: SourceText, _ document: Document, base: DocumentPath = "", isJSON: Bool) {
        guard !text.hasAnchors else { return nil }
        self.text = text
        self.document = document
        self.base = base
        self.isJSON = isJSON
    }

    private func place(of field: DocumentPath) -> DocumentPlace {
        document.place(of: DocumentPath(base.steps + field.steps))
    }

    /// The changes for what a verdict asks of this manifest; empty when some part of it is not certain.
    func changes(_ steps: [Remedies.Step]) -> [SourceChange] {
        var changes: [SourceChange] = []
        var additions: [(ancestor: DocumentPath, tree: FieldTree)] = []
        for step in steps {
            let path = DocumentPath(step.field)
            switch step.action {
            case .set(let value):
                guard !value.hasPrefix("YOUR_") else { return [] }
                let place = place(of: path)
                if let node = place.node {
                    guard let change = replacement(of: node, at: place, value) else { return [] }
                    if !change.isVoid { changes.append(change.change) }
                    continue
                }
                let known = place.path.steps.count - base.steps.count
                guard known >= 0 else { return [] }
                if !additions.contains(where: { $0.ancestor == place.path }) {
                    additions.append((place.path, FieldTree()))
                }
                guard let index = additions.firstIndex(where: { $0.ancestor == place.path }),
                    additions[index].tree.add(path.steps[known...], value)
                else { return [] }
            case .remove:
                guard let change = removal(at: place(of: path)) else { return [] }
                if !changes.contains(change) { changes.append(change) }
            case .review, .run: continue
            }
        }
        for (ancestor, tree) in additions {
            guard let change = insertion(of: tree, at: ancestor) else { return [] }
            changes.append(change)
        }
        let ordered = changes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        let isApart = zip(ordered, ordered.dropFirst()).allSatisfy {
            ($0.endLine, $0.endColumn) <= ($1.line, $1.column)
        }
        return isApart ? ordered : []
    }

    // MARK: Replacing

    private func replacement(
        of node: Node, at place: DocumentPlace, _ value: String
    ) -> (change: SourceChange, isVoid: Bool)? {
        guard !node.value.isCollection, let position = place.position,
            let rest = text.rest(of: Int(position.line), from: Int(position.column)),
            let length = scalarLength(rest, is: node)
        else { return nil }
        let new = isJSON ? Scalar.json(value: value) : Scalar.yaml(value: value)
        let line = Int(position.line)
        let column = Int(position.column)
        return (
            SourceChange(line: line, column: column, endColumn: column + length, text: new),
            rest.prefix(length).elementsEqual(new.utf8)
        )
    }

    /// How many bytes the scalar at the start of `rest` takes; nil unless they read as the value of `node`.
    private func scalarLength(_ rest: ArraySlice<UInt8>, is node: Node) -> Int? {
        guard let first = rest.first else { return nil }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            var index = rest.startIndex + 1
            while index < rest.endIndex {
                if first == UInt8(ascii: "\""), rest[index] == UInt8(ascii: "\\") {
                    index += 2
                    continue
                }
                if rest[index] == first {
                    let isDoubled = first == UInt8(ascii: "'") && index + 1 < rest.endIndex && rest[index + 1] == first
                    if !isDoubled { break }
                    index += 1
                }
                index += 1
            }
            guard index < rest.endIndex else { return nil }
            let token = rest[...index]
            return reads(token, as: node) ? token.count : nil
        }
        var end = rest.endIndex
        for index in rest.indices.dropFirst() where rest[index] == UInt8(ascii: "#") {
            if " \t".utf8.contains(rest[index - 1]) {
                end = index
                break
            }
        }
        let whole = Self.trimmed(rest[..<end])
        if reads(whole, as: node) { return whole.count }
        let inFlow = Self.trimmed(whole.prefix { !",]}".utf8.contains($0) })
        return reads(inFlow, as: node) ? inFlow.count : nil
    }

    private func reads(_ token: ArraySlice<UInt8>, as node: Node) -> Bool {
        guard !token.isEmpty,
            let document = try? YAMLParser.parse(SourceBytes(Array(token)), name: "value", positions: false).first
        else { return false }
        return document.root == node
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes
        while let last = bytes.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { bytes.removeLast() }
        return bytes
    }

    // MARK: Adding

    private func insertion(of tree: FieldTree, at ancestor: DocumentPath) -> SourceChange? {
        let place = document.place(of: ancestor)
        guard let node = place.node, node.value.isObject, let position = place.position else { return nil }
        let line = Int(position.line)
        let column = Int(position.column)
        guard let rest = text.rest(of: line, from: column) else { return nil }
        let count = withExtendedLifetime(node.document) { node.value.count }
        if rest.first == UInt8(ascii: "{") {
            let isLineEnd = rest.dropFirst().allSatisfy { " \t".utf8.contains($0) }
            if count > 0, isLineEnd {
                // The entries have lines of their own, so the new ones get one, too.
                let first = withExtendedLifetime(node.document) {
                    (0..<count).compactMap { node.value.position(ofKey: $0) }.min()
                }
                guard let first else { return nil }
                let space = String(repeating: " ", count: Int(first.column) - 1)
                return SourceChange(
                    line: Int(first.line), column: Int(first.column),
                    text: tree.flow(isJSON: isJSON) + "," + text.lineBreak + space)
            }
            let end = count == 0 ? "" : ", "
            return SourceChange(line: line, column: column + 1, text: tree.flow(isJSON: isJSON) + end)
        }
        guard !isJSON, count > 0 else { return nil }
        let keys = withExtendedLifetime(node.document) {
            (0..<count).compactMap { slot -> (place: SourcePosition, key: String)? in
                guard let place = node.value.position(ofKey: slot), node.value.keys[slot].isString else { return nil }
                return (place, node.value.keys[slot].string)
            }
        }.sorted { $0.place < $1.place }
        guard keys.count == count, let first = keys.first, stands(first.key, at: first.place) else { return nil }
        let indent = Int(first.place.column) - 1
        let block = tree.block(indent: indent, lineBreak: text.lineBreak)
        let space = String(repeating: " ", count: indent)
        if keys.count > 1, keys[1].place.column == first.place.column, keys[1].place.line > first.place.line,
            stands(keys[1].key, at: keys[1].place)
        {
            // Before the second key, above the comments that belong to it.
            var line = Int(keys[1].place.line)
            while line - 1 > Int(first.place.line), isBlankOrComment(line - 1) { line -= 1 }
            return SourceChange(line: line, column: 1, text: space + block + text.lineBreak)
        }
        return SourceChange(
            line: Int(first.place.line), column: Int(first.place.column), text: block + text.lineBreak + space)
    }

    private func stands(_ key: String, at place: SourcePosition) -> Bool {
        guard let rest = text.rest(of: Int(place.line), from: Int(place.column)) else { return false }
        return rest.starts(with: key.utf8) || rest.starts(with: "\"\(key)\"".utf8) || rest.starts(with: "'\(key)'".utf8)
    }

    private func isBlankOrComment(_ line: Int) -> Bool {
        guard let text = text.line(line) else { return false }
        let content = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return content.isEmpty || content.first == UInt8(ascii: "#")
    }

    // MARK: Removing

    /// The lines of a field of a block mapping that stands on lines of its own and leaves others behind.
    private func removal(at place: DocumentPlace) -> SourceChange? {
        guard !isJSON, let node = place.node, let key = place.keyPosition, case .key(let name)? = place.path.steps.last,
            let parent = document.place(of: DocumentPath(place.path.steps.dropLast())).node,
            withExtendedLifetime(parent.document, { parent.value.isObject && parent.value.count > 1 }),
            stands(name, at: key)
        else { return nil }
        let indent = Int(key.column) - 1
        let line = Int(key.line)
        guard let own = text.line(line), own.prefix(indent).allSatisfy({ $0 == UInt8(ascii: " ") }) else { return nil }
        if let position = document.place(of: DocumentPath(place.path.steps.dropLast())).position,
            text.rest(of: Int(position.line), from: Int(position.column))?.first == UInt8(ascii: "{")
        {
            return nil
        }
        var end = line + 1
        var next = end
        while let text = text.line(next) {
            let content = text.drop { $0 == UInt8(ascii: " ") }
            let depth = text.count - content.count
            let isItem =
                node.value.isArray && depth == indent && content.first == UInt8(ascii: "-")
                && !content.starts(with: "---".utf8)
            if !content.isEmpty {
                guard depth > indent || isItem else { break }
                end = next + 1
            }
            next += 1
        }
        guard text.line(end) != nil else { return nil }
        return SourceChange(line: line, column: 1, endLine: end, endColumn: 1, text: "")
    }
}
