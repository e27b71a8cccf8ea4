import Documents

/// The fixed documents of an API server: version, discovery, answers to reviews.
enum ClusterDocuments {
    static func version(_ configuration: LocalClusterConfiguration) -> Document {
        Document.build { arena in
            arena.object([
                "major": arena.string("\(configuration.major)"), "minor": arena.string("\(configuration.minor)"),
                "gitVersion": arena.string("v\(configuration.major).\(configuration.minor).0+breakwater"),
                "platform": arena.string("linux/amd64"),
            ])
        }
    }

    static func review(isAllowed: Bool) -> Document {
        Document.build { arena in
            arena.object([
                "kind": arena.string("SelfSubjectAccessReview"), "apiVersion": arena.string("authorization.k8s.io/v1"),
                "metadata": arena.object([]), "status": arena.object(["allowed": Value(isAllowed)]),
            ])
        }
    }

    // MARK: Discovery

    static func coreVersions(_ served: [ServedResource]) -> Document {
        Document.build { arena in
            arena.object([
                "kind": arena.string("APIVersions"),
                "versions": arena.array(distinct(served, \.version).map(arena.string)),
                "serverAddressByClientCIDRs": arena.array([]),
            ])
        }
    }

    static func groups(_ served: [ServedResource]) -> Document {
        Document.build { arena in
            let groups = distinct(served, \.group).map { group in
                let versions = distinct(served.filter { $0.group == group }, \.version).map { version in
                    arena.object([
                        "groupVersion": arena.string("\(group)/\(version)"), "version": arena.string(version),
                    ])
                }
                return arena.object([
                    "name": arena.string(group), "versions": arena.array(versions),
                    "preferredVersion": versions.first ?? .null,
                ])
            }
            return arena.object([
                "kind": arena.string("APIGroupList"), "apiVersion": arena.string("v1"), "groups": arena.array(groups),
            ])
        }
    }

    static func resources(_ served: [ServedResource]) -> Document {
        Document.build { arena in
            let rows = served.map { resource in
                arena.object([
                    "name": arena.string(resource.plural), "singularName": arena.string(resource.kind.lowercased()),
                    "namespaced": Value(resource.isNamespaced), "kind": arena.string(resource.kind),
                    "verbs": verbs(arena), "shortNames": arena.array(resource.shortNames.map(arena.string)),
                ])
            }
            return arena.object([
                "kind": arena.string("APIResourceList"), "apiVersion": arena.string("v1"),
                "groupVersion": arena.string(served.first?.apiVersion ?? ""), "resources": arena.array(rows),
            ])
        }
    }

    static func aggregated(_ served: [ServedResource], version: String) -> Document {
        Document.build { arena in
            let groups = distinct(served, \.group).map { group in
                let own = served.filter { $0.group == group }
                let versions = distinct(own, \.version).map { version in
                    arena.object([
                        "version": arena.string(version), "freshness": arena.string("Current"),
                        "resources": arena.array(
                            own.filter { $0.version == version }.map { aggregated($0, arena) }),
                    ])
                }
                return arena.object([
                    "metadata": arena.object(group.isEmpty ? [:] : ["name": arena.string(group)]),
                    "versions": arena.array(versions),
                ])
            }
            return arena.object([
                "kind": arena.string("APIGroupDiscoveryList"),
                "apiVersion": arena.string("apidiscovery.k8s.io/\(version)"), "metadata": arena.object([]),
                "items": arena.array(groups),
            ])
        }
    }

    private static func aggregated(_ resource: ServedResource, _ arena: Arena) -> Value {
        arena.object([
            "resource": arena.string(resource.plural),
            "responseKind": arena.object([
                "group": arena.string(resource.group), "version": arena.string(resource.version),
                "kind": arena.string(resource.kind),
            ]),
            "scope": arena.string(resource.isNamespaced ? "Namespaced" : "Cluster"),
            "singularResource": arena.string(resource.kind.lowercased()), "verbs": verbs(arena),
            "shortNames": arena.array(resource.shortNames.map(arena.string)),
        ])
    }

    private static func verbs(_ arena: Arena) -> Value { arena.array(["get", "list"].map(arena.string)) }

    /// Different values in the order in which they come first.
    private static func distinct(_ served: [ServedResource], _ value: (ServedResource) -> String) -> [String] {
        var seen: Set<String> = []
        return served.map(value).filter { seen.insert($0).inserted }
    }
}
