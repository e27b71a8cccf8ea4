import Documents

extension BuiltinTable {
    /// `providers.aws.sign_req`.
    static let requestSigning: [Builtin] = [
        Builtin("providers.aws.sign_req", [.object, .object, .number], .object) {
            (context, arguments) throws(BuiltinError) in
            let request = try arguments.object(0)
            let configuration = try arguments.object(1)
            guard let time = try arguments.number(2).integer else {
                throw .operand(3, "could not convert time_ns value into a unix timestamp")
            }
            let credentials = try AWSCredentials(configuration, context.arena)
            return try RequestSigning.sign(request, credentials, time: time, context.arena)
        }
    ]
}

/// What the second argument of `providers.aws.sign_req` holds.
struct AWSCredentials {
    let accessKey: [UInt8]
    let secretKey: [UInt8]
    let region: [UInt8]
    let service: [UInt8]
    /// Empty when there is none.
    let sessionToken: [UInt8]
    let signsPayload: Bool

    private static let required = ["aws_access_key", "aws_region", "aws_secret_access_key", "aws_service"]

    init(_ object: Value, _ arena: Arena) throws(BuiltinError) {
        let missing = AWSCredentials.required.filter { object.lookup(arena.string($0)).isUndefined }
        guard missing.isEmpty else {
            throw .operand(2, "missing required AWS config parameters(s): \(AWSCredentials.setText(missing))")
        }
        let invalid = AWSCredentials.required.filter { (object.lookup(arena.string($0)).asString ?? "").isEmpty }
        guard invalid.isEmpty else {
            let names = AWSCredentials.setText(invalid)
            throw .operand(2, "invalid values for required AWS config parameters(s): \(names)")
        }
        accessKey = AWSCredentials.text(object.member("aws_access_key"))
        secretKey = AWSCredentials.text(object.member("aws_secret_access_key"))
        region = AWSCredentials.text(object.member("aws_region"))
        service = AWSCredentials.text(object.member("aws_service"))
        sessionToken = AWSCredentials.text(object.member("aws_session_token"))
        let unsigned = object.member("disable_payload_signing")
        guard unsigned.isUndefined || unsigned.isBoolean else {
            throw .operand(2, "invalid value for 'disable_payload_signing' in AWS config")
        }
        signsPayload = !unsigned.isTrue
    }

    /// The bytes of a string; nothing for other values.
    static func text(_ value: Value) -> [UInt8] { value.isString ? Array(value.utf8) : [] }

    /// Names as a set of the language is printed.
    static func setText(_ names: [String]) -> String {
        "{" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "}"
    }
}

/// Checks a request of `http.send` and adds the headers of a signature to it.
private enum RequestSigning {
    private static let allowed: Set<String> = [
        "method", "url", "body", "enable_redirect", "force_json_decode", "force_yaml_decode", "headers", "raw_body",
        "tls_use_system_certs", "tls_ca_cert", "tls_ca_cert_file", "tls_ca_cert_env_variable", "tls_client_cert",
        "tls_client_cert_file", "tls_client_cert_env_variable", "tls_client_key", "tls_client_key_file",
        "tls_client_key_env_variable", "tls_insecure_skip_verify", "tls_server_name", "timeout", "cache",
        "force_cache", "force_cache_duration_seconds", "raise_error", "caching_mode", "max_retry_attempts",
        "cache_ignored_headers",
    ]

    static func sign(
        _ request: Value, _ credentials: AWSCredentials, time: Int, _ arena: Arena
    ) throws(BuiltinError) -> Value {
        try checkNames(request)
        let url = try GoURL(AWSCredentials.text(request.member("url")))
        let headers = request.member("headers")
        guard headers.isUndefined || headers.isObject else {
            throw .operand(1, "invalid headers in request: must be object but got \(headers.typeName)")
        }
        var entries: [(key: Value, value: Value)] = []
        var texts: [(name: [UInt8], value: [UInt8])] = []
        if headers.isObject {
            for (name, value) in zip(headers.keys, headers.values) {
                texts.append((AWSCredentials.text(name), AWSCredentials.text(value)))
                entries.append((arena.string(AWSCredentials.text(name)), arena.string(AWSCredentials.text(value))))
            }
        }
        let signature = AWSSignature(
            method: AWSCredentials.text(request.member("method")).map(ASCII.uppercased), target: url, headers: texts,
            body: body(request), time: time, credentials)
        entries.append((arena.string("Authorization"), arena.string(signature.authorization)))
        for header in signature.headers { entries.append((arena.string(header.name), arena.string(header.value))) }
        return arena.object(request, setting: arena.string("headers"), to: arena.object(entries))
    }

    private static func checkNames(_ request: Value) throws(BuiltinError) {
        let invalid = request.keys.filter { !($0.isString && allowed.contains($0.string)) }
        guard invalid.isEmpty else {
            let names = invalid.map { JSONWriter.compact.string($0) }.joined(separator: ", ")
            throw .operand(1, "invalid request parameters(s): {\(names)}")
        }
        let missing = (["method", "url"] as [StaticString]).filter { request.member($0).isUndefined }
        guard missing.isEmpty else {
            let names = AWSCredentials.setText(missing.map(\.description))
            throw .operand(1, "missing required request parameters(s): \(names)")
        }
    }

    private static func body(_ request: Value) -> [UInt8] {
        let raw = request.member("raw_body")
        if raw.isDefined { return AWSCredentials.text(raw) }
        let body = request.member("body")
        return body.isDefined ? JSONWriter(.compact, escapingHTML: true).bytes(body) : []
    }
}

/// Letters of ASCII.
enum ASCII {
    static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
    static func uppercased(_ byte: UInt8) -> UInt8 { byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte }
}
