public import ManifestSources
public import PolicyLibrary

/// Where the objects of a scan come from: manifests, a cluster, whatever can be read page by page.
public protocol ObjectSource: Sendable {
    /// Reads the objects that match blocks ask for and hands them over page by page.
    ///
    /// `deliver` returns once the scan has room for another page, so a source that waits for it never holds more than
    /// the pages it is about to deliver. Several tasks may deliver at the same time. Objects that no block asks for may
    /// be delivered, too; they are counted and otherwise passed over.
    ///
    /// - Parameter wanted: the blocks of all rules that will be evaluated.
    /// - Returns: what became of each kind, in a fixed order.
    /// - Throws: what makes a scan pointless, such as a source that could read nothing at all; and what `deliver`
    ///   throws, which must not be caught.
    func read(
        _ wanted: [MatchBlock], deliver: @escaping @Sendable (ObjectPage) async throws -> Void
    ) async throws -> SourceSummary
}

/// What a source says when it has been read.
public struct SourceSummary: Sendable {
    /// The kinds that were asked for, and what became of them. Kinds that were read whole may be left out.
    public var kinds: [ListedKind]
    /// The files, for a scan of manifests.
    public var manifests: ManifestSummary

    public init(kinds: [ListedKind] = [], manifests: ManifestSummary = ManifestSummary()) {
        self.kinds = kinds
        self.manifests = manifests
    }
}
