/// Which frameworks a scan uses when the user names none, or says `all`.
public enum DefaultFrameworks: Sendable {
    /// Nothing was named: the security view.
    case unnamed
    /// `all` was named, or a view of resources or controls was asked for.
    case all

    /// The names, best known first, for what is scanned.
    func names(for context: ScanContext) -> [String] {
        switch (self, context) {
        case (.unnamed, .file): ["WorkloadScan", Framework.allControlsName]
        case (.unnamed, .cluster): ["ClusterScan", "MITRE", "NSA"]
        case (.all, _): [Framework.allControlsName, "NSA", "MITRE"]
        }
    }
}

extension PolicyLibrary {
    /// The frameworks of this library that a scan uses by default. A library that has none of the usual ones, such as a
    /// single file, is used whole.
    public func select(_ defaults: DefaultFrameworks, for context: ScanContext) throws(PolicyLibraryError)
        -> [SelectedFramework]
    {
        let known = try frameworkNames()
        var names: [String] = []
        for name in defaults.names(for: context) {
            guard isWhole || known.contains(where: { $0.lowercased() == name.lowercased() }) else { continue }
            do throws(PolicyLibraryError) {
                if context.isIn(try framework(name).scopes) { names.append(name) }
            } catch .unknownFramework {
                continue
            }
        }
        if names.isEmpty { names = known }
        if names.isEmpty { names = [Framework.allControlsName] }
        if known.contains(CustomRules.frameworkName), !names.contains(CustomRules.frameworkName) {
            names.append(CustomRules.frameworkName)
        }
        return try select(frameworks: names, for: context)
    }
}
