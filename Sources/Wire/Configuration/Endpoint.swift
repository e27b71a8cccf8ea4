/// The addresses that components build from the URLs ConfigMap: base, path, and a query in a fixed order.
public enum Endpoint {
    /// Job reports.
    public static let jobReports = "/k8s/sysreport"
    /// Posture reports in parts.
    public static let postureReport = "/k8s/v2/postureReport"
    /// Results of image scans in parts.
    public static let containerScan = "/k8s/v2/containerScan"
    /// Inventory, by websocket.
    public static let clusterReports = "/k8s/cluster-reports"
    /// Registration at a gateway, by websocket.
    public static let waitForNotification = "/v1/waitfornotification"
    /// Publishing at a gateway.
    public static let sendNotification = "/v1/sendnotification"
    /// Commands to the Kontroller.
    public static let triggerAction = "/v1/triggerAction"
    /// Questions to the Kubescape service.
    public static let scan = "/v1/scan"
    public static let status = "/v1/status"
    public static let results = "/v1/results"
    /// Questions to Kubevuln.
    public static let scanImage = "/v1/scanImage"
    /// Probes.
    public static let readiness = "/v1/readiness"
    public static let liveness = "/v1/liveness"

    /// A URL. `base` may lack its scheme, as in-cluster addresses do, and may end in a slash.
    public static func url(
        _ base: String, _ path: String, query: KeyValuePairs<String, String> = [:], defaultScheme: String = "http"
    ) -> String {
        var url = base.contains("://") ? base : "\(defaultScheme)://\(base)"
        while url.hasSuffix("/") { url.removeLast() }
        return url + path + (query.isEmpty ? "" : "?" + encoded(query))
    }

    /// A query, names and values percent-encoded.
    public static func encoded(_ query: KeyValuePairs<String, String>) -> String {
        query.map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }.joined(separator: "&")
    }

    /// Everything but the unreserved characters of RFC 3986 as `%XX`.
    public static func percentEncoded(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            let isPlain =
                0x61...0x7A ~= byte || 0x41...0x5A ~= byte || 0x30...0x39 ~= byte || "-._~".utf8.contains(byte)
            if isPlain {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
