import Documents

/// JSON inside tokens and keys.
enum TokenJSON {
    /// The value of a text.
    /// - Throws: the sentence of Go's `encoding/json` about text that is none.
    static func value(_ text: UnsafeBufferPointer<UInt8>, _ arena: Arena) throws(BuiltinError) -> Value {
        if let message = JSONSyntax.error(in: text, .stream) { throw .failure(message) }
        do {
            return try JSONParser.parse(text, name: "token", into: arena, copyingStrings: true)
        } catch  where error.reason == .encoding {
            return try repaired(text, arena)
        } catch {
            throw .failure(error.what)
        }
    }

    /// The object of a text.
    static func object(_ text: [UInt8], _ arena: Arena) throws(BuiltinError) -> Value {
        let parsed: Value
        do {
            parsed = try text.withUnsafeBufferPointer { buffer throws(BuiltinError) in try value(buffer, arena) }
        } catch {
            throw .failure("invalid JSON: \(error.message)")
        }
        guard parsed.isObject else { throw .failure("decoded JSON type was not an Object") }
        return parsed
    }

    /// Bytes that are not UTF-8 become U+FFFD, as in Go.
    private static func repaired(_ text: UnsafeBufferPointer<UInt8>, _ arena: Arena) throws(BuiltinError) -> Value {
        let repaired = Array(String(decoding: text, as: UTF8.self).utf8)
        do throws(DocumentError) {
            return try repaired.withUnsafeBufferPointer { buffer throws(DocumentError) in
                try JSONParser.parse(buffer, name: "token", into: arena, copyingStrings: true)
            }
        } catch {
            throw .failure(error.what)
        }
    }
}

extension Value {
    /// The value under a key of an object.
    func member(_ name: StaticString) -> Value {
        name.withUTF8Buffer { member($0) }
    }

    /// Whether this is a string of just these bytes.
    func isText(_ bytes: some Sequence<UInt8>) -> Bool { isString && utf8.elementsEqual(bytes) }
}

extension BuiltinError {
    /// The sentence without the position of an argument.
    var message: String {
        switch self {
        case .operand(let index, let words): "operand \(index) \(words)"
        case .failure(let words), .budget(let words): words
        }
    }
}
