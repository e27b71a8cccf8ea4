import Documents

/// Reads fields that come as data or as the name of a file.
struct KubeconfigFields {
    let entry: Kubeconfig.Entry
    /// The entry in words: `the cluster "prod"`.
    let what: String

    func text(_ field: String) -> String? { entry.node[field]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    /// The path in a field, absolute: relative ones start at the folder of the kubeconfig.
    func path(_ field: String) -> String? {
        text(field).map { $0.hasPrefix("/") ? $0 : "\(entry.folder)/\($0)" }
    }

    /// The bytes of `<field>-data`, or of the file that `<field>` names.
    func bytes(_ field: String) throws(KubeconfigError) -> [UInt8]? {
        if let text = text("\(field)-data") {
            guard let bytes = Base64.decode(text) else { throw .badBase64(field: "\(field)-data", entry: what) }
            return bytes
        }
        guard let path = path(field) else { return nil }
        return try KubeconfigFields.read(path, field: field, entry: what)
    }

    static func read(_ path: String, field: String, entry: String) throws(KubeconfigError) -> [UInt8] {
        do throws(DocumentError) {
            return try SourceBytes(path: path, budget: DocumentBudget(maxBytes: 1 << 20)).owned
        } catch {
            throw .unreadableFile(path: path, field: field, entry: entry, why: FileAccess.reason(error))
        }
    }
}

/// The `user` of a kubeconfig.
struct KubeconfigUser {
    let credential: Credential
    let impersonation: [(name: String, value: String)]

    init(
        _ entry: Kubeconfig.Entry, name: String, cluster: Kubeconfig.Entry, environment: [String: String]
    ) throws(KubeconfigError) {
        let fields = KubeconfigFields(entry: entry, what: "the user \"\(name)\"")
        credential = try KubeconfigUser.credential(fields, name, cluster, environment)
        var headers: [(name: String, value: String)] = []
        if let user = fields.text("as") {
            headers.append(("Impersonate-User", user))
            if let uid = fields.text("as-uid") { headers.append(("Impersonate-Uid", uid)) }
            headers += (entry.node["as-groups"]?.elements ?? []).compactMap(\.string).map { ("Impersonate-Group", $0) }
            for (key, values) in entry.node["as-user-extra"]?.entries ?? [] {
                headers += values.elements.compactMap(\.string)
                    .map { ("Impersonate-Extra-\(APIRequest.escape(key))", $0) }
            }
        }
        impersonation = headers
    }

    private static func credential(
        _ fields: KubeconfigFields, _ name: String, _ cluster: Kubeconfig.Entry, _ environment: [String: String]
    ) throws(KubeconfigError) -> Credential {
        let node = fields.entry.node
        let certificate = try fields.bytes("client-certificate")
        let key = try fields.bytes("client-key")
        if certificate != nil || key != nil {
            guard let certificate, let key else { throw .keyMissing(user: name) }
            return .certificate(ClientIdentity(certificate: certificate, key: key))
        }
        if let path = fields.path("tokenFile") { return .tokenFile(path: path) }
        if let token = fields.text("token") { return .token(token) }
        if let user = fields.text("username") {
            return .basic(user: user, password: fields.text("password") ?? "")
        }
        if let exec = node["exec"] {
            return .exec(
                try ExecPlugin(
                    exec, user: name, folder: fields.entry.folder, cluster: cluster, environment: environment))
        }
        if let provider = node["auth-provider"] {
            throw .authProvider(name: provider["name"]?.string ?? "", user: name)
        }
        return .none
    }
}
