extension JSONReader {
    /// A number: small integers become a word, everything else keeps its text.
    @inline(__always)
    mutating func readNumber() throws(DocumentError) -> Value {
        let first = cursor
        var next = cursor
        let negative = next.pointee == UInt8(ascii: "-")
        if negative { next += 1 }
        let digits = next
        var magnitude = 0
        while next < end, next.pointee &- UInt8(ascii: "0") <= 9 {
            magnitude = magnitude &* 10 &+ Int(next.pointee &- UInt8(ascii: "0"))
            next += 1
        }
        let length = next - digits
        if length > 1 && digits.pointee == UInt8(ascii: "0") {
            throw error("a number begins with a zero", "Remove the leading zero, or put the text in quotes")
        }
        if length == 0 { throw error("digits are missing after a minus sign", "Write a number after the minus sign") }
        let isInteger = next == end || (next.pointee != UInt8(ascii: ".") && next.pointee | 0x20 != UInt8(ascii: "e"))
        if isInteger && length <= 17 && !(negative && magnitude == 0) {
            cursor = next
            return Value(smallInteger: negative ? 0 &- magnitude : magnitude)
        }
        return try readLongNumber(from: first, integerEnd: next)
    }

    private mutating func readLongNumber(
        from first: UnsafePointer<UInt8>, integerEnd: UnsafePointer<UInt8>
    ) throws(DocumentError) -> Value {
        cursor = integerEnd
        if cursor < end && cursor.pointee == UInt8(ascii: ".") {
            cursor += 1
            if !skipDigits() { throw error("digits are missing after a decimal point", "Write at least one digit") }
        }
        if cursor < end && cursor.pointee | 0x20 == UInt8(ascii: "e") {
            cursor += 1
            if cursor < end && (cursor.pointee == UInt8(ascii: "+") || cursor.pointee == UInt8(ascii: "-")) {
                cursor += 1
            }
            if !skipDigits() { throw error("digits are missing in an exponent", "Write at least one digit") }
        }
        let text = UnsafeBufferPointer(start: first, count: cursor - first)
        return copying ? builder.arena.number(text: Array(text)) : builder.arena.number(unowned: text)
    }

    private mutating func skipDigits() -> Bool {
        let first = cursor
        while cursor < end, cursor.pointee &- UInt8(ascii: "0") <= 9 { cursor += 1 }
        return cursor > first
    }
}
