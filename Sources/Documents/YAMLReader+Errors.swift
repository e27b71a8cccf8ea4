import CLibYAML

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension YAMLReader {
    func error(
        _ what: String, _ remedy: String, at position: SourcePosition?, _ reason: DocumentError.Reason = .syntax
    ) -> DocumentError {
        DocumentError(reason, source: name, position: position, what: what, remedy: remedy)
    }

    func collectionAsKey(_ position: SourcePosition) -> DocumentError {
        error(
            "a mapping or a list stands where a key must be",
            template(at: position) ?? "Use a text as key; a value that begins with a brace needs quotes", at: position)
    }

    mutating func tooMuchFlow() -> DocumentError {
        error(
            "collections in braces nest too deep (\(flowDepth)) for their length (budget maxDepth)",
            "Flatten the document, or write it in block style", at: position, .budget(.depth))
    }

    /// An error when there are more than a thousand `%TAG` directives: libyaml compares each with all others.
    func tooManyDirectives() -> DocumentError? {
        guard let base = bytes.baseAddress else { return nil }
        var found = 0
        var next = 0
        while next < bytes.count, let place = memchr(base + next, Int32(UInt8(ascii: "%")), bytes.count - next) {
            let offset = UnsafeRawPointer(place) - UnsafeRawPointer(base)
            next = offset + 1
            guard bytes[offset...].starts(with: [0x25, 0x54, 0x41, 0x47]) else { continue }
            // In the middle of a line it is no directive. Line breaks beyond ASCII are judged by their last byte.
            if offset > 0, ![0x0A, 0x0D, 0x85, 0xA8, 0xA9, 0xBF].contains(bytes[offset - 1]) { continue }
            found += 1
            if found > 1000 {
                return error(
                    "the text has more than a thousand %TAG directives", "Remove those that are not used",
                    at: places.position(ofOffset: offset))
            }
        }
        return nil
    }

    /// What libyaml found, with its place and a remedy.
    mutating func libraryError() -> DocumentError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the text is not YAML"
        switch parser.pointee.error {
        case YAML_READER_ERROR:
            let position = places.position(ofOffset: parser.pointee.problem_offset)
            return error(
                problem == "control characters are not allowed"
                    ? "the text has a control character" : "the text is not valid UTF-8",
                "Save the file as UTF-8, or leave it out if it is binary", at: position, .encoding)
        case YAML_MEMORY_ERROR:
            return error("memory ran out", "Split the file", at: nil)
        default:
            // At the end of the text libyaml counts a line break that is not there.
            let position = min(
                places.position(of: parser.pointee.problem_mark), places.position(ofOffset: bytes.count))
            var what = problem
            if let context = parser.pointee.context {
                let begin = places.position(of: parser.pointee.context_mark)
                if begin < position { what += " \(String(cString: context)) that begins at \(begin)" }
            }
            return error(what, template(at: position) ?? remedy(for: problem, at: position), at: position)
        }
    }

    private func remedy(for problem: String, at position: SourcePosition) -> String {
        if problem.contains("tab") || nextByte == UInt8(ascii: "\t") {
            return "Indent with spaces"
        }
        switch problem {
        case "mapping values are not allowed in this context":
            return "Check the indentation; put a text that has a colon and a space in quotes"
        case "could not find expected ':'":
            return "Check the indentation, and that the key is followed by a colon"
        case "did not find expected key", "did not find expected '-' indicator":
            return "Check the indentation; put a text that begins with a quote, brace or bracket in quotes as a whole"
        case "found character that cannot start any token":
            return "Put the text in quotes"
        case "found unexpected end of stream", "found unexpected document indicator":
            return "Close the quote, and check that the file is complete"
        default:
            return "Correct the text here"
        }
    }

    /// What to do when the line looks like a template: the usual reason why a chart's files do not parse.
    private func template(at position: SourcePosition) -> String? {
        var line = position.line
        var index = 0
        while line > 1, index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") { line -= 1 }
            index += 1
        }
        let text = bytes[min(index, bytes.count)...].prefix { $0 != UInt8(ascii: "\n") }
        for (first, second) in zip(text, text.dropFirst()) where first == UInt8(ascii: "{") && second == first {
            return "This looks like a Helm template: scan the chart as a whole, or render it first"
        }
        return nil
    }

    /// Where the scanner stands.
    private var nextByte: UInt8? {
        let buffer = parser.pointee.buffer
        guard let pointer = buffer.pointer, let last = buffer.last, pointer < last else { return nil }
        return pointer.pointee
    }
}
