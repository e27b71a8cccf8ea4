/// The rule at the end of a zone file for all years to come, such as `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX `TZ`).
struct RecurringOffsets: Sendable {
    private enum Day: Sendable {
        /// From 1, the leap day not counted.
        case julian(Int)
        /// From 0, the leap day counted.
        case zeroBased(Int)
        /// The week is 1…5, 5 for the last; the day of the week from 0 for Sunday.
        case month(Int, week: Int, weekday: Int)
    }

    private struct Change: Sendable {
        let day: Day
        let seconds: Int
    }

    private let standard: TimeZoneRules.Offset
    private let daylight: (offset: TimeZoneRules.Offset, start: Change, end: Change)?

    init?(_ text: [UInt8]) {
        var reader = Reader(text: text)
        guard let name = reader.name(), let west = reader.seconds() else { return nil }
        standard = TimeZoneRules.Offset(seconds: -west, isDaylight: false, name: name)
        guard !reader.isAtEnd else {
            daylight = nil
            return
        }
        guard let daylightName = reader.name() else { return nil }
        var seconds = standard.seconds + 3600
        if !reader.isAt(",") {
            guard let west = reader.seconds() else { return nil }
            seconds = -west
        }
        guard let start = reader.change(), let end = reader.change() else { return nil }
        daylight = (TimeZoneRules.Offset(seconds: seconds, isDaylight: true, name: daylightName), start, end)
    }

    func offset(at moment: Int) -> TimeZoneRules.Offset {
        guard let daylight else { return standard }
        let year = CivilTime(secondsSince1970: moment, nanosecond: 0).year
        let start = RecurringOffsets.moment(daylight.start, in: year) - standard.seconds
        let end = RecurringOffsets.moment(daylight.end, in: year) - daylight.offset.seconds
        // In the south daylight time spans the new year.
        let isDaylight = start <= end ? moment >= start && moment < end : moment >= start || moment < end
        return isDaylight ? daylight.offset : standard
    }

    /// Seconds since 1970 by the clock that is about to be changed.
    private static func moment(_ change: Change, in year: Int) -> Int {
        let day: Int
        switch change.day {
        case .julian(let number):
            let leap = CivilTime.isLeap(year) && number >= 60 ? 1 : 0
            day = CivilTime.days(year, 1, 1) + number - 1 + leap
        case .zeroBased(let number): day = CivilTime.days(year, 1, 1) + number
        case .month(let month, let week, let weekday):
            let first = CivilTime(year: year, month: month, day: 1).weekday
            var number = (weekday - first + 7) % 7 + (week - 1) * 7
            if number >= CivilTime.dayCount(month, of: year) { number -= 7 }
            day = CivilTime.days(year, month, 1) + number
        }
        return day * CivilTime.secondsPerDay + change.seconds
    }

    private struct Reader {
        let text: [UInt8]
        var index = 0

        var isAtEnd: Bool { index >= text.count }

        func isAt(_ character: Unicode.Scalar) -> Bool { !isAtEnd && text[index] == UInt8(ascii: character) }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard isAt(character) else { return false }
            index += 1
            return true
        }

        mutating func name() -> String? {
            let start: Int
            let isQuoted = skip("<")
            start = index
            while !isAtEnd, isQuoted ? !isAt(">") : (text[index] | 0x20) &- UInt8(ascii: "a") < 26 { index += 1 }
            let name = String(decoding: text[start..<index], as: UTF8.self)
            if isQuoted && !skip(">") { return nil }
            return name.isEmpty ? nil : name
        }

        mutating func number() -> Int? {
            let start = index
            while !isAtEnd, text[index] &- UInt8(ascii: "0") <= 9, index - start < 6 { index += 1 }
            return Int(String(decoding: text[start..<index], as: UTF8.self))
        }

        /// `[-]hours[:minutes[:seconds]]`
        mutating func seconds() -> Int? {
            let isNegative = skip("-")
            if !isNegative { _ = skip("+") }
            guard let hours = number() else { return nil }
            var total = hours * 3600
            for unit in [60, 1] where skip(":") {
                guard let part = number() else { return nil }
                total += part * unit
            }
            return isNegative ? -total : total
        }

        /// `,day[/time]`; two o'clock when no time is given.
        mutating func change() -> Change? {
            guard skip(",") else { return nil }
            let day: Day
            if skip("M") {
                guard let month = number(), skip("."), let week = number(), skip("."), let weekday = number() else {
                    return nil
                }
                guard (1...12).contains(month), (1...5).contains(week), weekday <= 6 else { return nil }
                day = .month(month, week: week, weekday: weekday)
            } else if skip("J") {
                guard let number = number() else { return nil }
                day = .julian(number)
            } else {
                guard let number = number() else { return nil }
                day = .zeroBased(number)
            }
            guard skip("/") else { return Change(day: day, seconds: 7200) }
            return seconds().map { Change(day: day, seconds: $0) }
        }
    }
}
