public import ContainerImages

/// What can be wrong with a bundle, in sentences for the person who has to act.
public enum BundleError: Error, Sendable, Hashable, CustomStringConvertible {
    case unreadable(file: String, why: String)
    case malformed(file: String, why: String)
    case wrongDigest(file: String, entry: String, wanted: Digest, got: Digest)
    case missing(file: String, entries: [String])
    case tooLarge(file: String, limit: Int)
    case unsigned(file: String)
    case badSignature(file: String, key: String)
    case badKey(file: String, why: String)
    case cannotWrite(path: String, why: String)
    case badSource(String)
    case transfer(String)
    case wrongChecksum(source: String, wanted: Digest, got: Digest)

    public var description: String {
        switch self {
        case .unreadable(let file, let why):
            "The bundle \(file) cannot be read (\(why)). Check the path and its permissions."
        case .malformed(let file, let why):
            "\(file) is no usable bundle: \(why). Make one with breakwater bundle create."
        case .wrongDigest(let file, let entry, let wanted, let got):
            "\(entry) in the bundle \(file) was changed: its digest is \(got.hexadecimal.prefix(12))… instead of "
                + "\(wanted.hexadecimal.prefix(12))…. Get the bundle again; nothing of it was used."
        case .missing(let file, let entries):
            "The bundle \(file) is not whole: \(entries.prefix(3).joined(separator: ", "))"
                + "\(entries.count > 3 ? " and \(entries.count - 3) more" : "") missing. Get it again."
        case .tooLarge(let file, let limit):
            "The bundle \(file) holds more than \(limit >> 20) MiB, the budget for bundles."
        case .unsigned(let file):
            "The bundle \(file) is not signed, but a key was given. Use a signed bundle, or leave --key out."
        case .badSignature(let file, let key):
            "The signature of the bundle \(file) was not made with the key \(key). Use the key of whoever made it; "
                + "nothing of the bundle was used."
        case .badKey(let file, let why):
            "\(file) is no key that can be used (\(why)). Make a pair with breakwater bundle keygen NAME."
        case .cannotWrite(let path, let why):
            "\(path) cannot be written (\(why)). Check the path, its permissions and the space on the disk."
        case .badSource(let text):
            "\"\(text)\" is no place to get a bundle from. Give a path, an https:// address, or oci://registry/name:tag."
        case .transfer(let why): why
        case .wrongChecksum(let source, let wanted, let got):
            "What \(source) gave is not what was asked for: its digest is \(got), wanted was \(wanted). Nothing of it "
                + "was kept."
        }
    }
}
