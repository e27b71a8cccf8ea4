/// A moment in a certificate, to the second (RFC 5280, section 4.1.2.5).
struct CertificateTime: Hashable {
    let date: CivilDate
    let secondOfDay: Int

    /// Reads a `UTCTime`, whose years have two digits, or a `GeneralizedTime`; both must be in UTC.
    init(_ reader: inout DERReader) throws(BuiltinError) {
        let tag = reader.nextTag
        let isShort = tag == DERReader.Tag.utcTime
        guard let tag, isShort || tag == DERReader.Tag.generalizedTime else {
            throw .failure("x509: unsupported time format")
        }
        let name = isShort ? "UTCTime" : "GeneralizedTime"
        guard let text = reader.content(tag), text.last == UInt8(ascii: "Z"), text.count == (isShort ? 13 : 15) else {
            throw .failure("x509: malformed \(name)")
        }
        var numbers: [Int] = []
        var digits = text.dropLast()
        var width = isShort ? 2 : 4
        while !digits.isEmpty {
            guard digits.prefix(width).allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                throw .failure("x509: malformed \(name)")
            }
            numbers.append(digits.prefix(width).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
            digits = digits.dropFirst(width)
            width = 2
        }
        let year = isShort ? numbers[0] + (numbers[0] < 50 ? 2000 : 1900) : numbers[0]
        date = CivilDate(year: year, month: numbers[1], day: numbers[2])
        guard date.exists, numbers[3] < 24, numbers[4] < 60, numbers[5] < 60 else {
            throw .failure("x509: malformed \(name)")
        }
        secondOfDay = numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
    }

    var secondsSince1970: Int { date.daysSince1970 * 86_400 + secondOfDay }

    /// `2024-01-31T12:34:56Z`
    var text: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(width - digits.utf8.count, 0)) + digits
        }
        let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
        return day + "T\(padded(secondOfDay / 3600, 2)):\(padded(secondOfDay / 60 % 60, 2)):"
            + "\(padded(secondOfDay % 60, 2))Z"
    }
}
