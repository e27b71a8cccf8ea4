/// Which objects of a resource are listed, and how.
public struct ListOptions: Sendable, Hashable {
    /// Nil for all namespaces.
    public var namespace: String?
    public var labelSelector: String?
    public var fieldSelector: String?
    /// Objects of one page. Servers may give fewer.
    public var pageSize: Int
    /// Whether only the metadata is asked for, which is all of a Secret that may be read.
    public var isMetadataOnly: Bool
    /// At which version: nil for the newest, read from etcd; `0` for whatever the server's cache holds, in one page.
    public var resourceVersion: String?
    /// How often a list whose pages have expired (410) is begun anew.
    public var maxRestarts: Int

    public init(
        namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil, pageSize: Int = 500,
        isMetadataOnly: Bool = false, resourceVersion: String? = nil, maxRestarts: Int = 3
    ) {
        self.namespace = namespace
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.pageSize = pageSize
        self.isMetadataOnly = isMetadataOnly
        self.resourceVersion = resourceVersion
        self.maxRestarts = maxRestarts
    }
}
