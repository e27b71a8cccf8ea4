import OfflineBundle

/// What people want to know of a bundle.
struct BundleSummary {
    private let verdict: BundleReader.Verdict
    private let keyIsChecked: Bool

    init(_ verdict: BundleReader.Verdict, keyIsChecked: Bool) {
        self.verdict = verdict
        self.keyIsChecked = keyIsChecked
    }

    var lines: [String] {
        let manifest = verdict.manifest
        let signature = verdict.isSigned ? keyIsChecked ? "good" : "there, not checked (--key)" : "none"
        return [
            "Bundle     \(manifest.name), version \(manifest.version)",
            "Made       \(manifest.created) by \(manifest.product)",
            "Contents   \(manifest.entries.count) files, \(manifest.totalSize >> 10) KiB, all digests right",
            "Signature  \(signature)",
        ]
    }
}

extension BundleReader {
    /// A reader that wants the signature of a key in a file.
    static func with(_ path: String, key: String?) throws -> BundleReader {
        guard let key else { return BundleReader(path) }
        return BundleReader(path, key: try BundleKey(text: try NewFile.text(key), file: key), keyName: key)
    }
}
