import Documents

/// Quoted text as Go's `strconv.Quote` writes it, which is also how terms of the language show strings.
enum GoQuote {
    /// Appends `text` in double quotes.
    static func append(_ text: ByteText, to output: inout [UInt8], asciiOnly: Bool = false) {
        output.append(UInt8(ascii: "\""))
        var start = 0
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            if byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
                offset += 1
                continue
            }
            output.append(contentsOf: text[start..<offset])
            append(text.codePoint(at: offset), quote: UInt8(ascii: "\""), to: &output, asciiOnly: asciiOnly)
            offset += text.codePointLength(at: offset)
            start = offset
        }
        output.append(contentsOf: text[start..<text.count])
        output.append(UInt8(ascii: "\""))
    }

    /// Appends one code point in single quotes.
    static func append(_ codePoint: Unicode.Scalar, to output: inout [UInt8], asciiOnly: Bool = false) {
        output.append(UInt8(ascii: "'"))
        append(codePoint, quote: UInt8(ascii: "'"), to: &output, asciiOnly: asciiOnly)
        output.append(UInt8(ascii: "'"))
    }

    private static func append(
        _ codePoint: Unicode.Scalar, quote: UInt8, to output: inout [UInt8], asciiOnly: Bool
    ) {
        switch codePoint {
        case "\\": output.append(literal: "\\\\")
        case "\u{07}": output.append(literal: "\\a")
        case "\u{08}": output.append(literal: "\\b")
        case "\u{0C}": output.append(literal: "\\f")
        case "\n": output.append(literal: "\\n")
        case "\r": output.append(literal: "\\r")
        case "\t": output.append(literal: "\\t")
        case "\u{0B}": output.append(literal: "\\v")
        case _ where codePoint.value == UInt32(quote):
            output.append(UInt8(ascii: "\\"))
            output.append(quote)
        case _ where codePoint.isASCII ? isPrintable(codePoint) : !asciiOnly && isPrintable(codePoint):
            output.append(codePoint: codePoint)
        case _ where codePoint.value < 0x20 || codePoint.value == 0x7F:
            output.append(literal: "\\x")
            appendHex(codePoint.value, digits: 2, to: &output)
        case _ where codePoint.value < 0x10000:
            output.append(literal: "\\u")
            appendHex(codePoint.value, digits: 4, to: &output)
        default:
            output.append(literal: "\\U")
            appendHex(codePoint.value, digits: 8, to: &output)
        }
    }

    private static func appendHex(_ value: UInt32, digits: Int, to output: inout [UInt8]) {
        for place in (0..<digits).reversed() {
            let nibble = UInt8(truncatingIfNeeded: value >> UInt32(place * 4)) & 15
            output.append(nibble < 10 ? nibble + UInt8(ascii: "0") : nibble - 10 + UInt8(ascii: "a"))
        }
    }

    /// `bytes` in double quotes as Go's `time` package does it: everything outside of ASCII byte by byte.
    static func plainText(_ bytes: some Collection<UInt8>) -> String {
        var output: [UInt8] = [UInt8(ascii: "\"")]
        for byte in bytes {
            if byte >= 0x80 || byte < 0x20 {
                output.append(literal: "\\x")
                appendHex(UInt32(byte), digits: 2, to: &output)
            } else {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { output.append(UInt8(ascii: "\\")) }
                output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
        return String(decoding: output, as: UTF8.self)
    }

    /// Letters, marks, numbers, punctuation, symbols and the plain space (Go's `unicode.IsPrint`).
    static func isPrintable(_ codePoint: Unicode.Scalar) -> Bool {
        if codePoint.isASCII { return codePoint.value >= 0x20 && codePoint.value < 0x7F }
        switch codePoint.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}

extension Value {
    /// Appends the value as a term of the language: strings quoted, `{"a": 1}`, `{1, 2}`, `set()`.
    func appendTerm(to output: inout [UInt8]) {
        switch kind {
        case .null: output.append(literal: "null")
        case .boolean: if isTrue { output.append(literal: "true") } else { output.append(literal: "false") }
        case .number: appendNumber(to: &output)
        case .string: GoQuote.append(utf8, to: &output)
        case .array: appendElements(open: UInt8(ascii: "["), close: UInt8(ascii: "]"), to: &output)
        case .set where count == 0: output.append(literal: "set()")
        case .set: appendElements(open: UInt8(ascii: "{"), close: UInt8(ascii: "}"), to: &output)
        case .object: appendEntries(to: &output)
        case nil: output.append(literal: "undefined")
        }
    }

    /// Appends the text of a number. Only for numbers.
    func appendNumber(to output: inout [UInt8]) {
        if isSmallInteger { output.append(decimal: smallInteger) } else { output.append(contentsOf: numberBytes) }
    }

    private func appendElements(open: UInt8, close: UInt8, to output: inout [UInt8]) {
        output.append(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { output.append(literal: ", ") }
            element.appendTerm(to: &output)
        }
        output.append(close)
    }

    private func appendEntries(to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        for index in 0..<count {
            if index > 0 { output.append(literal: ", ") }
            keys[index].appendTerm(to: &output)
            output.append(literal: ": ")
            values[index].appendTerm(to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }
}
