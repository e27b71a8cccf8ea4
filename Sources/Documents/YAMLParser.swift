/// Reads YAML into trees, the way Kubernetes tools do (`sigs.k8s.io/yaml`).
///
/// - Plain scalars are resolved as YAML 1.1 has it where go-yaml does: `yes`, `no`, `on`, `off`, `y` and `n` are
///   booleans, `0777` and `0o777` octal, `0x1F` hexadecimal. Timestamps stay strings. So do `.inf` and `.nan`, which JSON
///   cannot hold. Quoted and block scalars are strings.
/// - Numbers keep their digits; spellings that JSON lacks are brought to its notation (`+1_000` is `1000`, `.5` is `0.5`).
/// - Keys become strings: `1: a` has the key `"1"`, `yes: a` the key `"true"`, an empty key is `"null"`.
/// - `<<` merges mappings; keys of the mapping itself win. Of equal keys the last one stays.
/// - An alias shares the cells of what it names. Its own place is known; the places below it are those of the anchor.
/// - Documents without any content (comments alone, `---` twice) are left out; a written `null` is a document.
/// - A tab before a comment or a line end, which libyaml refuses between tokens, is accepted.
/// - UTF-8 with or without byte order mark, and UTF-16 with one. Columns count bytes of UTF-8.
public enum YAMLParser {
    /// All documents of `source`.
    /// - Parameters:
    ///   - name: what errors call the text, usually its path.
    ///   - positions: whether every node remembers its line and column.
    ///
    /// The documents share one arena, so memory is freed when the last of them goes.
    public static func parse(
        _ source: SourceBytes, name: String, budget: DocumentBudget = .manifest, positions: Bool = true
    ) throws(DocumentError) -> [Document] {
        let (documents, error) = parseLeniently(source, name: name, budget: budget, positions: positions)
        if let error { throw error }
        return documents
    }

    /// The documents that are complete before the first error, and the error.
    public static func parseLeniently(
        _ source: SourceBytes, name: String, budget: DocumentBudget = .manifest, positions: Bool = true
    ) -> (documents: [Document], error: DocumentError?) {
        let arena = Arena(sizedFor: source.count)
        let (roots, error) = withExtendedLifetime(source) {
            read(source.bytes, name: name, budget: budget, arena: arena, positions: positions)
        }
        return (roots.map { Document(root: $0.value, position: $0.position, arena: arena) }, error)
    }

    /// The values of all documents of a text, made in an arena of the caller, without positions. Nothing points to
    /// `bytes` afterwards. A text without content has none.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, name: String, into arena: Arena, budget: DocumentBudget = .data
    ) throws(DocumentError) -> [Value] {
        let (roots, error) = read(bytes, name: name, budget: budget, arena: arena, positions: false)
        if let error { throw error }
        return roots.map(\.value)
    }

    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, name: String, budget: DocumentBudget, arena: Arena, positions: Bool
    ) -> (roots: [YAMLReader.Root], error: DocumentError?) {
        if bytes.count > budget.maxBytes {
            return ([], DocumentError.tooLarge(source: name, bytes: bytes.count, limit: budget.maxBytes))
        }
        if let text = YAMLEncoding.utf8(fromUTF16: bytes) {
            return text.withUnsafeBufferPointer {
                readUTF8($0, name: name, budget: budget, arena: arena, positions: positions)
            }
        }
        return readUTF8(bytes, name: name, budget: budget, arena: arena, positions: positions)
    }

    private static func readUTF8(
        _ bytes: UnsafeBufferPointer<UInt8>, name: String, budget: DocumentBudget, arena: Arena, positions: Bool
    ) -> (roots: [YAMLReader.Root], error: DocumentError?) {
        func attempt(_ bytes: UnsafeBufferPointer<UInt8>) -> YAMLReader.Outcome {
            var reader = YAMLReader(bytes, name: name, budget: budget, arena: arena, positions: positions)
            return reader.readAll()
        }
        let mark = arena.mark
        if let root = readJSON(bytes, name: name, budget: budget, arena: arena, positions: positions) {
            return ([root], nil)
        }
        arena.reset(to: mark)
        var outcome = attempt(bytes)
        var repaired: [UInt8]?
        // One scan finds all tabs but those behind a scalar that it could not read; each further round gets past one.
        for _ in 0..<YAMLTabs.rounds where outcome.stopsAtTab {
            let text = repaired ?? Array(bytes)
            guard let better = YAMLTabs.repair(text) else { break }
            repaired = better
            arena.reset(to: mark)
            outcome = better.withUnsafeBufferPointer { attempt($0) }
        }
        return (outcome.roots, outcome.error)
    }

    /// The root of a text that is JSON, which most YAML in braces is: an order of magnitude faster than libyaml. Texts
    /// that are not go the long way.
    private static func readJSON(
        _ bytes: UnsafeBufferPointer<UInt8>, name: String, budget: DocumentBudget, arena: Arena, positions: Bool
    ) -> YAMLReader.Root? {
        let first = bytes.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
        do throws(DocumentError) {
            var reader = try JSONReader(
                bytes, name: name, budget: budget, arena: arena, copying: true, positions: positions)
            let (value, position) = try reader.readDocument()
            return YAMLReader.Root(value: value, position: position)
        } catch {
            // libyaml's reader says what is wrong with the text as YAML.
            return nil
        }
    }
}
