extension JSONReader {
    func error(_ what: String, _ remedy: String, _ reason: DocumentError.Reason = .syntax) -> DocumentError {
        DocumentError(reason, source: name, position: position, what: what, remedy: remedy)
    }

    /// The text ends too early: says what was open, as a truncated file is the usual cause.
    func endOfText() -> DocumentError {
        if start == end { return error("the text is empty", "Write a JSON value") }
        guard let frame = frames.last else {
            return error("the text ends before its value is complete", "Check that the file is complete")
        }
        return error(
            "the text ends inside the \(frame.isObject ? "object" : "array") that begins at \(frame.position)",
            "Check that the file is complete")
    }

    func noComma(after frame: Frame) -> DocumentError {
        error(
            frame.isObject
                ? "a comma or a closing brace is missing after a value"
                : "a comma or a closing bracket is missing after an element",
            "Separate values with commas and close the \(frame.isObject ? "object" : "array") that begins at "
                + "\(frame.position)")
    }

    func noKey() -> DocumentError {
        if cursor.pointee == UInt8(ascii: "}") {
            return error("a comma stands before a closing brace", "Remove the comma")
        }
        return error("a key in double quotes is missing", "Put the key in double quotes")
    }

    func noValue() -> DocumentError {
        switch cursor.pointee {
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            return error("a value is missing before a closing bracket", "Write a value, or remove the comma before it")
        case UInt8(ascii: ","), UInt8(ascii: ":"):
            return error("a value is missing", "Write a value here")
        case UInt8(ascii: "'"):
            return error("a string is in single quotes", "Use double quotes")
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            return error("JSON has no comments", "Remove the comment")
        case 0x21..<0x7F:
            return error("a word is no JSON value", "Put text in double quotes")
        case 0x80...0xFF:
            return notUTF8()
        default:
            return error("the text has a control character", "Check that the file is a text file", .encoding)
        }
    }

    func controlCharacter() -> DocumentError {
        let isBreak = cursor.pointee == 0x0A || cursor.pointee == 0x0D
        return error(
            isBreak ? "a string has a line break" : "a string has a control character",
            isBreak
                ? "Close the string, or write the line break as \\n" : "Write it as an escape such as \\t or \\u0001")
    }

    func notUTF8() -> DocumentError {
        if UTF8Sequence.length(at: cursor, before: end) > 0 {
            return error("a character is no JSON value", "Put text in double quotes")
        }
        return error(
            "the text is not valid UTF-8", "Save the file as UTF-8, or leave it out if it is binary", .encoding)
    }
}
