import Testing

@testable import Rego

@Suite struct BuiltinsTimeTests {
    @Test func timesParseAndFormatAsInGo() {
        let cases: [(String, String, String)] = [
            ("time.now_ns", "", "1700000000123456789"),
            ("time.parse_rfc3339_ns", #""2024-01-02T03:04:05.123456789Z""#, "1704164645123456789"),
            ("time.parse_rfc3339_ns", #""2017-06-02T19:00:00-07:00""#, "1496455200000000000"),
            ("time.parse_rfc3339_ns", #""1677-09-21T00:12:43.145224192Z""#, "-9223372036854775808"),
            ("time.parse_rfc3339_ns", #""1677-09-21T00:12:43.145224191Z""#, "error: time outside of valid range"),
            ("time.parse_rfc3339_ns", #""2262-04-11T23:47:16.854775807Z""#, "9223372036854775807"),
            ("time.parse_rfc3339_ns", #""2262-04-11T23:47:16.854775808Z""#, "error: time outside of valid range"),
            (
                "time.parse_rfc3339_ns", #""2024-02-30T00:00:00Z""#,
                #"error: parsing time "2024-02-30T00:00:00Z": day out of range"#
            ),
            (
                "time.parse_rfc3339_ns", #""2024-13-01T00:00:00Z""#,
                #"error: parsing time "2024-13-01T00:00:00Z": month out of range"#
            ),
            (
                "time.parse_rfc3339_ns", #""2024-01-02""#,
                #"error: parsing time "2024-01-02" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T""#
            ),
            (
                "time.parse_rfc3339_ns", #""2024-01-02T03:04:05Zx""#,
                #"error: parsing time "2024-01-02T03:04:05Zx": extra text: "x""#
            ),
            ("time.parse_ns", #""Mon Jan _2 15:04:05 2006", "Fri Jun  2 19:00:00 2017""#, "1496430000000000000"),
            ("time.parse_ns", #""ANSIC", "Fri Jun  2 19:00:00 2017""#, "1496430000000000000"),
            ("time.parse_ns", #""RFC1123Z", "Fri, 02 Jun 2017 19:00:00 +0200""#, "1496422800000000000"),
            ("time.parse_ns", #""UnixDate", "Fri Jun  2 19:00:00 CEST 2017""#, "1496430000000000000"),
            ("time.parse_ns", #""3:04PM", "12:30AM""#, "error: time outside of valid range"),
            ("time.parse_ns", #""2006-01-02 3:04:05.000pm", "2017-06-02 7:00:00.250pm""#, "1496430000250000000"),
            ("time.parse_ns", #""2006 002", "2024 060""#, "1709164800000000000"),
            (
                "time.parse_ns", #""2006-01-02", "2024-1-2""#,
                #"error: parsing time "2024-1-2" as "2006-01-02": cannot parse "1-2" as "01""#
            ),
            ("time.parse_duration_ns", #""1h30m""#, "5400000000000"),
            ("time.parse_duration_ns", #""-1.5s""#, "-1500000000"),
            ("time.parse_duration_ns", #""100ms1µs2ns""#, "100001002"),
            ("time.parse_duration_ns", #""0""#, "0"),
            ("time.parse_duration_ns", #""1""#, #"error: time: missing unit in duration "1""#),
            ("time.parse_duration_ns", #""1x""#, #"error: time: unknown unit "x" in duration "1x""#),
            ("time.parse_duration_ns", #""""#, #"error: time: invalid duration """#),
            ("time.parse_duration_ns", #""9999999h""#, #"error: time: invalid duration "9999999h""#),
            ("time.date", "1517814000000000000", "[2018, 2, 5]"),
            ("time.date", #"[1517832000000000000, "America/New_York"]"#, "[2018, 2, 5]"),
            ("time.date", #"["1", "UTC"]"#, "type error: operand 1 must be number but got string"),
            (
                "time.date", #""1""#,
                "type error: operand 1 must be either number (ns) or [number (ns), string (tz)] but got string"
            ),
            ("time.date", "1582977600000000000000", "error: timestamp too big"),
            ("time.date", "-1", "[1969, 12, 31]"),
            ("time.clock", "1517832000000000000", "[12, 0, 0]"),
            ("time.clock", #"[1517832000000000000, "Asia/Kathmandu"]"#, "[17, 45, 0]"),
            ("time.clock", #"[1517832000000000000, "Nowhere/At_All"]"#, "error: unknown time zone Nowhere/At_All"),
            ("time.clock", #"[1517832000000000000, "../../etc/passwd"]"#, "error: time: invalid location name"),
            ("time.weekday", "1517832000000000000", #""Monday""#),
            ("time.weekday", "-86400000000000", #""Wednesday""#),
            ("time.format", "1670006453141828752", #""2022-12-02T18:40:53.141828752Z""#),
            ("time.format", #"[1670006453141828752, "Asia/Tokyo"]"#, #""2022-12-03T03:40:53.141828752+09:00""#),
            ("time.format", #"[1670006453141828752, "Asia/Tokyo", "RFC1123"]"#, #""Sat, 03 Dec 2022 03:40:53 JST""#),
            // After the last change on file the rule at its end holds; south of the equator it spans the new year.
            (
                "time.format", #"[4110000000000000000, "Europe/Berlin", "RFC1123Z"]"#,
                #""Mon, 29 Mar 2100 12:40:00 +0200""#
            ),
            (
                "time.format", #"[4102444800000000000, "Australia/Sydney", "UnixDate"]"#,
                #""Fri Jan  1 11:00:00 AEDT 2100""#
            ),
            ("time.format", #"[0, "America/Sao_Paulo", "2006 MST"]"#, #""1969 -03""#),
            (
                "time.format",
                #"[1700000000123000000, "", "2006.0000000000000 .999 ,9 __2 002 Month Janet Jan Mon _2006 _2 1 01 3 03 pm PM MST Z07 -07 06 2 15 .00 5 4"]"#,
                #""2023.123000000 .123 ,1 318 318 Month Janet Nov Tue _2023 14 11 11 10 10 pm PM UTC Z +00 23 14 22 .12 20 13""#
            ),
            ("time.add_date", "1585852421593912000, 3, 9, 12", "1705257221593912000"),
            ("time.add_date", "1585852421593912000, 9999999999999, 0, 0", "error: time outside of valid range"),
            ("time.add_date", "1585852421593912000, 300, 0, 0", "error: time outside of valid range"),
            // 28 March 2020, the day before the clocks change in Berlin.
            ("time.add_date", #"[1585396800000000000, "Europe/Berlin"], 0, 0, 1"#, "1585479600000000000"),
            ("time.diff", "1477895915000000000, 1477895915000000000", "[0, 0, 0, 0, 0, 0]"),
            ("time.diff", "1517832000000000000, 1517814000000000000", "[0, 0, 0, 5, 0, 0]"),
            ("time.diff", "1709164800000000000, 1583020800000000000", "[3, 11, 28, 0, 0, 0]"),
        ]
        for (name, arguments, wanted) in cases {
            #expect(BuiltinCall.answer(name, arguments) == wanted, "\(name)(\(arguments))")
        }
    }
}
