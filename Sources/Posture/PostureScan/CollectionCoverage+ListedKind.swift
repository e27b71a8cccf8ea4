extension CollectionCoverage {
    /// What a source could not read, out of all that it was asked for.
    public init(_ kinds: [ListedKind]) {
        self.init()
        for listed in kinds {
            var unread = UnreadKind(
                group: listed.kind.group, version: listed.kind.version, resource: listed.kind.plural,
                kind: listed.kind.kind, error: listed.problem ?? "")
            switch listed.outcome {
            case .read, .notServed: break
            case .partial(let selector, _):
                unread.selector = selector
                partial.append(unread)
            case .forbidden, .failed: failed.append(unread)
            }
        }
    }
}
