extension TimeLayout {
    /// The text of a moment, given as the civil time of its zone.
    func format(_ time: CivilTime, _ zone: TimeZoneRules.Offset) -> [UInt8] {
        var output: [UInt8] = []
        for part in parts {
            output.append(contentsOf: part.literal)
            if let element = part.element { TimeLayout.append(element, time, zone, to: &output) }
        }
        return output
    }

    private static func append(
        _ element: Element, _ time: CivilTime, _ zone: TimeZoneRules.Offset, to output: inout [UInt8]
    ) {
        let hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12
        switch element {
        case .longMonth: output.append(contentsOf: CivilTime.monthNames[time.month - 1].utf8)
        case .month: output.append(contentsOf: CivilTime.monthNames[time.month - 1].utf8.prefix(3))
        case .monthNumber: number(time.month, 0, to: &output)
        case .monthTwoDigits: number(time.month, 2, to: &output)
        case .longWeekday: output.append(contentsOf: CivilTime.weekdayNames[time.weekday].utf8)
        case .weekday: output.append(contentsOf: CivilTime.weekdayNames[time.weekday].utf8.prefix(3))
        case .day: number(time.day, 0, to: &output)
        case .daySpaced: number(time.day, 2, fill: " ", to: &output)
        case .dayTwoDigits: number(time.day, 2, to: &output)
        case .dayOfYearSpaced: number(time.dayOfYear, 3, fill: " ", to: &output)
        case .dayOfYearThreeDigits: number(time.dayOfYear, 3, to: &output)
        case .hour: number(time.hour, 2, to: &output)
        case .hour12: number(hour12, 0, to: &output)
        case .hour12TwoDigits: number(hour12, 2, to: &output)
        case .minute: number(time.minute, 0, to: &output)
        case .minuteTwoDigits: number(time.minute, 2, to: &output)
        case .second: number(time.second, 0, to: &output)
        case .secondTwoDigits: number(time.second, 2, to: &output)
        case .longYear: number(time.year, 4, to: &output)
        case .year: number(max(time.year, 0) % 100, 2, to: &output)
        case .upperHalf: output.append(contentsOf: (time.hour >= 12 ? "PM" : "AM").utf8)
        case .lowerHalf: output.append(contentsOf: (time.hour >= 12 ? "pm" : "am").utf8)
        case .zoneName: output.append(contentsOf: zone.name.utf8)
        case .zoneOffset(let form, let zForUTC): offset(zone.seconds, form, zForUTC, to: &output)
        case .fraction(let digits, let trims, let separator):
            fraction(time.nanosecond, digits, trims, separator, to: &output)
        }
    }

    private static func number(
        _ value: Int, _ width: Int, fill: Unicode.Scalar = "0", to output: inout [UInt8]
    ) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        let digits = String(value.magnitude).utf8
        output.append(contentsOf: repeatElement(UInt8(ascii: fill), count: max(0, width - digits.count)))
        output.append(contentsOf: digits)
    }

    private static func offset(_ seconds: Int, _ form: OffsetForm, _ zForUTC: Bool, to output: inout [UInt8]) {
        if zForUTC && seconds == 0 {
            output.append(UInt8(ascii: "Z"))
            return
        }
        let magnitude = abs(seconds)
        // Less than a minute to the west still counts as plus.
        output.append(UInt8(ascii: seconds <= -60 ? "-" : "+"))
        number(magnitude / 3600, 2, to: &output)
        if form == .short { return }
        if form == .colon || form == .colonSeconds { output.append(UInt8(ascii: ":")) }
        number(magnitude / 60 % 60, 2, to: &output)
        if form == .colonSeconds { output.append(UInt8(ascii: ":")) }
        if form == .seconds || form == .colonSeconds { number(magnitude % 60, 2, to: &output) }
    }

    private static func fraction(
        _ nanosecond: Int, _ digits: Int, _ trims: Bool, _ separator: UInt8, to output: inout [UInt8]
    ) {
        if trims && nanosecond == 0 { return }
        var text: [UInt8] = []
        number(nanosecond, 9, to: &text)
        text.removeLast(max(0, 9 - digits))
        if trims {
            while text.last == UInt8(ascii: "0") { text.removeLast() }
            if text.isEmpty { return }
        }
        output.append(separator)
        output.append(contentsOf: text)
    }
}
