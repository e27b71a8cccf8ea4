/// Reads JSON (RFC 8259, strictly) into trees.
///
/// One pass without recursion. Strings without escapes and long numbers are not copied but point into the text.
/// A leading byte order mark is ignored; of equal keys in one object the last one stays; half of a surrogate pair
/// becomes U+FFFD, as in Go.
public enum JSONParser {
    /// The document that `source` holds. The document keeps `source` alive.
    /// - Parameters:
    ///   - name: what errors call the text, usually its path.
    ///   - positions: whether every node remembers its line and column; costs eight bytes a node and key.
    public static func parse(
        _ source: SourceBytes, name: String, budget: DocumentBudget = .manifest, positions: Bool = false
    ) throws(DocumentError) -> Document {
        let arena = Arena(sizedFor: source.count)
        arena.retain(source)
        var reader = try JSONReader(
            source.bytes, name: name, budget: budget, arena: arena, copying: false, positions: positions)
        let (root, position) = try reader.readDocument()
        return Document(root: root, position: position, arena: arena)
    }

    /// The value that `bytes` hold, made in an arena of the caller.
    /// - Parameter copyingStrings: false when `bytes` outlive the arena, so that strings may point to them.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, name: String, into arena: Arena, budget: DocumentBudget = .data,
        copyingStrings: Bool
    ) throws(DocumentError) -> Value {
        var reader = try JSONReader(
            bytes, name: name, budget: budget, arena: arena, copying: copyingStrings, positions: false)
        return try reader.readDocument().0
    }

    /// All values of a text that holds any number of them, one after the other (JSON lines, `kubectl` watches).
    /// The documents share one arena, so memory is freed when the last of them goes.
    public static func parseStream(
        _ source: SourceBytes, name: String, budget: DocumentBudget = .manifest, positions: Bool = false
    ) throws(DocumentError) -> [Document] {
        let arena = Arena(sizedFor: source.count)
        arena.retain(source)
        var reader = try JSONReader(
            source.bytes, name: name, budget: budget, arena: arena, copying: false, positions: positions)
        var roots: [(Value, SourcePosition)] = []
        while let root = try reader.readNext() { roots.append(root) }
        return roots.map { Document(root: $0.0, position: $0.1, arena: arena) }
    }
}

extension Arena {
    /// An arena whose first block suits a text of so many bytes.
    convenience init(sizedFor textBytes: Int) {
        self.init(firstBlock: min(max(textBytes, 1 << 10), 1 << 20))
    }
}
