import Documents

/// Short objects of texts as JSON and YAML.
enum StructuredText {
    static func json(_ entries: [(key: String, value: String)]) -> String {
        JSONWriter.pretty.string(document(entries).root) + "\n"
    }

    static func yaml(_ entries: [(key: String, value: String)]) -> String {
        YAMLWriter().string(document(entries).root)
    }

    private static func document(_ entries: [(key: String, value: String)]) -> Document {
        Document.build { arena in arena.object(entries.map { (arena.string($0.key), arena.string($0.value)) }) }
    }
}
