/// What reading one text may cost. Crossing a limit is a ``DocumentError`` that names it.
public struct DocumentBudget: Sendable, Hashable {
    /// Bytes of the text. Never above 4 GiB - 1, because string cells count with 32 bits.
    public var maxBytes: Int
    /// Containers inside containers. A tree within it can be walked by plain recursion on any thread.
    public var maxDepth: Int
    /// Nodes that all aliases of one YAML document stand for, counted as if each alias were written out.
    public var maxAliasNodes: Int
    /// Bytes of one key.
    public var maxKeyBytes: Int

    /// A budget; what is not given is as in ``manifest``.
    public init(
        maxBytes: Int = 32 << 20, maxDepth: Int = 1000, maxAliasNodes: Int = 1_000_000, maxKeyBytes: Int = 64 << 10
    ) {
        self.maxBytes = min(maxBytes, Int(UInt32.max))
        self.maxDepth = maxDepth
        self.maxAliasNodes = maxAliasNodes
        self.maxKeyBytes = maxKeyBytes
    }

    /// For one manifest file: 32 MiB.
    public static let manifest = DocumentBudget()

    /// For answers of an API server and for policy data: 1 GiB and keys up to 1 MiB.
    public static let data = DocumentBudget(maxBytes: 1 << 30, maxKeyBytes: 1 << 20)
}
