import Documents

extension BuiltinTable {
    /// Points in time as nanoseconds since 1970, alone or with a zone: `ns`, `[ns, zone]`.
    static let time: [Builtin] = [
        Builtin("time.now_ns", [], .number, isPure: false) { context, _ throws(BuiltinError) in
            context.arena.number(Int(context.now))
        },
        Builtin("time.parse_ns", [.string, .string], .number) { context, args throws(BuiltinError) in
            let layout = TimeLayout(try args.string(0).string)
            return context.arena.number(Int(try layout.parse(args.string(1).utf8)))
        },
        Builtin("time.parse_rfc3339_ns", [.string], .number) { context, args throws(BuiltinError) in
            context.arena.number(Int(try TimeLayout.rfc3339.parse(args.string(0).utf8)))
        },
        Builtin("time.parse_duration_ns", [.string], .number) { context, args throws(BuiltinError) in
            context.arena.number(Int(try Duration64.parse(args.string(0))))
        },
        Builtin("time.date", [.moment], .array(.number)) { context, args throws(BuiltinError) in
            let time = try Moment(args[0], in: context).civil
            return context.arena.array([time.year, time.month, time.day].map { context.arena.number($0) })
        },
        Builtin("time.clock", [.moment], .array(.number)) { context, args throws(BuiltinError) in
            let time = try Moment(args[0], in: context).civil
            return context.arena.array([time.hour, time.minute, time.second].map { context.arena.number($0) })
        },
        Builtin("time.weekday", [.moment], .string) { context, args throws(BuiltinError) in
            context.arena.string(CivilTime.weekdayNames[try Moment(args[0], in: context).civil.weekday])
        },
        Builtin("time.format", [.moment], .string) { context, args throws(BuiltinError) in
            let moment = try Moment(args[0], in: context)
            return try context.string(moment.layout.format(moment.civil, moment.offset))
        },
        Builtin("time.add_date", [.moment, .number, .number, .number], .number) { context, args throws(BuiltinError) in
            let moment = try Moment(args[0], in: context)
            let (years, months, days) = (try args.integer(1), try args.integer(2), try args.integer(3))
            return context.arena.number(Int(try moment.adding(years: years, months: months, days: days)))
        },
        Builtin("time.diff", [.moment, .moment], .array(.number)) { context, args throws(BuiltinError) in
            let (first, second) = (try Moment(args[0], in: context), try Moment(args[1], in: context))
            return context.arena.array(Moment.difference(first, second).map { context.arena.number($0) })
        },
    ]
}

extension RegoType {
    fileprivate static let moment: RegoType = .union([.number, .array(.union([.number, .string]))])
}

/// A point in time, a zone to see it in, and a layout to write it in.
private struct Moment {
    let seconds: Int
    let nanosecond: Int
    let zone: TimeZoneRules
    let layout: TimeLayout

    /// - Parameter value: `ns`, `[ns]`, `[ns, zone]` or `[ns, zone, layout]`.
    init(_ value: Value, in context: BuiltinContext) throws(BuiltinError) {
        let wanted = "either number (ns) or [number (ns), string (tz)]"
        guard value.isNumber || value.isArray && value.count > 0 else { throw .type(1, value, wanted) }
        let elements = value.isArray ? value.elements : UnsafeBufferPointer(start: nil, count: 0)
        let number = value.isNumber ? value : elements[0]
        guard number.isNumber else { throw .type(1, number, "number") }
        for element in elements.dropFirst().prefix(2) where !element.isString { throw .type(1, element, "string") }
        guard let nanoseconds = number.integer else { throw .failure("timestamp too big") }
        seconds = CivilTime.floorDivide(nanoseconds, 1_000_000_000)
        nanosecond = Int(Int128(nanoseconds) - Int128(seconds) * 1_000_000_000)
        zone = elements.count > 1 ? try context.timeZones.zone(elements[1].string) : .utc
        layout = elements.count > 2 && elements[2].utf8.count > 0 ? TimeLayout(elements[2].string) : .rfc3339Nano
    }

    var offset: TimeZoneRules.Offset { zone.offset(at: seconds) }

    var civil: CivilTime { civil(in: zone) }

    func civil(in zone: TimeZoneRules) -> CivilTime {
        CivilTime(secondsSince1970: seconds + zone.offset(at: seconds).seconds, nanosecond: nanosecond)
    }

    /// The same time of day on a later or earlier date in the same zone.
    func adding(years: Int, months: Int, days: Int) throws(BuiltinError) -> Int64 {
        // Far beyond what nanoseconds can say, and far from overflow.
        for amount in [years, months, days] where amount.magnitude > 1_000_000_000 {
            throw .failure("time outside of valid range")
        }
        var time = civil
        time.year += years
        time.month += months
        time.day += days
        let local = time.secondsSince1970
        let guess = zone.offset(at: local).seconds
        let offset = guess == 0 ? 0 : zone.offset(at: local - guess).seconds
        return try .nanoseconds(local - offset, nanosecond)
    }

    /// Whole years, months, days, hours, minutes and seconds between two points, in the zone of the first.
    static func difference(_ first: Moment, _ second: Moment) -> [Int] {
        var (early, late) = (first.civil, second.civil(in: first.zone))
        if (first.seconds, first.nanosecond) > (second.seconds, second.nanosecond) { swap(&early, &late) }
        var result = [
            late.year - early.year, late.month - early.month, late.day - early.day, late.hour - early.hour,
            late.minute - early.minute, late.second - early.second,
        ]
        let limits = [0, 12, CivilTime.dayCount(early.month, of: early.year), 24, 60, 60]
        for place in (1...5).reversed() where result[place] < 0 {
            result[place] += limits[place]
            result[place - 1] -= 1
        }
        return result
    }
}

/// Durations such as `1h30m` or `-1.5s`.
private enum Duration64 {
    private static let units: [(name: String, nanoseconds: UInt64)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    static func parse(_ value: Value) throws(BuiltinError) -> Int64 {
        let text = value.utf8
        func failure(_ start: String, _ end: String = "") -> BuiltinError {
            .failure("time: \(start) duration \(GoQuote.plainText(text))\(end)")
        }
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
        if text.count == index + 1, text[index] == UInt8(ascii: "0") { return 0 }
        guard index < text.count else { throw failure("invalid") }
        var total: UInt64 = 0
        while index < text.count {
            let wholeStart = index
            var whole: UInt64 = 0
            while index < text.count, text[index] &- UInt8(ascii: "0") <= 9 {
                guard whole <= (1 << 63) / 10 else { throw failure("invalid") }
                whole = whole * 10 + UInt64(text[index] - UInt8(ascii: "0"))
                guard whole <= 1 << 63 else { throw failure("invalid") }
                index += 1
            }
            var hasDigits = index > wholeStart
            var (fraction, scale): (UInt64, Double) = (0, 1)
            if index < text.count, text[index] == UInt8(ascii: ".") {
                index += 1
                while index < text.count, text[index] &- UInt8(ascii: "0") <= 9 {
                    hasDigits = true
                    // Digits beyond what 63 bits hold change nothing.
                    if fraction < (1 << 63) / 10 - 1 {
                        fraction = fraction * 10 + UInt64(text[index] - UInt8(ascii: "0"))
                        scale *= 10
                    }
                    index += 1
                }
            }
            guard hasDigits else { throw failure("invalid") }
            let unitStart = index
            while index < text.count, text[index] != UInt8(ascii: "."), text[index] &- UInt8(ascii: "0") > 9 {
                index += 1
            }
            let name = text.part(unitStart..<index)
            if name.isEmpty { throw failure("missing unit in") }
            guard let unit = units.first(where: { $0.name.utf8.elementsEqual(name) }) else {
                throw failure("unknown unit \(GoQuote.plainText(name)) in")
            }
            guard whole <= (1 << 63) / unit.nanoseconds else { throw failure("invalid") }
            // The arithmetic of Go's parser, double included.
            let part = whole * unit.nanoseconds + UInt64(Double(fraction) * (Double(unit.nanoseconds) / scale))
            total += part
            guard part <= 1 << 63, total <= 1 << 63 else { throw failure("invalid") }
        }
        if isNegative { return Int64(truncatingIfNeeded: 0 &- total) }
        guard let result = Int64(exactly: total) else { throw failure("invalid") }
        return result
    }
}
