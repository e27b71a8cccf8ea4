public import Documents

/// How the components of a cluster find each other and the backend: the file `clusterData.json` of the URLs ConfigMap.
public struct ClusterData: Sendable, Equatable {
    /// The cluster's name, sanitized.
    public var clusterName: String
    /// The account, called `customerGUID` elsewhere.
    public var account: String
    /// Base URL with scheme, without path; so are all that end in `URL` and are not said to be otherwise.
    public var eventReceiverRestURL: String
    public var eventReceiverWebsocketURL: String
    /// The master gateway's full URL, with path. Empty in a master.
    public var rootGatewayURL: String
    /// `host:port`, perhaps with `ws://` or `wss://`.
    public var gatewayWebsocketURL: String
    /// `host:port`.
    public var gatewayRestURL: String
    /// `host:port`. Empty when the component is not there.
    public var kubevulnURL: String
    /// `host:port`. Empty when the component is not there.
    public var kubescapeURL: String
    /// Unknown keys, and the ones that the chart writes for nobody.
    public var others: [ExtraField]

    private static let keys = [
        "clusterName", "accountID", "eventReceiverRestURL", "eventReceiverWebsocketURL", "rootGatewayURL",
        "gatewayWebsocketURL", "gatewayRestURL", "kubevulnURL", "kubescapeURL",
    ]

    /// Where the file lies unless the environment variable `CONFIG` says otherwise.
    public static let defaultPath = "/etc/config/clusterData.json"

    /// Nothing set.
    public init() {
        clusterName = ""
        account = ""
        eventReceiverRestURL = ""
        eventReceiverWebsocketURL = ""
        rootGatewayURL = ""
        gatewayWebsocketURL = ""
        gatewayRestURL = ""
        kubevulnURL = ""
        kubescapeURL = ""
        others = []
    }

    /// Reads the object.
    public init(_ fields: MessageFields) throws(WireError) {
        clusterName = try fields.text("clusterName")
        account = try fields.text("accountID")
        eventReceiverRestURL = try fields.text("eventReceiverRestURL")
        eventReceiverWebsocketURL = try fields.text("eventReceiverWebsocketURL")
        rootGatewayURL = try fields.text("rootGatewayURL")
        gatewayWebsocketURL = try fields.text("gatewayWebsocketURL")
        gatewayRestURL = try fields.text("gatewayRestURL")
        kubevulnURL = try fields.text("kubevulnURL")
        kubescapeURL = try fields.text("kubescapeURL")
        others = fields.others(than: ClusterData.keys)
    }

    /// Reads JSON or YAML. An empty text is an error.
    public init(text: SourceBytes, name: String) throws(WireError) {
        let documents: [Document]
        do {
            // YAML holds JSON, but only JSON's own parser says well what is wrong with it.
            let first = text.bytes.first { $0 > 0x20 }
            documents =
                first == UInt8(ascii: "{")
                ? [try JSONParser.parse(text, name: name, budget: .message)]
                : try YAMLParser.parse(text, name: name, budget: .message, positions: false)
        } catch {
            throw .document(error)
        }
        guard let document = documents.first else { throw .missing(path: "The content of \(name)") }
        try self.init(MessageFields(document.root))
    }

    /// Reads the file.
    public init(path: String) throws(WireError) {
        let text: SourceBytes
        do {
            text = try SourceBytes(path: path, budget: .message)
        } catch {
            throw .document(error)
        }
        try self.init(text: text, name: path)
    }

    /// The object as JSON.
    public var json: [UInt8] {
        MessageWriter.object { writer in
            writer.field("clusterName", clusterName)
            writer.field("accountID", account)
            writer.field("eventReceiverRestURL", eventReceiverRestURL)
            writer.field("eventReceiverWebsocketURL", eventReceiverWebsocketURL)
            writer.field("rootGatewayURL", rootGatewayURL)
            writer.field("gatewayWebsocketURL", gatewayWebsocketURL)
            writer.field("gatewayRestURL", gatewayRestURL)
            writer.field("kubevulnURL", kubevulnURL)
            writer.field("kubescapeURL", kubescapeURL)
            writer.fields(others)
        }
    }

    /// Throws when a key that a component cannot do without is empty.
    public func require(_ keys: KeyPath<ClusterData, String>...) throws(WireError) {
        for key in keys where self[keyPath: key].isEmpty { throw .missing(path: ClusterData.names[key] ?? "A key") }
    }

    private nonisolated(unsafe) static let names: [PartialKeyPath<ClusterData>: String] = [
        \.clusterName: "clusterName", \.account: "accountID", \.eventReceiverRestURL: "eventReceiverRestURL",
        \.eventReceiverWebsocketURL: "eventReceiverWebsocketURL", \.rootGatewayURL: "rootGatewayURL",
        \.gatewayWebsocketURL: "gatewayWebsocketURL", \.gatewayRestURL: "gatewayRestURL",
        \.kubevulnURL: "kubevulnURL", \.kubescapeURL: "kubescapeURL",
    ]
}
