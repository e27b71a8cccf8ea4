import Documents

/// Brings the keys of commands to the spelling that they have in BSON messages of the original: lower-cased names of
/// its structures' fields. Keys inside `args` and `attributes` stay.
enum BSONSpelling {
    private static let tracking = [
        "jobID": "jobid", "parentAction": "parentid", "numSeq": "lastactionnumber", "timestamp": "timestamp",
    ]

    /// Commands in the spelling of BSON.
    static func commands(_ node: Node) -> Node {
        withExtendedLifetime(node.document) {
            Document.build { arena in
                object(node.value, arena) { key, value in
                    (key, arena.array(value.elements.map { command($0, arena) }))
                }
            }
        }.root
    }

    private static func command(_ command: Value, _ arena: Arena) -> Value {
        object(command, arena) { key, value in
            switch key {
            case "args": (key, arena.copy(value))
            case "jobTracking":
                ("jobtracking", object(value, arena) { (tracking[$0] ?? $0, arena.copy($1)) })
            case "designators": (key, arena.array(value.elements.map { designator($0, arena) }))
            default: (asciiLowercased(key), arena.copy(value))
            }
        }
    }

    private static func designator(_ value: Value, _ arena: Arena) -> Value {
        object(value, arena) { (asciiLowercased($0), arena.copy($1)) }
    }

    private static func object(
        _ value: Value, _ arena: Arena, _ entry: (String, Value) -> (String, Value)
    ) -> Value {
        arena.object(
            zip(value.keys, value.values).map { key, value in
                let (key, value) = entry(key.string, value)
                return (arena.string(key), value)
            })
    }
}
