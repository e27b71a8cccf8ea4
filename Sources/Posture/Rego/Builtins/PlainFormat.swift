import Documents

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Formats that hold nothing but `%v`, `%s` and `%d`, with strings and integers for arguments: nearly all formats of
/// policies. Their text is measured and then written to its place, without a copy.
enum PlainFormat {
    /// The length of the text, or nil when the format or an argument is not plain.
    static func length(_ format: ByteText, _ arguments: UnsafeBufferPointer<Value>) -> Int? {
        var (length, index, next) = (0, 0, 0)
        while let verb = nextVerb(in: format, from: index) {
            guard next < arguments.count, verb + 1 < format.count else { return nil }
            length += verb - index
            let argument = arguments[next]
            switch format[verb + 1] {
            case UInt8(ascii: "v"), UInt8(ascii: "s"):
                if argument.isString {
                    length += argument.utf8.count
                } else if argument.isSmallInteger, format[verb + 1] == UInt8(ascii: "v") {
                    length += digits(argument.smallInteger)
                } else {
                    return nil
                }
            case UInt8(ascii: "d"):
                guard argument.isSmallInteger else { return nil }
                length += digits(argument.smallInteger)
            default:
                return nil
            }
            next += 1
            index = verb + 2
        }
        return next == arguments.count ? length + format.count - index : nil
    }

    /// Writes the text, for which there is room.
    static func write(
        _ format: ByteText, _ arguments: UnsafeBufferPointer<Value>, to target: UnsafeMutablePointer<UInt8>
    ) {
        var (end, index, next) = (target, 0, 0)
        while let verb = nextVerb(in: format, from: index) {
            end.append(format.part(index..<verb))
            let argument = arguments[next]
            if argument.isString { end.append(argument.utf8) } else { end.append(decimal: argument.smallInteger) }
            next += 1
            index = verb + 2
        }
        end.append(format.part(index..<format.count))
    }

    @inline(__always)
    private static func nextVerb(in format: ByteText, from index: Int) -> Int? {
        guard let base = format.baseAddress, index < format.count,
            let found = memchr(base + index, Int32(UInt8(ascii: "%")), format.count - index)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// Characters of an integer in decimal notation.
    private static func digits(_ integer: Int) -> Int {
        var count = integer < 0 ? 2 : 1
        var rest = integer.magnitude
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        return count
    }
}

extension UnsafeMutablePointer<UInt8> {
    /// Writes an integer in decimal notation here and goes on behind it.
    mutating func append(decimal integer: Int) {
        if integer < 0 {
            pointee = UInt8(ascii: "-")
            self += 1
        }
        var (rest, length) = (integer.magnitude, 1)
        while rest >= 10 {
            rest /= 10
            length += 1
        }
        rest = integer.magnitude
        for place in stride(from: length - 1, through: 0, by: -1) {
            self[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        self += length
    }
}
