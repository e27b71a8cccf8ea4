import Documents

/// Takes a field or an element out of a YAML text.
struct Removal {
    private let path: [DocumentPath.Step]
    private let document: Document

    init(_ document: Document, _ path: [DocumentPath.Step]) {
        self.document = document
        self.path = path
    }

    func apply(to text: inout SourceText) throws(ManifestEditor.Refused) {
        let place = document.place(of: DocumentPath(path))
        guard !path.isEmpty, place.node != nil, let valuePosition = place.position else {
            throw ManifestEditor.Refused("the field is not there")
        }
        let above = document.place(of: DocumentPath(Array(path.dropLast())))
        guard let parent = above.node, let parentPosition = above.position else {
            throw ManifestEditor.Refused("the field is not there")
        }
        let parentStart = text.offset(of: parentPosition)
        let isFlow = [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(text.bytes[safe: parentStart] ?? 0)
        let own = text.offset(of: (parent.value.isObject ? place.keyPosition : nil) ?? valuePosition)
        if isFlow {
            try removeInFlow(parent, parentStart, own, text.offset(of: valuePosition), &text)
        } else if parent.value.count == 1 {
            try empty(parent, above, own, place, &text)
        } else {
            removeLines(parent, parentStart, own, isList: place.node?.value.isArray ?? false, &text)
        }
    }

    /// The starts of all fields or elements of the parent, in order.
    private func starts(_ parent: Node, _ text: SourceText) -> [Int] {
        withExtendedLifetime(parent.document) {
            (0..<parent.value.count).compactMap { index in
                parent.value.isObject ? parent.value.position(ofKey: index) : parent.value.position(ofSlot: index)
            }.sorted().map(text.offset)
        }
    }

    private func removeInFlow(
        _ parent: Node, _ parentStart: Int, _ own: Int, _ value: Int, _ text: inout SourceText
    ) throws(ManifestEditor.Refused) {
        let starts = starts(parent, text)
        if let next = starts.first(where: { $0 > own }) {
            text.replace(own..<next, with: "")
            return
        }
        guard let end = text.valueEnd(value, inFlow: true) else {
            throw ManifestEditor.Refused("the value is laid out in a way that cannot be changed safely")
        }
        var start = own
        if starts.contains(where: { $0 < own }) {
            while start > parentStart, text.bytes[start - 1] != UInt8(ascii: ",") { start -= 1 }
            start -= 1
        }
        guard start > parentStart else { throw ManifestEditor.Refused("the value is not where it should be") }
        text.replace(start..<end, with: "")
    }

    /// The only field or element goes, and its parent stays as `{}` or `[]`.
    private func empty(
        _ parent: Node, _ above: DocumentPlace, _ own: Int, _ place: DocumentPlace, _ text: inout SourceText
    ) throws(ManifestEditor.Refused) {
        guard let key = above.keyPosition, let colon = text.afterColon(text.offset(of: key)),
            text.lineStart(own) > text.offset(of: key)
        else { throw ManifestEditor.Refused("it is the only field of its object") }
        let line = text.lineStart(own)
        let dash = parent.value.isArray ? dashColumn(own, text) : nil
        let column = dash ?? (own - line)
        let end = text.blockEnd(own, column: column, dashes: place.node?.value.isArray ?? false && dash == nil)
        text.replace(line..<end, with: "")
        text.replace(colon..<colon, with: parent.value.isArray ? " []" : " {}")
    }

    private func removeLines(
        _ parent: Node, _ parentStart: Int, _ own: Int, isList: Bool, _ text: inout SourceText
    ) {
        let line = text.lineStart(own)
        if parent.value.isArray {
            let column = dashColumn(own, text) ?? own - line
            let end = text.blockEnd(own, column: column, dashes: false)
            text.replace(line..<end, with: "")
            return
        }
        let end = text.blockEnd(own, column: own - line, dashes: isList)
        let isFirstOfElement = text.bytes[line..<own].contains { $0 != UInt8(ascii: " ") }
        if isFirstOfElement, let next = starts(parent, text).first(where: { $0 > own }) {
            // The dash before it now belongs to the field that follows.
            text.replace(own..<next, with: "")
        } else {
            text.replace(line..<end, with: "")
        }
    }

    /// The column of the dash before an element, when it stands on the same line.
    private func dashColumn(_ own: Int, _ text: SourceText) -> Int? {
        let line = text.lineStart(own)
        var place = own
        while place > line {
            place -= 1
            if text.bytes[place] == UInt8(ascii: "-") { return place - line }
            if text.bytes[place] != UInt8(ascii: " ") { return nil }
        }
        return nil
    }
}
