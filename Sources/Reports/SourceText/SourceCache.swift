import Documents

/// The file that was needed last, as text and as objects: results come file by file.
struct SourceCache {
    private let budget: DocumentBudget
    private var path: String?
    private var source: SourceText?
    private var documents: [Document]?

    init(budget: DocumentBudget) { self.budget = budget }

    mutating func text(of path: String) -> SourceText? {
        if path != self.path {
            source = SourceText(path: path, budget: budget)
            documents = nil
            self.path = path
        }
        return source
    }

    /// What can be changed about the object that begins at a position of a file; nil when the file is not what it was.
    mutating func fixes(at position: SourcePosition, of path: String, isJSON: Bool) -> SourceFixes? {
        guard let text = text(of: path) else { return nil }
        if documents == nil { documents = parsed(text, isJSON: isJSON) }
        for document in documents ?? [] {
            if document.rootPosition == position { return SourceFixes(text, document, isJSON: isJSON) }
            if let base = item(at: position, of: document) {
                return SourceFixes(text, document, base: base, isJSON: isJSON)
            }
        }
        return nil
    }

    private func parsed(_ text: SourceText, isJSON: Bool) -> [Document] {
        let source = SourceBytes(text.bytes)
        if isJSON {
            return (try? JSONParser.parseStream(source, name: text.path, budget: budget, positions: true)) ?? []
        }
        return YAMLParser.parseLeniently(source, name: text.path, budget: budget).documents
    }

    /// The element of an array, or of the items of a list, that begins at a position.
    private func item(at position: SourcePosition, of document: Document) -> DocumentPath? {
        for base in [DocumentPath(""), DocumentPath("items")] {
            guard let list = document.place(of: base).node else { continue }
            let slot = withExtendedLifetime(document) {
                list.value.isArray
                    ? (0..<list.value.count).first { list.value.position(ofSlot: $0) == position } : nil
            }
            if let slot { return DocumentPath(base.steps + [.index(slot)]) }
        }
        return nil
    }
}
