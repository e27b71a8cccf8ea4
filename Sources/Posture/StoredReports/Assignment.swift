import Documents

/// Writes a value at a path of a YAML text: over the old value, or as a new field or element.
struct Assignment {
    private let path: [DocumentPath.Step]
    private let value: FixValue
    private let document: Document

    init(_ document: Document, _ path: [DocumentPath.Step], _ value: FixValue) {
        self.document = document
        self.path = path
        self.value = value
    }

    func apply(to text: inout SourceText) throws(ManifestEditor.Refused) {
        let place = document.place(of: DocumentPath(path))
        guard let position = place.position else { throw ManifestEditor.Refused("the file has no positions") }
        let start = text.offset(of: position)
        let depth = place.path.steps.count
        guard let parent = document.root.node(at: place.path) else { throw ManifestEditor.Refused("the field is gone") }
        let inFlow = isInFlow(depth, text)
        if depth == path.count {
            try overwrite(parent, start, place, inFlow, &text)
        } else if parent.value.isNull {
            try fill(start, place, Array(path[depth...]), inFlow, &text)
        } else if text.bytes[safe: start] == UInt8(ascii: "{") || text.bytes[safe: start] == UInt8(ascii: "[") {
            try insertInFlow(parent, start, Array(path[depth...]), &text)
        } else if parent.value.isObject {
            try insertEntry(parent, Array(path[depth...]), &text)
        } else if parent.value.isArray {
            try insertElement(parent, start, Array(path[depth...]), &text)
        } else {
            throw ManifestEditor.Refused("\(place.path) is no object that could hold the field")
        }
    }

    /// Whether a collection around the node at `depth` is written with brackets or braces.
    private func isInFlow(_ depth: Int, _ text: SourceText) -> Bool {
        (0..<max(depth, 0)).contains { length in
            guard let position = document.place(of: DocumentPath(Array(path.prefix(length)))).position else {
                return false
            }
            let byte = text.bytes[safe: text.offset(of: position)]
            return byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
        }
    }

    private func overwrite(
        _ old: Node, _ start: Int, _ place: DocumentPlace, _ inFlow: Bool, _ text: inout SourceText
    ) throws(ManifestEditor.Refused) {
        if old.value.isNull, isWrittenAsNothing(start, text) {
            guard let key = place.keyPosition, let colon = text.afterColon(text.offset(of: key)) else {
                throw ManifestEditor.Refused("the value is left out where it cannot be written")
            }
            text.replace(colon..<colon, with: " \(value.text)")
            return
        }
        let isBlock =
            old.value.isCollection && text.bytes[safe: start] != UInt8(ascii: "{")
            && text.bytes[safe: start] != UInt8(ascii: "[")
        guard !isBlock, let end = text.valueEnd(start, inFlow: inFlow) else {
            throw ManifestEditor.Refused("the field holds something that a single value cannot replace")
        }
        text.replace(start..<end, with: value.text)
    }

    private func isWrittenAsNothing(_ start: Int, _ text: SourceText) -> Bool {
        guard let byte = text.bytes[safe: start] else { return true }
        return !(byte == UInt8(ascii: "~") || byte | 0x20 == UInt8(ascii: "n"))
    }

    /// A key without a value gets one.
    private func fill(
        _ start: Int, _ place: DocumentPlace, _ steps: [DocumentPath.Step], _ inFlow: Bool, _ text: inout SourceText
    ) throws(ManifestEditor.Refused) {
        if inFlow || !isWrittenAsNothing(start, text) {
            guard !isWrittenAsNothing(start, text), let end = text.valueEnd(start, inFlow: inFlow) else {
                throw ManifestEditor.Refused("the value is left out where it cannot be written")
            }
            text.replace(start..<end, with: Assignment.flow(steps, value))
            return
        }
        guard let key = place.keyPosition else {
            throw ManifestEditor.Refused("the value is left out where it cannot be written")
        }
        let indent = Int(key.column) - 1 + 2
        text.insert(lines: Assignment.block(steps, value, indent: indent), at: text.nextLine(text.offset(of: key)))
    }

    private func insertInFlow(
        _ parent: Node, _ start: Int, _ steps: [DocumentPath.Step], _ text: inout SourceText
    ) throws(ManifestEditor.Refused) {
        guard let end = text.flowEnd(start) else { throw ManifestEditor.Refused("a bracket is never closed") }
        let inner: String
        if parent.value.isArray {
            inner = Assignment.flow(Array(steps.dropFirst()), value)
        } else {
            guard case .key(let key)? = steps.first else {
                throw ManifestEditor.Refused("an element is wanted where there is an object")
            }
            inner = "\(FixValue.key(key)): \(Assignment.flow(Array(steps.dropFirst()), value))"
        }
        var place = end - 1
        if parent.value.count == 0 {
            text.replace((start + 1)..<place, with: inner)
            return
        }
        while place > start, [32, 9, 10, 13].contains(text.bytes[place - 1]) { place -= 1 }
        let comma = text.bytes[place - 1] == UInt8(ascii: ",") ? " " : ", "
        text.replace(place..<place, with: comma + inner)
    }

    /// A new last field of an object in block style.
    private func insertEntry(
        _ parent: Node, _ steps: [DocumentPath.Step], _ text: inout SourceText
    ) throws(ManifestEditor.Refused) {
        guard case .key? = steps.first else {
            throw ManifestEditor.Refused("an element is wanted where there is an object")
        }
        let last = withExtendedLifetime(parent.document) {
            (0..<parent.value.count).compactMap { index -> (key: SourcePosition, isList: Bool)? in
                parent.value.position(ofKey: index).map { ($0, parent.value.values[index].isArray) }
            }.max { $0.key < $1.key }
        }
        guard let last else { throw ManifestEditor.Refused("the object has no fields to stand beside") }
        let column = Int(last.key.column) - 1
        let end = text.blockEnd(text.offset(of: last.key), column: column, dashes: last.isList)
        text.insert(lines: Assignment.block(steps, value, indent: column), at: end)
    }

    /// A new last element of a list in block style.
    private func insertElement(
        _ parent: Node, _ start: Int, _ steps: [DocumentPath.Step], _ text: inout SourceText
    ) throws(ManifestEditor.Refused) {
        guard case .index? = steps.first else {
            throw ManifestEditor.Refused("a field is wanted where there is a list")
        }
        let column = start - text.lineStart(start)
        guard text.bytes[safe: start] == UInt8(ascii: "-"),
            let last = withExtendedLifetime(
                parent.document, { parent.value.position(ofSlot: parent.value.count - 1) })
        else { throw ManifestEditor.Refused("the list is laid out in a way that cannot be changed safely") }
        let end = text.blockEnd(text.offset(of: last), column: column, dashes: false)
        text.insert(lines: Assignment.block([.index(0)] + steps.dropFirst(), value, indent: column), at: end)
    }

    // MARK: Text

    /// The value below steps, over several lines.
    private static func block(_ steps: [DocumentPath.Step], _ value: FixValue, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        guard let step = steps.first else { return [space + value.text] }
        let rest = Array(steps.dropFirst())
        switch step {
        case .key(let key):
            let name = FixValue.key(key)
            return rest.isEmpty
                ? ["\(space)\(name): \(value.text)"] : ["\(space)\(name):"] + block(rest, value, indent: indent + 2)
        case .index:
            var lines = block(rest, value, indent: indent + 2)
            lines[0] = "\(space)- " + lines[0].dropFirst(indent + 2)
            return lines
        }
    }

    /// The value below steps, on one line.
    private static func flow(_ steps: [DocumentPath.Step], _ value: FixValue) -> String {
        guard let step = steps.first else { return value.text }
        let inner = flow(Array(steps.dropFirst()), value)
        switch step {
        case .key(let key): return "{\(FixValue.key(key)): \(inner)}"
        case .index: return "[\(inner)]"
        }
    }
}

extension Array {
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
