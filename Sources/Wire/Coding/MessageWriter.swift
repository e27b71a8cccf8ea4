public import Documents

/// Writes one JSON message, keys in the order of the calls, on one line.
public struct MessageWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty message.
    public init() {}

    /// The JSON text of an object whose fields `body` writes.
    public static func object(_ body: (inout MessageWriter) -> Void) -> [UInt8] {
        var writer = MessageWriter()
        writer.object(body)
        return writer.bytes
    }

    /// An object as the next value.
    public mutating func object(_ body: (inout MessageWriter) -> Void) { nest("{", "}", body) }

    /// An array as the next value.
    public mutating func array<Element>(
        _ elements: some Sequence<Element>, _ each: (inout MessageWriter, Element) -> Void
    ) {
        nest("[", "]") { writer in for element in elements { each(&writer, element) } }
    }

    /// The key of the next value.
    public mutating func key(_ key: String) {
        separate()
        JSONWriter.write(key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A string as the next value.
    public mutating func value(_ text: String) {
        separate()
        JSONWriter.write(text, to: &bytes)
        needsComma = true
    }

    /// An integer as the next value.
    public mutating func value(_ integer: Int) { raw("\(integer)".utf8) }

    /// A boolean as the next value.
    public mutating func value(_ boolean: Bool) { raw((boolean ? "true" : "false").utf8) }

    /// A tree as the next value.
    public mutating func value(_ node: Node) {
        separate()
        withExtendedLifetime(node.document) { JSONWriter.compact.write(node.value, to: &bytes) }
        needsComma = true
    }

    /// JSON text as the next value. Not checked.
    public mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// Null as the next value.
    public mutating func null() { raw("null".utf8) }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func nest(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout MessageWriter) -> Void) {
        separate()
        bytes.append(UInt8(ascii: open))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        needsComma = true
    }
}

// MARK: Fields

extension MessageWriter {
    /// A field.
    public mutating func field(_ key: String, _ text: String) {
        self.key(key)
        value(text)
    }

    /// A field that is left out when it is empty.
    public mutating func field(unlessEmpty key: String, _ text: String?) {
        if let text, !text.isEmpty { field(key, text) }
    }

    /// A field.
    public mutating func field(_ key: String, _ integer: Int) {
        self.key(key)
        value(integer)
    }

    /// A field.
    public mutating func field(_ key: String, _ boolean: Bool) {
        self.key(key)
        value(boolean)
    }

    /// A field that is left out when there is none.
    public mutating func field(ifSet key: String, _ boolean: Bool?) {
        if let boolean { field(key, boolean) }
    }

    /// A field.
    public mutating func field(_ key: String, _ node: Node) {
        self.key(key)
        value(node)
    }

    /// A field with an object.
    public mutating func field(_ key: String, object body: (inout MessageWriter) -> Void) {
        self.key(key)
        object(body)
    }

    /// A field with an array of strings.
    public mutating func field(_ key: String, _ strings: [String]) {
        self.key(key)
        array(strings) { $0.value($1) }
    }

    /// A field with an array of strings that is left out when there are none.
    public mutating func field(unlessEmpty key: String, _ strings: [String]) {
        if !strings.isEmpty { field(key, strings) }
    }

    /// A field with a map of strings, sorted by key.
    public mutating func field(_ key: String, _ map: [String: String]) {
        self.key(key)
        object { writer in
            for (key, value) in map.sorted(by: { $0.key < $1.key }) { writer.field(key, value) }
        }
    }

    /// A field with a map of strings that is left out when there are none.
    public mutating func field(unlessEmpty key: String, _ map: [String: String]) {
        if !map.isEmpty { field(key, map) }
    }

    /// Fields that this version does not know.
    public mutating func fields(_ extras: [ExtraField]) {
        for extra in extras { field(extra.key, extra.value) }
    }
}
