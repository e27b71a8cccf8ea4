import BigInt
import Documents

/// The part of Go's `fmt` that prints one argument by a verb and flags.
struct GoPrinter {
    var output: [UInt8] = []
    var flags = Flags()

    struct Flags {
        var width: Int?
        var precision: Int?
        var minus = false
        var plus = false
        var sharp = false
        var space = false
        var zero = false
        /// `%#v`
        var goSyntax = false
        /// `%+v`, which only big integers heed.
        var plusValue = false
    }

    /// A value as Go sees it.
    enum Argument {
        case integer(Int)
        case big(BigInt)
        case float(Double)
        case text(ByteText)
        /// The term text of a value that is neither number nor string, or a number beyond Go's floats.
        case made([UInt8])

        init(_ value: Value) {
            if value.isSmallInteger {
                self = .integer(value.smallInteger)
            } else if value.isString {
                self = .text(value.utf8)
            } else if value.isNumber {
                self = Argument.number(value)
            } else {
                var term: [UInt8] = []
                value.appendTerm(to: &term)
                self = .made(term)
            }
        }

        private static func number(_ value: Value) -> Argument {
            let text = value.numberText
            if let integer = Int(text) { return .integer(integer) }
            if text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || $0 &- UInt8(ascii: "0") <= 9 }),
                text.utf8.count <= ExactNumber.digitLimit, let integer = BigInt(text)
            {
                return .big(integer)
            }
            if let float = Double(text), float.isFinite { return .float(float) }
            return .made(Array(text.utf8))
        }

        var goType: StaticString {
            switch self {
            case .integer: "int"
            case .big: "*big.Int"
            case .float: "float64"
            case .text, .made: "string"
            }
        }
    }

    /// The everyday verbs without flags; false when this is none of them.
    mutating func plain(_ verb: UInt8, _ value: Value) -> Bool {
        switch verb {
        case UInt8(ascii: "s") where value.isString, UInt8(ascii: "v") where value.isString:
            output.append(contentsOf: value.utf8)
        case UInt8(ascii: "d") where value.isSmallInteger, UInt8(ascii: "v") where value.isSmallInteger:
            output.append(decimal: value.smallInteger)
        case UInt8(ascii: "s") where !value.isNumber, UInt8(ascii: "v") where !value.isNumber:
            value.appendTerm(to: &output)
        default:
            return false
        }
        return true
    }

    mutating func print(_ value: Value, _ verb: Unicode.Scalar) { print(Argument(value), verb) }

    /// `type=value`, as in complaints.
    mutating func typed(_ argument: Argument) {
        output.append(literal: argument.goType)
        output.append(UInt8(ascii: "="))
        print(argument, "v")
    }

    private mutating func print(_ argument: Argument, _ verb: Unicode.Scalar) {
        if verb == "T" {
            argument.goType.withUTF8Buffer { padText(truncated($0)) }
            return
        }
        switch argument {
        case .integer(let integer): print(integer, verb)
        case .big(let integer): print(integer, verb)
        case .float(let float):
            if !print(float, verb) { complain(argument, verb) }
        case .text(let text):
            if !print(text, verb) { complain(argument, verb) }
        case .made(let bytes):
            let isDone = bytes.withUnsafeBufferPointer { print($0, verb) }
            if !isDone { complain(argument, verb) }
        }
    }

    private mutating func complain(_ argument: Argument, _ verb: Unicode.Scalar) {
        output.append(literal: "%!")
        output.append(codePoint: verb)
        output.append(UInt8(ascii: "("))
        typed(argument)
        output.append(UInt8(ascii: ")"))
    }
}

// MARK: Text

extension GoPrinter {
    private mutating func print(_ text: ByteText, _ verb: Unicode.Scalar) -> Bool {
        switch verb {
        case "v" where flags.goSyntax, "q": quoted(truncated(text))
        case "v", "s": padText(truncated(text))
        case "x": hex(text, upper: false)
        case "X": hex(text, upper: true)
        default: return false
        }
        return true
    }

    private func truncated(_ text: ByteText) -> ByteText {
        guard let precision = flags.precision else { return text }
        return text.part(0..<text.byteOffset(ofCodePoint: precision))
    }

    private mutating func quoted(_ text: ByteText) {
        var bytes: [UInt8] = []
        if flags.sharp && GoPrinter.canBackquote(text) {
            bytes = [UInt8(ascii: "`")] + text + [UInt8(ascii: "`")]
        } else {
            GoQuote.append(text, to: &bytes, asciiOnly: flags.plus)
        }
        pad(bytes)
    }

    private static func canBackquote(_ text: ByteText) -> Bool {
        text.codePoints.allSatisfy {
            ($0.value >= 0x20 || $0 == "\t") && $0 != "`" && $0.value != 0x7F && $0.value != 0xFEFF
        }
    }

    private mutating func hex(_ text: ByteText, upper: Bool) {
        let length = min(text.count, flags.precision ?? .max)
        let prefix: [UInt8] = flags.sharp ? [UInt8(ascii: "0"), UInt8(ascii: upper ? "X" : "x")] : []
        var bytes: [UInt8] = length > 0 ? prefix : []
        for index in 0..<length {
            if flags.space && index > 0 {
                bytes.append(UInt8(ascii: " "))
                bytes.append(contentsOf: prefix)
            }
            for nibble in [text[index] >> 4, text[index] & 15] {
                let letter = UInt8(ascii: upper ? "A" : "a") - 10
                bytes.append(nibble < 10 ? nibble + UInt8(ascii: "0") : nibble + letter)
            }
        }
        pad(bytes)
    }

    mutating func pad(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { padText($0) } }

    /// Appends `text`, filled up to the width.
    mutating func padText(_ text: ByteText) {
        let missing = (flags.width ?? 0) - (flags.width == nil ? 0 : text.codePointCount)
        if missing > 0 && !flags.minus { fill(missing) }
        output.append(contentsOf: text)
        if missing > 0 && flags.minus { fill(missing) }
    }

    mutating func fill(_ count: Int) {
        guard count > 0 else { return }
        output.append(contentsOf: repeatElement(UInt8(ascii: flags.zero && !flags.minus ? "0" : " "), count: count))
    }
}
