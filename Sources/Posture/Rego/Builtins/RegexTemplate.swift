import Documents

/// A replacement text in which `$1`, `${1}`, `$name` and `${name}` stand for groups and `$$` for a dollar sign
/// (Go's `Regexp.Expand`).
struct RegexTemplate {
    private enum Part {
        case text(Range<Int>)
        case group(Int)
        case name(String)
    }

    private let source: ByteText
    private var parts: [Part] = []

    /// - Parameter source: outlives the template.
    init(_ source: ByteText) {
        self.source = source
        var (start, index) = (0, 0)
        while let dollar = source[index...].firstIndex(of: UInt8(ascii: "$")) {
            index = dollar + 1
            if index < source.count, source[index] == UInt8(ascii: "$") {
                parts.append(.text(start..<index))
                index += 1
            } else if let (part, end) = RegexTemplate.reference(source, index) {
                parts.append(.text(start..<dollar))
                parts.append(part)
                index = end
            } else {
                // Malformed: the dollar sign is text.
                continue
            }
            start = index
        }
        parts.append(.text(start..<source.count))
    }

    /// The name or number after a dollar sign and where it ends. A name is as long as possible.
    private static func reference(_ source: ByteText, _ start: Int) -> (Part, Int)? {
        var index = start
        let isBraced = index < source.count && source[index] == UInt8(ascii: "{")
        if isBraced { index += 1 }
        let nameStart = index
        while index < source.count {
            let codePoint = source.codePoint(at: index)
            let isWord = codePoint == "_" || codePoint.properties.isLetter
            guard isWord else { break }
            index += source.codePointLength(at: index)
        }
        guard index > nameStart else { return nil }
        let name = source.part(nameStart..<index)
        if isBraced {
            guard index < source.count, source[index] == UInt8(ascii: "}") else { return nil }
            index += 1
        }
        let isNumber = name.allSatisfy { $0 &- UInt8(ascii: "0") <= 9 } && name.count <= 9
        let text = String(decoding: name, as: UTF8.self)
        if isNumber, name.count == 1 || name[0] != UInt8(ascii: "0"), let number = Int(text) {
            return (.group(number), index)
        }
        return (.name(text), index)
    }

    /// Appends the template with the groups of `match` put in; groups that took no part are empty.
    func expand(_ match: [Range<Int>?], of pattern: Pattern, in text: ByteText, to output: inout [UInt8]) {
        for part in parts {
            switch part {
            case .text(let range): output.append(contentsOf: source[range])
            case .group(let index):
                if index < match.count, let range = match[index] { output.append(contentsOf: text[range]) }
            case .name(let name):
                for index in 1..<max(match.count, 1) where pattern.groupName(index) == name {
                    guard let range = match[index] else { continue }
                    output.append(contentsOf: text[range])
                    break
                }
            }
        }
    }
}

extension Unicode.Scalar.Properties {
    /// A letter or a decimal digit.
    fileprivate var isLetter: Bool {
        switch generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: false
        }
    }
}
