/// All built-ins by the names that policies call them.
extension BuiltinTable {
    static let byName: [String: Builtin] = {
        var table: [String: Builtin] = [:]
        for family in families {
            for builtin in family { table[builtin.name] = builtin }
        }
        return table
    }()

    private static var families: [[Builtin]] {
        [
            comparison, arithmetic, numbers, bits, aggregates, strings, trimming, regex, semver, types, objects,
            documentPaths, documentTexts, arraysAndSets, traversals, encodings, hashes, tokens, tokenSigning, glob,
            networks, time, schemas, yaml,
            units, graphQL, templates, uuids, requestSigning, host, language, certificates,
        ]
    }

    /// Functions of the policy reference that reach out of the engine. The compiler refuses them by name.
    static let refused: Set<String> = [
        "http.send", "net.lookup_ip_addr", "opa.runtime", "internal.print", "internal.test_case",
    ]
}
