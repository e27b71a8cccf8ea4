import Documents

/// What a LIST asks for.
struct ListQuestion: Sendable {
    var namespace: String?
    var limit: Int?
    var token: ContinueToken?
    private var labels: [SelectorTerm] = []
    private var fields: [SelectorTerm] = []

    var hasSelector: Bool { !labels.isEmpty || !fields.isEmpty || namespace != nil }

    init(_ query: RequestQuery, namespace: String?) throws(ListRefusal) {
        self.namespace = namespace
        if let text = query["limit"], let number = Int(text), number > 0 { limit = number }
        if let text = query["continue"] {
            guard let token = ContinueToken(text) else { throw .malformed("continue key is not valid: \"\(text)\"") }
            self.token = token
        }
        if let text = query["labelSelector"] { labels = try SelectorTerm.parse(text) }
        if let text = query["fieldSelector"] {
            fields = try SelectorTerm.parse(text)
            let known = ["metadata.name", "metadata.namespace", "spec.nodeName", "status.phase", "type"]
            for field in fields where !known.contains(field.key) {
                throw .malformed("field label not supported: \(field.key)")
            }
        }
    }

    func selects(_ object: StoredObject) -> Bool {
        (namespace == nil || namespace == object.namespace)
            && labels.allSatisfy { $0.holds(for: object.labels[$0.key]) }
            && fields.allSatisfy { $0.holds(for: object.fields[$0.key]) }
    }
}

/// One requirement of a label or field selector.
struct SelectorTerm: Sendable, Hashable {
    let key: String
    private let operation: Operation

    private enum Operation: Hashable {
        case oneOf([String])
        case noneOf([String])
        case exists
        case missing
    }

    func holds(for value: String?) -> Bool {
        switch operation {
        case .oneOf(let values): value.map(values.contains) ?? false
        case .noneOf(let values): value.map { !values.contains($0) } ?? true
        case .exists: value != nil
        case .missing: value == nil
        }
    }

    /// `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
    static func parse(_ text: String) throws(ListRefusal) -> [SelectorTerm] {
        var parts: [String] = []
        var depth = 0
        var part = ""
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        parts.append(part)
        var terms: [SelectorTerm] = []
        for part in parts { terms.append(try term(trimmed(part))) }
        return terms
    }

    private static func term(_ text: String) throws(ListRefusal) -> SelectorTerm {
        guard !text.isEmpty else { throw .malformed("unable to parse requirement: an empty one") }
        for (mark, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = text.firstRange(of: mark) else { continue }
            let values = [trimmed(String(text[range.upperBound...]))]
            return SelectorTerm(
                key: trimmed(String(text[..<range.lowerBound])), operation: isEqual ? .oneOf(values) : .noneOf(values))
        }
        if let open = text.firstIndex(of: "("), text.last == ")" {
            let words = text[..<open].split(separator: " ")
            let values = text[text.index(after: open)...].dropLast().split(separator: ",").map { trimmed(String($0)) }
            guard words.count == 2, words[1] == "in" || words[1] == "notin" else {
                throw .malformed("unable to parse requirement: \"\(text)\"")
            }
            return SelectorTerm(key: String(words[0]), operation: words[1] == "in" ? .oneOf(values) : .noneOf(values))
        }
        guard !text.contains(" ") else { throw .malformed("unable to parse requirement: \"\(text)\"") }
        if text.first == "!" { return SelectorTerm(key: String(text.dropFirst()), operation: .missing) }
        return SelectorTerm(key: text, operation: .exists)
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

/// Where a list goes on, opaque to clients.
struct ContinueToken: Sendable, Hashable {
    let revision: Int
    let key: String

    init(revision: Int, key: String) {
        self.revision = revision
        self.key = key
    }

    init?(_ text: String) {
        guard let bytes = Base64.decode(text) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let revision = Int(parts[0]) else { return nil }
        self.revision = revision
        key = String(parts[1])
    }

    var text: String { Base64.encode(Array("\(revision) \(key)".utf8)) }
}

/// A part of a list.
struct ListAnswer: Sendable {
    /// Each gives the JSON text of an object when it is called.
    var items: [@Sendable () -> [UInt8]]
    var revision: Int
    var token: ContinueToken?
    var remaining: Int?
}

/// Why there is no list.
enum ListRefusal: Error, Hashable {
    case malformed(String)
    case expired(fresh: ContinueToken)
}
