import Foundation

/// A point in time in milliseconds since 1970, in UTC.
public struct Moment: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Seconds since 1970.
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        milliseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// The clock of the machine.
    public static var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    public static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// This point moved by so many seconds; stops at the ends of the range.
    public func adding(seconds: Int64) -> Moment {
        let (step, tooFar) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, overflow) = milliseconds.addingReportingOverflow(step)
        return Moment(milliseconds: tooFar || overflow ? (seconds < 0 ? .min : .max) : sum)
    }

    /// This point moved by so many milliseconds; stops at the ends of the range.
    public func adding(milliseconds step: Int64) -> Moment {
        let (sum, overflow) = milliseconds.addingReportingOverflow(step)
        return Moment(milliseconds: overflow ? (step < 0 ? .min : .max) : sum)
    }

    /// Days since 1970, for rollups.
    public var day: Int {
        Int(milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000)
    }

    /// RFC 3339 with milliseconds, in UTC.
    public var description: String {
        var seconds = time_t(milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000)
        let rest = milliseconds - Int64(seconds) * 1000
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func pad(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(width - text.count, 0)) + text
        }
        let date = "\(pad(Int(parts.tm_year) + 1900, 4))-\(pad(Int(parts.tm_mon) + 1, 2))-\(pad(Int(parts.tm_mday), 2))"
        let time = "\(pad(Int(parts.tm_hour), 2)):\(pad(Int(parts.tm_min), 2)):\(pad(Int(parts.tm_sec), 2))"
        return "\(date)T\(time).\(pad(Int(rest), 3))Z"
    }

    /// Reads RFC 3339, whatever the number of digits of its fraction; nil for anything else, and for the unset time
    /// of Go, `0001-01-01T00:00:00Z`.
    public init?(rfc3339 text: String) {
        var reader = DigitReader(Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
            let second = reader.number(2), 1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second < 61,
            year > 1
        else { return nil }
        var millisecond = 0
        if reader.take(".") {
            guard let fraction = reader.fraction() else { return nil }
            millisecond = fraction
        }
        var offset = 0
        if !reader.take("Z"), !reader.take("z") {
            let east = reader.take("+")
            guard east || reader.take("-"), let hours = reader.number(2), reader.take(":"),
                let minutes = reader.number(2)
            else { return nil }
            offset = (hours * 60 + minutes) * (east ? -60 : 60)
        }
        guard reader.isAtEnd else { return nil }
        let seconds = Moment.daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second + offset
        milliseconds = Int64(seconds) * 1000 + Int64(millisecond)
    }

    /// Days since 1970 of a date of the Gregorian calendar.
    private static func daysFromCivil(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private struct DigitReader {
        let bytes: [UInt8]
        var place = 0
        init(_ bytes: [UInt8]) { self.bytes = bytes }
        var isAtEnd: Bool { place == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
            place += 1
            return true
        }

        mutating func number(_ digits: Int) -> Int? {
            guard place + digits <= bytes.count else { return nil }
            var number = 0
            for byte in bytes[place..<place + digits] {
                guard byte &- 48 < 10 else { return nil }
                number = number * 10 + Int(byte - 48)
            }
            place += digits
            return number
        }

        /// Digits after the point as milliseconds.
        mutating func fraction() -> Int? {
            var milliseconds = 0
            var digits = 0
            while place < bytes.count, bytes[place] &- 48 < 10 {
                if digits < 3 { milliseconds = milliseconds * 10 + Int(bytes[place] - 48) }
                digits += 1
                place += 1
            }
            guard digits > 0 else { return nil }
            for _ in min(digits, 3)..<3 { milliseconds *= 10 }
            return milliseconds
        }
    }
}
