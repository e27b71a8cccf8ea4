import Crypto

/// A signature of version 4 over a request ("Authenticating Requests", Amazon S3 API reference).
struct AWSSignature {
    /// The value of the header `Authorization`.
    let authorization: [UInt8]
    /// The headers that must be sent with it, in the order of their names.
    let headers: [(name: String, value: [UInt8])]

    /// Headers that proxies change, which are therefore not signed.
    private static let unsigned = ["authorization", "user-agent", "x-amzn-trace-id"]

    /// - Parameters:
    ///   - headers: those of the request; its own values win over those of the signature.
    ///   - time: nanoseconds since 1970.
    init(
        method: [UInt8], target: GoURL, headers: [(name: [UInt8], value: [UInt8])], body: [UInt8], time: Int,
        _ credentials: AWSCredentials
    ) {
        let content =
            credentials.signsPayload
            ? Hashes.hexadecimal(SignatureHash.sha256.digest(body)) : Array("UNSIGNED-PAYLOAD".utf8)
        let (day, moment) = AWSSignature.timeTexts(time)

        var added: [String: [UInt8]] = ["host": target.host, "x-amz-date": Array(moment.utf8)]
        let isStorage = ["s3", "glacier"].contains(String(decoding: credentials.service, as: UTF8.self))
        if isStorage || !credentials.signsPayload { added["x-amz-content-sha256"] = content }
        if !credentials.sessionToken.isEmpty { added["x-amz-security-token"] = credentials.sessionToken }

        var signed = Dictionary(uniqueKeysWithValues: added.map { (Name(bytes: Array($0.key.utf8)), $0.value) })
        for header in headers {
            let name = header.name.map(ASCII.lowercased)
            if AWSSignature.unsigned.contains(where: { name.elementsEqual($0.utf8) }) { continue }
            signed[Name(bytes: name)] = header.value
        }
        let names = signed.keys.sorted()
        let nameList = Array(names.map(\.bytes).joined(separator: [UInt8(ascii: ";")]))

        let newline = UInt8(ascii: "\n")
        var request = method + [newline] + target.escapedPath + [newline] + target.query + [newline]
        for name in names { request += name.bytes + [UInt8(ascii: ":")] + (signed[name] ?? []) + [newline] }
        request += [newline] + nameList + [newline] + content

        let slash = UInt8(ascii: "/")
        let scope =
            Array(day.utf8) + [slash] + credentials.region + [slash] + credentials.service + Array("/aws4_request".utf8)
        let text =
            Array("AWS4-HMAC-SHA256\n\(moment)\n".utf8) + scope + [newline]
            + Hashes.hexadecimal(SignatureHash.sha256.digest(request))

        var key = Array("AWS4".utf8) + credentials.secretKey
        for part in [Array(day.utf8), credentials.region, credentials.service, Array("aws4_request".utf8), text] {
            key = SignatureHash.sha256.keyedDigest(part, key: key)
        }
        authorization =
            Array("AWS4-HMAC-SHA256 Credential=".utf8) + credentials.accessKey + [slash] + scope
            + Array(",SignedHeaders=".utf8) + nameList + Array(",Signature=".utf8) + Hashes.hexadecimal(key)
        self.headers = added.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// A header name, compared by bytes.
    private struct Name: Hashable, Comparable {
        let bytes: [UInt8]
        static func < (left: Name, right: Name) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
    }

    /// `20151021` and `20151021T072800Z`.
    private static func timeTexts(_ nanoseconds: Int) -> (day: String, moment: String) {
        let seconds = nanoseconds.flooredQuotient(1_000_000_000)
        let days = seconds.flooredQuotient(86_400)
        let date = CivilDate(daysSince1970: days)
        let second = seconds - days * 86_400
        let day = padded(date.year, 4) + padded(date.month, 2) + padded(date.day, 2)
        return (day, "\(day)T\(padded(second / 3600, 2))\(padded(second / 60 % 60, 2))\(padded(second % 60, 2))Z")
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(width - text.utf8.count, 0)) + text
    }
}
