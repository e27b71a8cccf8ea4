extension TimeLayout {
    /// Nanoseconds since 1970 of a text in this layout. Without a zone it is UTC; a zone that is only named has
    /// no offset, as in Go on a machine in UTC.
    func parse(_ text: ByteText) throws(BuiltinError) -> Int64 {
        var parser = TimeParser(layout: self, text: Array(text))
        return try parser.parse()
    }
}

extension Int64 {
    /// Seconds and nanoseconds since 1970 as one number.
    static func nanoseconds(_ seconds: Int, _ nanosecond: Int) throws(BuiltinError) -> Int64 {
        let total = Int128(seconds) * 1_000_000_000 + Int128(nanosecond)
        guard let result = Int64(exactly: total) else { throw .failure("time outside of valid range") }
        return result
    }
}

private struct TimeParser {
    let layout: TimeLayout
    let text: [UInt8]
    private var index = 0
    private var time = CivilTime(year: 0, month: 1, day: 1)
    private var month: Int?
    private var day: Int?
    private var dayOfYear: Int?
    private var isAfternoon: Bool?
    private var zoneOffset: Int?

    /// What is wrong with one element of the text.
    private enum Problem: Error {
        case mismatch
        case outOfRange(String)
    }

    init(layout: TimeLayout, text: [UInt8]) {
        self.layout = layout
        self.text = text
    }

    mutating func parse() throws(BuiltinError) -> Int64 {
        for (place, part) in layout.parts.enumerated() {
            guard skip(part.literal) else { throw failure(part.literal) }
            guard let element = part.element else { break }
            let start = index
            do throws(Problem) {
                try read(element, next: layout.parts[place + 1])
            } catch {
                guard case .outOfRange(let field) = error else {
                    index = start
                    throw failure(part.spelling)
                }
                throw failure(": \(field) out of range")
            }
        }
        if index < text.count { throw failure(": extra text: \(quoted(text[index...]))") }
        if isAfternoon == true && time.hour < 12 { time.hour += 12 }
        if isAfternoon == false && time.hour == 12 { time.hour = 0 }
        try settleDate()
        return try .nanoseconds(time.secondsSince1970 - (zoneOffset ?? 0), time.nanosecond)
    }

    private mutating func settleDate() throws(BuiltinError) {
        if let dayOfYear {
            guard (1...(CivilTime.isLeap(time.year) ? 366 : 365)).contains(dayOfYear) else {
                throw failure(": day-of-year out of range")
            }
            let days = CivilTime.days(time.year, 1, dayOfYear)
            let date = CivilTime(secondsSince1970: days * CivilTime.secondsPerDay, nanosecond: 0)
            if let month, month != date.month { throw failure(": day-of-year does not match month") }
            if let day, day != date.day { throw failure(": day-of-year does not match day") }
            (time.month, time.day) = (date.month, date.day)
        } else {
            (time.month, time.day) = (month ?? 1, day ?? 1)
        }
        guard (1...CivilTime.dayCount(time.month, of: time.year)).contains(time.day) else {
            throw failure(": day out of range")
        }
    }

    // MARK: Complaints

    private func quoted(_ bytes: some Collection<UInt8>) -> String {
        GoQuote.plainText(bytes)
    }

    private func failure(_ message: String) -> BuiltinError { .failure("parsing time \(quoted(text))\(message)") }

    private func failure(_ element: [UInt8]) -> BuiltinError {
        failure(
            " as \(quoted(layout.text)): cannot parse \(quoted(text[index...])) as \(quoted(element))")
    }

    // MARK: Elements

    private mutating func read(_ element: TimeLayout.Element, next: TimeLayout.Part) throws(Problem) {
        switch element {
        case .longYear:
            time.year = try fixed(4)
        case .year:
            let number = try fixed(2)
            time.year = number >= 69 ? number + 1900 : number + 2000
        case .month: month = try name(CivilTime.monthNames.map { String($0.utf8.prefix(3)) ?? $0 }) + 1
        case .longMonth: month = try name(CivilTime.monthNames) + 1
        case .monthNumber, .monthTwoDigits:
            month = try number(isTwoDigits: element == .monthTwoDigits, in: 1...12, "month")
        case .weekday: _ = try name(CivilTime.weekdayNames.map { String($0.utf8.prefix(3)) ?? $0 })
        case .longWeekday: _ = try name(CivilTime.weekdayNames)
        case .day, .dayTwoDigits, .daySpaced:
            if element == .daySpaced { skipOneSpace() }
            day = try number(isTwoDigits: element == .dayTwoDigits)
        case .dayOfYearSpaced:
            skipOneSpace()
            skipOneSpace()
            dayOfYear = try upToThreeDigits(least: 1)
        case .dayOfYearThreeDigits: dayOfYear = try upToThreeDigits(least: 3)
        case .hour: time.hour = try number(isTwoDigits: false, in: 0...23, "hour")
        case .hour12, .hour12TwoDigits:
            time.hour = try number(isTwoDigits: element == .hour12TwoDigits, in: 0...12, "hour")
        case .minute, .minuteTwoDigits:
            time.minute = try number(isTwoDigits: element == .minuteTwoDigits, in: 0...59, "minute")
        case .second, .secondTwoDigits:
            time.second = try number(isTwoDigits: element == .secondTwoDigits, in: 0...59, "second")
            // A fraction may follow although the layout has none.
            if case .fraction = next.element, next.literal.isEmpty { return }
            if isFraction { time.nanosecond = try fraction(digits: nil) }
        case .upperHalf: isAfternoon = try half("AM", "PM")
        case .lowerHalf: isAfternoon = try half("am", "pm")
        case .zoneName: try readZoneName()
        case .zoneOffset(let form, let zForUTC):
            // Go takes a plain Z for all forms but those with seconds.
            let mayBeZ = zForUTC && form != .seconds && form != .colonSeconds
            if mayBeZ, index < text.count, text[index] == UInt8(ascii: "Z") {
                index += 1
                zoneOffset = 0
            } else {
                try readOffset(form)
            }
        case .fraction(let digits, let trims, _):
            if !trims {
                time.nanosecond = try fraction(digits: digits)
            } else if isFraction {
                time.nanosecond = try fraction(digits: nil)
            }
        }
    }

    /// Passes over `literal`. Runs of spaces match each other whatever their length.
    private mutating func skip(_ literal: [UInt8]) -> Bool {
        var place = 0
        while place < literal.count {
            if literal[place] == UInt8(ascii: " ") {
                if index < text.count, text[index] != UInt8(ascii: " ") { return false }
                while place < literal.count, literal[place] == UInt8(ascii: " ") { place += 1 }
                while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
            } else {
                guard index < text.count, text[index] == literal[place] else { return false }
                place += 1
                index += 1
            }
        }
        return true
    }

    private mutating func skipOneSpace() {
        if index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
    }

    private func isDigit(_ place: Int) -> Bool { place < text.count && text[place] &- UInt8(ascii: "0") <= 9 }

    private var isFraction: Bool {
        index < text.count && ".,".utf8.contains(text[index]) && isDigit(index + 1)
    }

    private mutating func fixed(_ count: Int) throws(Problem) -> Int {
        var result = 0
        for place in index..<(index + count) {
            guard isDigit(place) else { throw .mismatch }
            result = result * 10 + Int(text[place] - UInt8(ascii: "0"))
        }
        index += count
        return result
    }

    /// One or two digits, or exactly two.
    private mutating func number(
        isTwoDigits: Bool, in range: ClosedRange<Int>? = nil, _ field: String = ""
    ) throws(Problem) -> Int {
        let result = try fixed(isTwoDigits || isDigit(index + 1) ? 2 : 1)
        if let range, !range.contains(result) { throw .outOfRange(field) }
        return result
    }

    private mutating func upToThreeDigits(least: Int) throws(Problem) -> Int {
        let count = (0..<3).prefix { isDigit(index + $0) }.count
        guard count >= least else { throw .mismatch }
        return try fixed(count)
    }

    private mutating func name(_ names: [String]) throws(Problem) -> Int {
        for (place, name) in names.enumerated() where text.count - index >= name.utf8.count {
            if zip(text[index...], name.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
                index += name.utf8.count
                return place
            }
        }
        throw .mismatch
    }

    private mutating func half(_ morning: String, _ afternoon: String) throws(Problem) -> Bool {
        let rest = text[index...].prefix(2)
        guard rest.elementsEqual(morning.utf8) || rest.elementsEqual(afternoon.utf8) else { throw .mismatch }
        index += 2
        return rest.elementsEqual(afternoon.utf8)
    }

    /// A separator and exactly so many digits, or as many as there are. What is finer than nanoseconds is dropped.
    private mutating func fraction(digits: Int?) throws(Problem) -> Int {
        let available = text[(min(index + 1, text.count))...].prefix { $0 &- UInt8(ascii: "0") <= 9 }.count
        let count = digits ?? available
        guard index < text.count, ".,".utf8.contains(text[index]), count <= available else { throw .mismatch }
        var result = 0
        for place in 0..<9 {
            result = result * 10 + (place < count ? Int(text[index + 1 + place] - UInt8(ascii: "0")) : 0)
        }
        index += 1 + count
        return result
    }

    private mutating func readOffset(_ form: TimeLayout.OffsetForm) throws(Problem) {
        guard index < text.count, "+-".utf8.contains(text[index]) else { throw .mismatch }
        let isWest = text[index] == UInt8(ascii: "-")
        index += 1
        let hours = try fixed(2)
        var (minutes, seconds) = (0, 0)
        let hasColons = form == .colon || form == .colonSeconds
        if form != .short {
            if hasColons && !skip([UInt8(ascii: ":")]) { throw .mismatch }
            minutes = try fixed(2)
        }
        if form == .seconds || form == .colonSeconds {
            if hasColons && !skip([UInt8(ascii: ":")]) { throw .mismatch }
            seconds = try fixed(2)
        }
        // Go lets a full day, hour and minute pass.
        if hours > 24 { throw .outOfRange("time zone offset hour") }
        if minutes > 60 { throw .outOfRange("time zone offset minute") }
        if seconds > 60 { throw .outOfRange("time zone offset second") }
        let total = (hours * 60 + minutes) * 60 + seconds
        zoneOffset = isWest ? -total : total
    }

    /// An abbreviation such as `CET`, `GMT+3` or `-03`. It moves nothing: abbreviations are ambiguous.
    private mutating func readZoneName() throws(Problem) {
        let rest = text[index...]
        if rest.starts(with: "UTC".utf8) {
            index += 3
        } else if rest.starts(with: "ChST".utf8) || rest.starts(with: "MeST".utf8) {
            index += 4
        } else if rest.starts(with: "GMT".utf8) {
            index += 3
            index += signedOffsetLength
        } else if signedOffsetLength > 0 {
            index += signedOffsetLength
        } else {
            let letters = rest.prefix(6).prefix { $0 &- UInt8(ascii: "A") < 26 }
            let isName: Bool
            switch letters.count {
            case 3: isName = true
            case 4: isName = letters.last == UInt8(ascii: "T") || letters.elementsEqual("WITA".utf8)
            case 5: isName = letters.last == UInt8(ascii: "T")
            default: isName = false
            }
            guard isName else { throw .mismatch }
            index += letters.count
        }
    }

    /// Bytes of a sign and a number of hours up to 23; 0 when there is none.
    private var signedOffsetLength: Int {
        guard index < text.count, "+-".utf8.contains(text[index]) else { return 0 }
        let digits = text[(index + 1)...].prefix { $0 &- UInt8(ascii: "0") <= 9 }
        guard let hours = Int(String(decoding: digits, as: UTF8.self)), hours <= 23 else { return 0 }
        return 1 + digits.count
    }
}
