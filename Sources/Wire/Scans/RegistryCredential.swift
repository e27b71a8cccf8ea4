/// What logs in to one registry, as Docker's configuration has it. Never printed: its description shows no secret.
public struct RegistryCredential: Sendable, Equatable {
    public var username: String
    public var password: String
    /// Base64 of `username:password`.
    public var auth: String
    public var email: String
    /// The host that the credential is for.
    public var serverAddress: String
    public var identityToken: String
    public var registryToken: String

    /// A credential.
    public init(
        username: String = "", password: String = "", auth: String = "", email: String = "",
        serverAddress: String = "", identityToken: String = "", registryToken: String = ""
    ) {
        self.username = username
        self.password = password
        self.auth = auth
        self.email = email
        self.serverAddress = serverAddress
        self.identityToken = identityToken
        self.registryToken = registryToken
    }

    /// Reads a credential.
    public init(_ fields: MessageFields) throws(WireError) {
        username = try fields.text("username")
        password = try fields.text("password")
        auth = try fields.text("auth")
        email = try fields.text("email")
        serverAddress = try fields.text("serveraddress")
        identityToken = try fields.text("identitytoken")
        registryToken = try fields.text("registrytoken")
    }

    /// Writes it.
    public func write(to writer: inout MessageWriter) {
        writer.object { writer in
            writer.field(unlessEmpty: "username", username)
            writer.field(unlessEmpty: "password", password)
            writer.field(unlessEmpty: "auth", auth)
            writer.field(unlessEmpty: "email", email)
            writer.field(unlessEmpty: "serveraddress", serverAddress)
            writer.field(unlessEmpty: "identitytoken", identityToken)
            writer.field(unlessEmpty: "registrytoken", registryToken)
        }
    }
}

extension RegistryCredential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "a credential for \(serverAddress.isEmpty ? "any registry" : serverAddress)" }
    public var debugDescription: String { description }
    /// Nothing, so that `dump` and string interpolation of what holds a credential show no secret either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
