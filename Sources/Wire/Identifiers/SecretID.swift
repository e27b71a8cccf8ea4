/// The id of a secret or of one key in it: `sid://cluster-c1/namespace-default/secret-pull/subsecret-key`.
///
/// Only carried through; nothing acts on it.
public struct SecretID: Sendable, Hashable {
    /// The cluster's name.
    public let cluster: String
    /// The namespace.
    public let namespace: String
    /// The secret's name.
    public let name: String
    /// One key of the secret, when only that is meant.
    public let key: String?

    /// Reads an id.
    public init(_ text: String) throws(WireError) {
        let prefixes = ["cluster-", "namespace-", "secret-", "subsecret-"]
        let parts = text.hasPrefix("sid://") ? text.dropFirst(6).split(separator: "/") : []
        guard 3...4 ~= parts.count, text.utf8.count <= 2048,
            zip(parts, prefixes).allSatisfy({ $0.hasPrefix($1) && $0.count > $1.count })
        else {
            throw .invalid(
                path: "The secret id", value: text, what: "sid://cluster-C/namespace-N/secret-NAME is expected")
        }
        let names = zip(parts, prefixes).map { String($0.dropFirst($1.count)) }
        cluster = names[0]
        namespace = names[1]
        name = names[2]
        key = names.count == 4 ? names[3] : nil
    }
}

extension SecretID: CustomStringConvertible {
    /// The id as it goes over the wire.
    public var description: String {
        "sid://cluster-\(cluster)/namespace-\(namespace)/secret-\(name)" + (key.map { "/subsecret-\($0)" } ?? "")
    }
}
