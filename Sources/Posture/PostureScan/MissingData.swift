import PolicyLibrary

/// Says in words what a rule needs that this scan does not have.
enum MissingData {
    /// Whether a rule looks only at what a scan of manifests normally lacks.
    static func isNeeded(by rule: PolicyRule) -> Bool { need(of: rule) != nil }

    /// Why rules could not be evaluated.
    static func reason(_ rules: [PolicyRule], _ context: ScanContext) -> String {
        let place = context == .file ? "which manifests do not hold" : "which this scan does not have"
        var seen: Set<String> = []
        let needs = rules.compactMap(need).filter { seen.insert($0).inserted }
        guard !needs.isEmpty else { return "it is about running clusters, not about manifests" }
        let sentence = "it needs \(needs.joined(separator: " or "))"
        return sentence.contains(", which ") ? sentence : "\(sentence), \(place)"
    }

    private static func need(of rule: PolicyRule) -> String? {
        if rule.aggregator == .apiserverPod { return "the pod of the API server" }
        // The functions that look signatures up have no answer yet, see `HostFunctions`.
        if rule.text.text.contains("cosign.") { return "signatures of images, which are not looked up yet" }
        guard rule.match.isEmpty, let block = rule.dynamicMatch.first else { return nil }
        let kinds = block.resources.joined(separator: ", ")
        let groups = rule.dynamicMatch.flatMap(\.apiGroups)
        switch block.apiGroups.first ?? "" {
        case "hostdata.kubescape.cloud":
            return "data from the nodes (\(kinds))"
        case "eks.amazonaws.com", "container.googleapis.com", "management.azure.com":
            var clouds: [String] = []
            if groups.contains("management.azure.com") { clouds.append("AKS") }
            if groups.contains("eks.amazonaws.com") { clouds.append("EKS") }
            if groups.contains("container.googleapis.com") { clouds.append("GKE") }
            return "the description of the cloud cluster (\(clouds.joined(separator: ", ")))"
        case "apiserverinfo.kubescape.cloud":
            return "the version of the API server"
        case "armo.vuln.images", "image.vulnscan.com":
            return "results of image scans"
        default:
            return "objects of the kind \(kinds)"
        }
    }
}
