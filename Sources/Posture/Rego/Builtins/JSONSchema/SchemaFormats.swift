import Documents

extension JSONSchema {
    /// The formats that gojsonschema knows; texts match all others.
    enum Formats {
        static func matches(_ text: Value, _ format: String, _ context: BuiltinContext) -> Bool {
            let bytes = Array(text.utf8)
            switch format {
            case "date": return Clock(bytes).isDate
            case "time": return Clock(bytes).isTime
            case "date-time": return Clock(bytes).isDateTime || Clock(bytes).isDate || Clock(bytes).isTime
            case "hostname": return isHostname(bytes)
            case "email", "idn-email": return MailAddress.isValid(bytes)
            case "ipv4": return IPText.isValid(bytes, containing: UInt8(ascii: "."))
            case "ipv6": return IPText.isValid(bytes, containing: UInt8(ascii: ":"))
            case "uri", "iri": return URIText.parse(bytes).map { !$0.scheme.isEmpty } ?? false
            case "uri-reference", "iri-reference": return URIText.parse(bytes) != nil
            case "uri-template": return URIText.parse(bytes) != nil && hasClosedBraces(bytes)
            case "uuid": return isUUID(bytes)
            case "regex": return bytes.isEmpty || (try? context.patterns.pattern(text)) != nil
            case "json-pointer": return isPointer(bytes[...])
            case "relative-json-pointer": return isRelativePointer(bytes)
            default: return true
            }
        }

        /// RFC 1034: labels of at most 63 letters, digits and inner hyphens.
        private static func isHostname(_ bytes: [UInt8]) -> Bool {
            guard bytes.count < 256 else { return false }
            return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
                guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
                return isAlphanumeric(first) && isAlphanumeric(last)
                    && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
        }

        static func isAlphanumeric(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }

        private static func hasClosedBraces(_ bytes: [UInt8]) -> Bool {
            var isOpen = false
            for byte in bytes {
                if byte == UInt8(ascii: "{") && !isOpen {
                    isOpen = true
                } else if byte == UInt8(ascii: "}") {
                    isOpen = false
                }
            }
            return !isOpen
        }

        private static func isUUID(_ bytes: [UInt8]) -> Bool {
            guard bytes.count == 36 else { return false }
            return bytes.enumerated().allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : HexText.value(of: byte) != nil
            }
        }

        /// RFC 6901.
        private static func isPointer(_ bytes: ArraySlice<UInt8>) -> Bool {
            guard let first = bytes.first else { return true }
            guard first == UInt8(ascii: "/") else { return false }
            return bytes.indices.allSatisfy { index in
                guard bytes[index] == UInt8(ascii: "~") else { return true }
                return index + 1 < bytes.endIndex && (bytes[index + 1] == 0x30 || bytes[index + 1] == 0x31)
            }
        }

        private static func isRelativePointer(_ bytes: [UInt8]) -> Bool {
            let digits = bytes.prefix { (0x30...0x39).contains($0) }
            guard let first = digits.first, digits.count == 1 || first != 0x30 else { return false }
            let rest = bytes[digits.count...]
            return rest.elementsEqual("#".utf8) || isPointer(rest)
        }
    }

    /// Dates and times as Go's layouts `2006-01-02`, `15:04:05`, `15:04:05Z07:00` and RFC 3339 read them.
    private struct Clock {
        private let bytes: [UInt8]
        private var index = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        var isDate: Bool {
            var clock = self
            return clock.date() && clock.isAtEnd
        }

        var isTime: Bool {
            var clock = self
            return clock.time() && (clock.isAtEnd || clock.zone() && clock.isAtEnd)
        }

        var isDateTime: Bool {
            var clock = self
            return clock.date() && clock.skip("T") && clock.time() && clock.zone() && clock.isAtEnd
        }

        private var isAtEnd: Bool { index == bytes.count }

        private mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        /// A number of exactly, or at least one and at most, `digits` digits.
        private mutating func number(_ digits: Int, isFixed: Bool = true) -> Int? {
            var value = 0
            var count = 0
            while count < digits, index < bytes.count, (0x30...0x39).contains(bytes[index]) {
                value = value * 10 + Int(bytes[index] - 0x30)
                index += 1
                count += 1
            }
            return count == digits || !isFixed && count > 0 ? value : nil
        }

        private mutating func date() -> Bool {
            guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
                (1...12).contains(month)
            else { return false }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            return (1...days[month - 1]).contains(day)
        }

        private mutating func time() -> Bool {
            guard let hour = number(2, isFixed: false), skip(":"), let minute = number(2), skip(":"),
                let second = number(2), hour < 24, minute < 60, second < 60
            else { return false }
            let place = index
            if skip(".") || skip(",") {
                let fraction = bytes[index...].prefix { (0x30...0x39).contains($0) }.count
                index = fraction > 0 ? index + fraction : place
            }
            return true
        }

        private mutating func zone() -> Bool {
            if skip("Z") { return true }
            guard skip("+") || skip("-"), let hours = number(2), skip(":"), let minutes = number(2) else {
                return false
            }
            return hours <= 24 && minutes < 60
        }
    }
}
