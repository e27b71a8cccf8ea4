import BigInt
import Documents

extension GoPrinter {
    mutating func print(_ integer: Int, _ verb: Unicode.Scalar) {
        switch verb {
        case "v", "d": digits(integer, verb, radix: 10, upper: false)
        case "b": digits(integer, verb, radix: 2, upper: false)
        case "o", "O": digits(integer, verb, radix: 8, upper: false)
        case "x": digits(integer, verb, radix: 16, upper: false)
        case "X": digits(integer, verb, radix: 16, upper: true)
        case "c":
            var bytes: [UInt8] = []
            bytes.append(codePoint: GoPrinter.codePoint(integer))
            pad(bytes)
        case "q":
            var bytes: [UInt8] = []
            GoQuote.append(GoPrinter.codePoint(integer), to: &bytes, asciiOnly: flags.plus)
            pad(bytes)
        case "U": unicode(integer)
        default:
            output.append(literal: "%!")
            output.append(codePoint: verb)
            output.append(literal: "(int=")
            print(integer, "v")
            output.append(UInt8(ascii: ")"))
        }
    }

    private static func codePoint(_ integer: Int) -> Unicode.Scalar {
        UInt32(exactly: integer).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
    }

    private mutating func digits(_ integer: Int, _ verb: Unicode.Scalar, radix: Int, upper: Bool) {
        let spelled = String(integer.magnitude, radix: radix, uppercase: upper).utf8
        let saved = flags.zero
        defer { flags.zero = saved }
        if flags.precision == 0 && integer == 0 {
            flags.zero = false
            return fill(flags.width ?? 0)
        }
        var leastDigits = flags.precision ?? 0
        if flags.precision == nil, flags.zero, !flags.minus, let width = flags.width {
            leastDigits = width - (integer < 0 || flags.plus || flags.space ? 1 : 0)
        }
        var bytes: [UInt8] = []
        if integer < 0 {
            bytes.append(UInt8(ascii: "-"))
        } else if flags.plus {
            bytes.append(UInt8(ascii: "+"))
        } else if flags.space {
            bytes.append(UInt8(ascii: " "))
        }
        if verb == "O" { bytes.append(literal: "0o") }
        let zeros = max(0, leastDigits - spelled.count)
        if flags.sharp {
            switch radix {
            case 2: bytes.append(literal: "0b")
            case 8 where zeros == 0 && integer != 0: bytes.append(UInt8(ascii: "0"))
            case 16: bytes.append(contentsOf: [UInt8(ascii: "0"), UInt8(ascii: upper ? "X" : "x")])
            default: break
            }
        }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: zeros))
        bytes.append(contentsOf: spelled)
        flags.zero = false
        pad(bytes)
    }

    /// `U+0041`, with the sharp flag followed by the character itself.
    private mutating func unicode(_ integer: Int) {
        let spelled = String(UInt64(bitPattern: Int64(integer)), radix: 16, uppercase: true).utf8
        var bytes: [UInt8] = []
        bytes.append(literal: "U+")
        let least = max(4, flags.precision ?? 4)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, least - spelled.count)))
        bytes.append(contentsOf: spelled)
        if flags.sharp, let codePoint = UInt32(exactly: integer).flatMap(Unicode.Scalar.init),
            GoQuote.isPrintable(codePoint)
        {
            bytes.append(literal: " '")
            bytes.append(codePoint: codePoint)
            bytes.append(UInt8(ascii: "'"))
        }
        let saved = flags.zero
        flags.zero = false
        pad(bytes)
        flags.zero = saved
    }

    /// The rules of `big.Int.Format`, which differ from those of machine integers.
    mutating func print(_ integer: BigInt, _ verb: Unicode.Scalar) {
        let radix: Int
        var prefix = ""
        switch verb {
        case "b": (radix, prefix) = (2, "0b")
        case "o": (radix, prefix) = (8, "0")
        case "O": (radix, prefix) = (8, "0o")
        case "d", "s", "v": radix = 10
        case "x": (radix, prefix) = (16, "0x")
        case "X": (radix, prefix) = (16, "0X")
        default:
            output.append(literal: "%!")
            output.append(codePoint: verb)
            output.append(literal: "(big.Int=")
            output.append(contentsOf: String(integer).utf8)
            output.append(UInt8(ascii: ")"))
            return
        }
        if !flags.sharp && verb != "O" { prefix = "" }
        let sign = integer.sign == .minus ? "-" : flags.plus || flags.plusValue ? "+" : flags.space ? " " : ""
        let spelled = String(integer.magnitude, radix: radix, uppercase: verb == "X")
        var zeros = max(0, (flags.precision ?? 0) - spelled.utf8.count)
        var (left, right) = (0, 0)
        let missing = (flags.width ?? 0) - (sign.utf8.count + prefix.utf8.count + zeros + spelled.utf8.count)
        if missing > 0 {
            if flags.minus {
                right = missing
            } else if flags.zero && flags.precision == nil {
                zeros = missing
            } else {
                left = missing
            }
        }
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: left))
        output.append(contentsOf: sign.utf8)
        output.append(contentsOf: prefix.utf8)
        output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: zeros))
        output.append(contentsOf: spelled.utf8)
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: right))
    }
}
