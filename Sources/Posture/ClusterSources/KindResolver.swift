import KubernetesClient
import PolicyLibrary
import PostureScan

/// Turns what rules ask for into the resources that a server has.
///
/// A kind that the server has in several versions is read in one of them, for it is the same objects: of those that rules
/// name, the stable and newest one; where they accept any version, the stable and newest of all.
struct KindResolver {
    /// Sorted by key.
    let resources: [APIResource]
    /// Kinds that cannot be read, and why.
    let missing: [ListedKind]

    /// Groups whose objects come from elsewhere: from nodes, clouds, scans of images, the version of the server.
    private static let externalGroups: Set<String> = [
        "hostdata.kubescape.cloud", "eks.amazonaws.com", "container.googleapis.com", "management.azure.com",
        "apiserverinfo.kubescape.cloud", "armo.vuln.images", "image.vulnscan.com",
    ]

    init(_ blocks: [MatchBlock], _ discovery: Discovery) {
        let listable = discovery.resources.filter(\.isListable)
        /// By group and plural: the versions that rules name, and all that they accept.
        var chosen: [Identity: (named: [APIResource], accepted: [APIResource])] = [:]
        // A block means all of its groups and versions with all of its resources; that some of these pairs do not exist,
        // such as Pods in the group apps, means nothing as long as another does.
        var unserved: [[Wish]] = []
        for block in blocks {
            for resource in block.resources {
                let wishes = Wish.all(resource, block).filter { !KindResolver.externalGroups.contains($0.group) }
                var isServed = false
                for wish in wishes {
                    for found in KindResolver.served(wish, listable) {
                        isServed = true
                        let identity = Identity(group: found.group, plural: found.plural)
                        if wish.version == "*" {
                            chosen[identity, default: ([], [])].accepted.append(found)
                        } else {
                            chosen[identity, default: ([], [])].named.append(found)
                        }
                    }
                }
                if !isServed && !wishes.isEmpty { unserved.append(wishes) }
            }
        }
        resources = chosen.values.compactMap { named, accepted in
            (named.isEmpty ? accepted : named).max { APIVersionName($0.version) < APIVersionName($1.version) }
        }.sorted { $0.key < $1.key }
        let read = Set(resources.map { Identity(group: $0.group, plural: $0.plural) })
        var missing: [ListedKind] = []
        var seen: Set<Wish> = []
        for wishes in unserved {
            let outcomes = wishes.map { ($0, KindResolver.outcome(of: $0, listable, discovery, read: read)) }
            // What failed says more than what is not there.
            guard let (wish, outcome) = outcomes.first(where: { $0.1 != .notServed }) ?? outcomes.first, let outcome,
                seen.insert(wish).inserted
            else { continue }
            let home = listable.first { wish.names($0) && (wish.group == "*" || wish.group == $0.group) }
            missing.append(
                ListedKind(
                    ObjectKind(
                        group: wish.group, version: wish.version, kind: home?.kind ?? wish.name, plural: home?.plural),
                    outcome))
        }
        self.missing = missing.sorted { $0.kind < $1.kind }
    }

    /// A kind as a rule asks for it.
    private struct Wish: Hashable {
        let group: String
        let version: String
        /// Kind or plural in small letters.
        let resource: String
        /// As it was written.
        let name: String

        static func all(_ resource: String, _ block: MatchBlock) -> [Wish] {
            block.apiGroups.flatMap { group in
                block.apiVersions.map {
                    Wish(group: group, version: $0, resource: resource.lowercased(), name: resource)
                }
            }
        }

        func names(_ other: APIResource) -> Bool {
            resource == "*" || resource == other.plural || resource == other.kind.lowercased()
        }

        static func == (left: Wish, right: Wish) -> Bool {
            (left.group, left.version, left.resource) == (right.group, right.version, right.resource)
        }
        func hash(into hasher: inout Hasher) {
            hasher.combine(group)
            hasher.combine(version)
            hasher.combine(resource)
        }
    }

    private struct Identity: Hashable {
        let group: String
        let plural: String
    }

    private static func served(_ wish: Wish, _ listable: [APIResource]) -> [APIResource] {
        var found = listable.filter { resource in
            wish.names(resource) && (wish.group == "*" || wish.group == resource.group)
                && (wish.version == "*" || wish.version == resource.version)
        }
        // A rule that writes `*` for the group of a well-known kind means that kind and no other one of its name.
        if wish.group == "*", wish.resource != "*", let home = CommonKinds.group(of: wish.resource),
            found.contains(where: { $0.group == home })
        {
            found = found.filter { $0.group == home }
        }
        return found
    }

    /// What to say of a kind that is not there; nil when the same objects are read in another version.
    private static func outcome(
        of wish: Wish, _ listable: [APIResource], _ discovery: Discovery, read: Set<Identity>
    ) -> ListedKind.Outcome? {
        let problem = discovery.problems.first { problem in
            let slash = problem.groupVersion.lastIndex(of: "/")
            let group = slash.map { String(problem.groupVersion[..<$0]) } ?? ""
            let version = slash.map { String(problem.groupVersion[problem.groupVersion.index(after: $0)...]) }
            return group == wish.group && (wish.version == "*" || wish.version == version ?? problem.groupVersion)
        }
        if let problem { return .failed(why: "the API \(problem.groupVersion) does not answer: \(problem.reason)") }
        let others = listable.filter { wish.names($0) && $0.group == wish.group }
        guard let other = others.max(by: { APIVersionName($0.version) < APIVersionName($1.version) }) else {
            return .notServed
        }
        if read.contains(Identity(group: other.group, plural: other.plural)) { return nil }
        return .failed(
            why: "the server has \(other.kind) only as \(other.apiVersion), and rules ask for \(wish.version) of it")
    }
}
