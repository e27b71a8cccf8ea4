import Documents
import PolicyLibrary

/// What the verdicts of a rule depend on, beside the object.
enum CacheKey {
    private static let version = "1"

    /// A digest of it; nil for rules whose verdicts may change although neither rule nor object does.
    ///
    /// - Parameters:
    ///   - data: what the rule sees under `data`: its inputs and the mode.
    ///   - texts: the rule, its enumerator, and all modules that they may call.
    ///   - isLean: whether objects are compared without what changes by itself.
    static func digest(
        of texts: [String], data: Document, engine: String, isStrict: Bool, isLean: Bool
    ) -> ObjectDigest? {
        guard !texts.contains(where: { readsMore($0, isLean: isLean) }) else { return nil }
        var bytes: [UInt8] = []
        func add(_ text: String) {
            withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { bytes += $0 }
            bytes += text.utf8
        }
        for text in [version, engine, isStrict ? "strict" : "corrected", isLean ? "lean" : "whole"] { add(text) }
        for text in texts { add(text) }
        add(JSONWriter.compact.string(data.root))
        return ObjectDigest(hashing: bytes)
    }

    /// Names that a text may use to ask for more than the object: the time, chance, registries; and, where objects are
    /// compared without it, for what changes by itself. A name in a comment or a message costs speed only.
    private static func readsMore(_ text: String, isLean: Bool) -> Bool {
        var text = text
        let names = namesByFirstByte
        return text.withUTF8 { bytes in
            // One pass over texts that are read for every rule; few bytes begin one of the names.
            bytes.indices.contains { start in
                names[Int(bytes[start])].contains { name in
                    (isLean || name.isOutside) && bytes[start...].starts(with: name.bytes)
                }
            }
        }
    }

    private static let namesByFirstByte: [[(bytes: [UInt8], isOutside: Bool)]] = {
        let outside = [
            "time.", "rand.", "uuid.", "http.", "opa.runtime", "net.lookup", "cosign.", "image.", "io.jwt",
        ]
        let changing = ["status", "managedFields", "resourceVersion", "walk(", "json.marshal", "yaml.marshal"]
        var names: [[(bytes: [UInt8], isOutside: Bool)]] = Array(repeating: [], count: 256)
        for (texts, isOutside) in [(outside, true), (changing, false)] {
            for name in texts.map({ Array($0.utf8) }) { names[Int(name[0])].append((name, isOutside)) }
        }
        return names
    }()
}
