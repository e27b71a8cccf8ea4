/// A moment, in seconds since 1970 UTC. Enough for expiry dates and the age of policies.
public struct Timestamp: Sendable, Hashable, Comparable {
    public var seconds: Int

    public init(seconds: Int) { self.seconds = seconds }

    /// `2026-12-31T23:59:59Z` (RFC 3339), or a date, which stands for its last second in UTC.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            guard range.upperBound <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[range] {
                guard case 48...57 = byte else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        func isAt(_ place: Int, _ character: Character) -> Bool {
            place < bytes.count && bytes[place] == character.asciiValue
        }
        guard let year = number(0..<4), isAt(4, "-"), let month = number(5..<7), isAt(7, "-"),
            let day = number(8..<10), 1...12 ~= month, 1...Timestamp.days(in: month, year) ~= day
        else { return nil }
        let days = Timestamp.days(year, month, day)
        if bytes.count == 10 {
            seconds = days * 86400 + 86399
            return
        }
        guard isAt(10, "T") || isAt(10, "t") || isAt(10, " "), let hour = number(11..<13), isAt(13, ":"),
            let minute = number(14..<16), isAt(16, ":"), let second = number(17..<19), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var place = 19
        if isAt(place, ".") {
            place += 1
            let first = place
            while place < bytes.count, case 48...57 = bytes[place] { place += 1 }
            guard place > first else { return nil }
        }
        var offset = 0
        if isAt(place, "Z") || isAt(place, "z") {
            place += 1
        } else {
            guard isAt(place, "+") || isAt(place, "-"), let hours = number((place + 1)..<(place + 3)),
                isAt(place + 3, ":"), let minutes = number((place + 4)..<(place + 6)), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (isAt(place, "-") ? -1 : 1)
            place += 6
        }
        guard place == bytes.count else { return nil }
        seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

    private static func days(in month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970 in the Gregorian calendar; years begin in March, so that leap days come last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// `2026-12-31T23:59:59Z`.
    public var text: String {
        let (days, rest) = (seconds.floorDivided(by: 86400), seconds - seconds.floorDivided(by: 86400) * 86400)
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(width - digits.count, 0)) + digits
        }
        return "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(padded(rest / 3600)):"
            + "\(padded(rest / 60 % 60)):\(padded(rest % 60))Z"
    }
}

extension Int {
    fileprivate func floorDivided(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
