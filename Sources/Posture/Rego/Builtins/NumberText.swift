import Documents

/// Numbers in the text that policies hand to `to_number`, as Go's `strconv.ParseFloat` accepts them.
enum NumberText {
    /// The number that a string spells. Its text is kept where JSON allows it, otherwise respelled.
    static func read(_ value: Value, in context: BuiltinContext) throws(BuiltinError) -> Value {
        let text = value.utf8
        if isNonFinite(text) { throw .type(1, value, "valid number string") }
        guard let spelled = respelled(text) else { throw failure(text, "invalid syntax") }
        let mayBeTooLarge = spelled.count > 300 || spelled.contains { $0 | 0x20 == UInt8(ascii: "e") }
        if mayBeTooLarge, Double(String(decoding: spelled, as: UTF8.self))?.isFinite != true {
            throw failure(text, "value out of range")
        }
        return context.arena.number(text: spelled)
    }

    private static func failure(_ text: ByteText, _ reason: String) -> BuiltinError {
        var quoted: [UInt8] = []
        GoQuote.append(text, to: &quoted)
        let spelling = String(decoding: quoted, as: UTF8.self)
        return .failure("strconv.ParseFloat: parsing \(spelling): \(reason)")
    }

    private static func isNonFinite(_ text: ByteText) -> Bool {
        let signs = text.prefix { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }.count
        guard [3, 8].contains(text.count - signs) else { return false }
        let word = text.dropFirst(signs).map { $0 | 0x20 }
        return [Array("inf".utf8), Array("infinity".utf8), Array("nan".utf8)].contains(word)
    }

    /// The text in JSON's notation; nil when it is no decimal number.
    static func respelled(_ text: ByteText) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 2)
        var index = 0
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            if text[index] == UInt8(ascii: "-") { result.append(text[index]) }
            index += 1
        }
        let whole = digits(text, &index)
        var fraction: Range<Int> = index..<index
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            fraction = digits(text, &index)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let significant = text[whole].drop { $0 == UInt8(ascii: "0") }
        if significant.isEmpty { result.append(UInt8(ascii: "0")) }
        result.append(contentsOf: significant)
        if !fraction.isEmpty {
            result.append(UInt8(ascii: "."))
            result.append(contentsOf: text[fraction])
        }
        if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
            let start = index
            index += 1
            if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") { index += 1 }
            guard !digits(text, &index).isEmpty else { return nil }
            result.append(contentsOf: text[start..<index])
        }
        return index == text.count ? result : nil
    }

    private static func digits(_ text: ByteText, _ index: inout Int) -> Range<Int> {
        let start = index
        while index < text.count, text[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
        return start..<index
    }
}
