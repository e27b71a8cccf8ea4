/// A date and a time of day in the proleptic Gregorian calendar, without a zone. Fields may be out of range until
/// ``secondsSince1970`` puts them in order, as Go's `time.Date` does.
struct CivilTime: Equatable {
    var year: Int
    /// From 1.
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond = 0

    static let secondsPerDay = 86_400

    /// Seconds since the start of 1970, as if the time were in UTC.
    var secondsSince1970: Int {
        CivilTime.days(year, month, day) * CivilTime.secondsPerDay + hour * 3600 + minute * 60 + second
    }

    /// Days from the start of 1970 to a date. Months beyond the year carry over.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let months = month - 1
        let carried = (months >= 0 ? months : months - 11) / 12
        // Years that start in March, so that the leap day is the last one.
        let monthOfYear = months - carried * 12
        let shifted = (monthOfYear + 10) % 12
        let marchYear = year + carried - (shifted >= 10 ? 1 : 0)
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * shifted + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date and time that many seconds after the start of 1970.
    init(secondsSince1970 seconds: Int, nanosecond: Int) {
        let day = CivilTime.floorDivide(seconds, CivilTime.secondsPerDay)
        let rest = seconds - day * CivilTime.secondsPerDay
        let shiftedDay = day + 719_468
        let era = CivilTime.floorDivide(shiftedDay, 146_097)
        let dayOfEra = shiftedDay - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.day = dayOfYear - (153 * shifted + 2) / 5 + 1
        hour = rest / 3600
        minute = rest / 60 % 60
        second = rest % 60
        self.nanosecond = nanosecond
    }

    init(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, nanosecond: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.nanosecond = nanosecond
    }

    /// From 0 for Sunday.
    var weekday: Int {
        let days = CivilTime.days(year, month, day)
        return (days % 7 + 11) % 7
    }

    /// From 1.
    var dayOfYear: Int { CivilTime.days(year, month, day) - CivilTime.days(year, 1, 1) + 1 }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func dayCount(_ month: Int, of year: Int) -> Int { days(year, month + 1, 1) - days(year, month, 1) }

    static func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
        let (quotient, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }

    static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
