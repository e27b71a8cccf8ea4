/// A layout of Go's `time` package: an example of how the second of January 2006 at 15:04:05 would be written.
struct TimeLayout {
    enum Element: Equatable {
        case longMonth, month, monthNumber, monthTwoDigits
        case longWeekday, weekday
        case day, daySpaced, dayTwoDigits
        case dayOfYearSpaced, dayOfYearThreeDigits
        case hour, hour12, hour12TwoDigits
        case minute, minuteTwoDigits, second, secondTwoDigits
        case longYear, year
        case upperHalf, lowerHalf
        case zoneName
        case zoneOffset(OffsetForm, zForUTC: Bool)
        case fraction(digits: Int, trims: Bool, separator: UInt8)
    }

    /// `-0700`, `-07`, `-07:00`, `-070000`, `-07:00:00`
    enum OffsetForm { case plain, short, colon, seconds, colonSeconds }

    /// Literal text before an element; the last part has no element.
    struct Part {
        let literal: [UInt8]
        let element: Element?
        /// The element as it is spelled in the layout.
        let spelling: [UInt8]
    }

    let text: [UInt8]
    let parts: [Part]

    /// Names that policies may use instead of a layout.
    private static let named: [String: String] = [
        "ANSIC": "Mon Jan _2 15:04:05 2006",
        "UnixDate": "Mon Jan _2 15:04:05 MST 2006",
        "RubyDate": "Mon Jan 02 15:04:05 -0700 2006",
        "RFC822": "02 Jan 06 15:04 MST",
        "RFC822Z": "02 Jan 06 15:04 -0700",
        "RFC850": "Monday, 02-Jan-06 15:04:05 MST",
        "RFC1123": "Mon, 02 Jan 2006 15:04:05 MST",
        "RFC1123Z": "Mon, 02 Jan 2006 15:04:05 -0700",
        "RFC3339": "2006-01-02T15:04:05Z07:00",
        "RFC3339Nano": "2006-01-02T15:04:05.999999999Z07:00",
    ]

    static let rfc3339 = TimeLayout("RFC3339")
    static let rfc3339Nano = TimeLayout("RFC3339Nano")

    /// - Parameter name: a layout or the name of a well-known one.
    init(_ name: String) {
        text = Array((TimeLayout.named[name] ?? name).utf8)
        var parts: [Part] = []
        var (start, index) = (0, 0)
        while index < text.count {
            guard let (element, range) = TimeLayout.element(text, index) else {
                index += 1
                continue
            }
            parts.append(
                Part(
                    literal: Array(text[start..<range.lowerBound]), element: element, spelling: Array(text[range])))
            index = range.upperBound
            start = index
        }
        parts.append(Part(literal: Array(text[start...]), element: nil, spelling: []))
        self.parts = parts
    }

    /// Elements by their spelling, in the order in which they are tried; the longer of two that begin alike first.
    private static let spellings: [(text: [UInt8], element: Element)] = {
        let table: [(String, Element)] = [
            ("January", .longMonth), ("Monday", .longWeekday), ("MST", .zoneName),
            ("01", .monthTwoDigits), ("02", .dayTwoDigits), ("03", .hour12TwoDigits), ("04", .minuteTwoDigits),
            ("05", .secondTwoDigits), ("06", .year), ("002", .dayOfYearThreeDigits),
            ("15", .hour), ("1", .monthNumber), ("2006", .longYear), ("2", .day),
            ("__2", .dayOfYearSpaced), ("3", .hour12), ("4", .minute), ("5", .second),
            ("PM", .upperHalf), ("pm", .lowerHalf),
        ]
        var result = table.map { (Array($0.0.utf8), $0.1) }
        for (sign, zForUTC) in [("-", false), ("Z", true)] {
            result += [
                (Array("\(sign)070000".utf8), .zoneOffset(.seconds, zForUTC: zForUTC)),
                (Array("\(sign)07:00:00".utf8), .zoneOffset(.colonSeconds, zForUTC: zForUTC)),
                (Array("\(sign)0700".utf8), .zoneOffset(.plain, zForUTC: zForUTC)),
                (Array("\(sign)07:00".utf8), .zoneOffset(.colon, zForUTC: zForUTC)),
                (Array("\(sign)07".utf8), .zoneOffset(.short, zForUTC: zForUTC)),
            ]
        }
        return result
    }()

    /// The element that starts at `index`, and its bytes.
    private static func element(_ text: [UInt8], _ index: Int) -> (Element, Range<Int>)? {
        let rest = text[index...]
        switch text[index] {
        case UInt8(ascii: "_") where rest.starts(with: "_2006".utf8):
            // A literal underscore before the year.
            return (.longYear, (index + 1)..<(index + 5))
        case UInt8(ascii: "_") where rest.starts(with: "_2".utf8):
            return (.daySpaced, index..<(index + 2))
        case UInt8(ascii: "."), UInt8(ascii: ","): return fraction(text, index)
        default: break
        }
        for spelling in spellings where rest.starts(with: spelling.text) {
            return (spelling.element, index..<(index + spelling.text.count))
        }
        // Not within words such as Janet or Month.
        let isFollowedByLetter = text.count > index + 3 && text[index + 3] &- UInt8(ascii: "a") < 26
        if isFollowedByLetter { return nil }
        if rest.starts(with: "Jan".utf8) { return (.month, index..<(index + 3)) }
        if rest.starts(with: "Mon".utf8) { return (.weekday, index..<(index + 3)) }
        return nil
    }

    /// Zeros or nines after a point or comma, with no other digit after them.
    private static func fraction(_ text: [UInt8], _ index: Int) -> (Element, Range<Int>)? {
        guard index + 1 < text.count, "09".utf8.contains(text[index + 1]) else { return nil }
        let digit = text[index + 1]
        let end = text[(index + 1)...].firstIndex { $0 != digit } ?? text.count
        if end < text.count, text[end] &- UInt8(ascii: "0") <= 9 { return nil }
        let element = Element.fraction(
            digits: end - index - 1, trims: digit == UInt8(ascii: "9"), separator: text[index])
        return (element, index..<end)
    }
}
