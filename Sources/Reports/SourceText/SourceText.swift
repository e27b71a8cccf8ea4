import Documents

/// The text of a manifest by lines, for regions and changes.
struct SourceText {
    let path: String
    let bytes: [UInt8]
    /// Where each line begins.
    private let starts: [Int]
    /// Whether some value stands in two places, so that a change of one is a change of both.
    let hasAnchors: Bool

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        self.starts = starts
        hasAnchors = Self.hasAnchors(bytes)
    }

    /// The file as it is now; nil when it cannot be read any more, or is standard input.
    init?(path: String, budget: DocumentBudget) {
        guard path != "-", let source = try? SourceBytes(path: path, budget: budget) else { return nil }
        self.init(path: path, bytes: withExtendedLifetime(source) { Array(source.bytes) })
    }

    /// What ends its lines.
    var lineBreak: String {
        starts.count > 1 && starts[1] >= 2 && bytes[starts[1] - 2] == UInt8(ascii: "\r") ? "\r\n" : "\n"
    }

    private static func hasAnchors(_ bytes: [UInt8]) -> Bool {
        for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: "&") {
            let before = index == 0 ? UInt8(ascii: " ") : bytes[index - 1]
            if " \t\n[{,".utf8.contains(before), !" \t\r\n&".utf8.contains(bytes[index + 1]) { return true }
        }
        return false
    }

    /// A line, from 1, without its end.
    func line(_ number: Int) -> ArraySlice<UInt8>? {
        guard number >= 1, number <= starts.count else { return nil }
        let end = number < starts.count ? starts[number] : bytes.count
        var line = bytes[starts[number - 1]..<end]
        if line.last == UInt8(ascii: "\n") { line.removeLast() }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return line
    }

    /// What a line holds from a column (in bytes, from 1) on.
    func rest(of line: Int, from column: Int) -> ArraySlice<UInt8>? {
        guard let text = self.line(line), column >= 1, column - 1 <= text.count else { return nil }
        return text.dropFirst(column - 1)
    }

    /// A column in bytes as one in UTF-16 code units, which is how SARIF counts unless told otherwise.
    func utf16Column(line: Int, column: Int) -> Int {
        guard let text = self.line(line) else { return column }
        let before = text.prefix(max(column - 1, 0))
        if before.allSatisfy({ $0 < 0x80 }) { return column }
        return String(decoding: before, as: UTF8.self).utf16.count + 1
    }
}
