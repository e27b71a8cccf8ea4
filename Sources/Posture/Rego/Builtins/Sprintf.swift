import BigInt
import Documents

/// `sprintf` as Go's `fmt.Sprintf` does it, complaints in the text included (`%!d(string=a)`, `%!v(MISSING)`).
///
/// Arguments become what OPA hands to Go: integers of 64 bits or any size, floats, or else text.
struct Sprintf {
    private let format: ByteText
    private let arguments: UnsafeBufferPointer<Value>
    private let limit: Int
    private var printer = GoPrinter()
    /// The argument that the next verb prints.
    private var next = 0
    /// Whether an explicit index such as `[2]` was seen, which turns off the complaint about unused arguments.
    private var isReordered = false
    private var isIndexGood = true

    static func call(
        _ context: BuiltinContext, _ args: UnsafeBufferPointer<Value>
    ) throws(BuiltinError) -> Value {
        let format = try args.string(0).utf8
        guard args[1].isArray else { throw .type(2, args[1], "array") }
        if let length = PlainFormat.length(format, args[1].elements), length <= context.resultLimit {
            return context.arena.string(count: length) { PlainFormat.write(format, args[1].elements, to: $0) }
        }
        var sprintf = Sprintf(format: format, arguments: args[1].elements, limit: context.resultLimit)
        swap(&sprintf.printer.output, &context.scratch)
        sprintf.printer.output.removeAll(keepingCapacity: true)
        defer { if sprintf.printer.output.capacity <= 65_536 { swap(&sprintf.printer.output, &context.scratch) } }
        try sprintf.run()
        return try context.string(sprintf.printer.output)
    }

    /// The bytes of the result.
    static func render(
        _ format: ByteText, _ arguments: UnsafeBufferPointer<Value>, limit: Int
    ) throws(BuiltinError) -> [UInt8] {
        var sprintf = Sprintf(format: format, arguments: arguments, limit: limit)
        sprintf.printer.output.reserveCapacity(format.count + 16 * arguments.count)
        try sprintf.run()
        return sprintf.printer.output
    }

    private init(format: ByteText, arguments: UnsafeBufferPointer<Value>, limit: Int) {
        self.format = format
        self.arguments = arguments
        self.limit = limit
    }

    private mutating func run() throws(BuiltinError) {
        var index = 0
        while index < format.count {
            let start = index
            while index < format.count, format[index] != UInt8(ascii: "%") { index += 1 }
            printer.output.append(contentsOf: format.part(start..<index))
            guard index < format.count else { break }
            index += 1
            // By far the most verbs have nothing between them and the percent sign.
            if index < format.count, next < arguments.count, printer.plain(format[index], arguments[next]) {
                next += 1
                index += 1
            } else {
                try verb(&index)
            }
            guard printer.output.count <= limit else { throw .resultTooLarge }
        }
        if !isReordered && next < arguments.count { extra() }
    }

    /// One verb with its flags, width, precision and indexes; `index` stands after the percent sign.
    private mutating func verb(_ index: inout Int) throws(BuiltinError) {
        printer.flags = GoPrinter.Flags()
        isIndexGood = true
        readFlags(&index)
        var isAfterIndex = explicitIndex(&index)

        if at(index, "*") {
            index += 1
            printer.flags.width = star()
            if let width = printer.flags.width {
                if width < 0 {
                    printer.flags.width = -width
                    printer.flags.minus = true
                    printer.flags.zero = false
                }
            } else {
                printer.output.append(literal: "%!(BADWIDTH)")
            }
            isAfterIndex = false
        } else {
            printer.flags.width = number(&index)
            if isAfterIndex && printer.flags.width != nil { isIndexGood = false }
        }

        if at(index, ".") {
            index += 1
            if isAfterIndex { isIndexGood = false }
            isAfterIndex = explicitIndex(&index)
            if at(index, "*") {
                index += 1
                let precision = star()
                printer.flags.precision = precision.flatMap { $0 < 0 ? nil : $0 }
                if printer.flags.precision == nil { printer.output.append(literal: "%!(BADPREC)") }
                isAfterIndex = false
            } else {
                printer.flags.precision = number(&index) ?? 0
            }
        }
        if !isAfterIndex { isAfterIndex = explicitIndex(&index) }
        guard index < format.count else {
            printer.output.append(literal: "%!(NOVERB)")
            return
        }
        let size = max(printer.flags.width ?? 0, printer.flags.precision ?? 0)
        guard printer.output.count + size <= limit else { throw .resultTooLarge }

        let verb = format.codePoint(at: index)
        index += format.codePointLength(at: index)
        if verb == "%" {
            printer.output.append(UInt8(ascii: "%"))
        } else if !isIndexGood {
            complain(verb, "(BADINDEX)")
        } else if next >= arguments.count {
            complain(verb, "(MISSING)")
        } else {
            if verb == "v" {
                printer.flags.goSyntax = printer.flags.sharp
                printer.flags.sharp = false
                printer.flags.plusValue = printer.flags.plus
                printer.flags.plus = false
            }
            printer.print(arguments[next], verb)
            next += 1
        }
    }

    private mutating func readFlags(_ index: inout Int) {
        while index < format.count {
            switch format[index] {
            case UInt8(ascii: "#"): printer.flags.sharp = true
            case UInt8(ascii: "0"): printer.flags.zero = true
            case UInt8(ascii: "+"): printer.flags.plus = true
            case UInt8(ascii: "-"): printer.flags.minus = true
            case UInt8(ascii: " "): printer.flags.space = true
            default: return
            }
            index += 1
        }
    }

    private func at(_ index: Int, _ byte: Unicode.Scalar) -> Bool {
        index < format.count && format[index] == UInt8(ascii: byte)
    }

    /// The digits at `index`. Numbers beyond a million or so count as none and use up the whole format, as in Go.
    private func number(_ index: inout Int) -> Int? { number(&index, end: format.count) }

    private func number(_ index: inout Int, end: Int) -> Int? {
        var result: Int?
        while index < end, format[index] &- UInt8(ascii: "0") <= 9 {
            if let result, result > 1_000_000 {
                index = end
                return nil
            }
            result = (result ?? 0) * 10 + Int(format[index] - UInt8(ascii: "0"))
            index += 1
        }
        return result
    }

    /// Width or precision from an argument.
    private mutating func star() -> Int? {
        guard next < arguments.count else { return nil }
        defer { next += 1 }
        guard case .integer(let value) = GoPrinter.Argument(arguments[next]), value.magnitude <= 1_000_000 else {
            return nil
        }
        return value
    }

    /// An index in brackets at `index`, if there is one.
    private mutating func explicitIndex(_ index: inout Int) -> Bool {
        guard at(index, "[") else { return false }
        isReordered = true
        let close = format[(index + 1)...].firstIndex(of: UInt8(ascii: "]"))
        guard let close, format.count - index >= 3 else {
            isIndexGood = false
            index += 1
            return false
        }
        var cursor = index + 1
        let wanted = number(&cursor, end: close)
        let isNumber = wanted != nil && cursor == close
        index = close + 1
        if let wanted, isNumber, wanted >= 1, wanted <= arguments.count {
            next = wanted - 1
            return true
        }
        isIndexGood = false
        return isNumber
    }

    private mutating func complain(_ verb: Unicode.Scalar, _ text: StaticString) {
        printer.output.append(literal: "%!")
        printer.output.append(codePoint: verb)
        printer.output.append(literal: text)
    }

    private mutating func extra() {
        printer.flags = GoPrinter.Flags()
        printer.output.append(literal: "%!(EXTRA ")
        for (place, argument) in arguments[next...].enumerated() {
            if place > 0 { printer.output.append(literal: ", ") }
            printer.typed(GoPrinter.Argument(argument))
        }
        printer.output.append(UInt8(ascii: ")"))
    }
}
