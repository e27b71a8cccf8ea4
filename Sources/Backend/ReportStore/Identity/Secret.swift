import Crypto
import Foundation

/// A random credential: shown once, kept only as its SHA-256.
///
/// 256 bits of randomness need no slow hash. The prefix says what it is, so that scanners of repositories find it.
public struct Secret: Sendable {
    /// What a credential is for.
    public enum Purpose: String, Sendable, CaseIterable {
        /// One-time token with which a cluster enrols.
        case enrolment = "bwe"
        /// Key of a cluster's agents.
        case clusterKey = "bwk"
        /// Token of a program that uses the API.
        case apiToken = "bwt"
        /// Cookie of a browser.
        case session = "bws"
        /// Password that the program chose for the first person.
        case password = "bwp"
    }

    /// The text to hand to its owner; never stored.
    public let text: String

    /// A new one.
    public init(_ purpose: Purpose) {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
        text = purpose.rawValue + "_" + Secret.encode(bytes)
    }

    /// What is stored.
    var hash: Data { Secret.hash(text) }

    /// The last four characters, to tell credentials apart in lists.
    var ending: String { String(text.suffix(4)) }

    static func hash(_ text: String) -> Data { Data(SHA256.hash(data: Data(text.utf8))) }

    /// Base64 of RFC 4648 §5 without padding.
    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
