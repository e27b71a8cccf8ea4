import ManifestSources
import PolicyLibrary
import Rego

@testable import PostureScan

/// Scans of short manifests in tests of what results mean.
struct ResultScan {
    var controls = ["C-0057"]
    var exceptions: [ExceptionPolicy] = []
    var inputs: [String: [String]] = [:]
    var collection = CollectionCoverage()
    var honorsAnnotations = true
    var context = ScanContext.file
    var isStrict = false
    var clusterName = ""
    var attackTracks: [AttackTrack] = []
    var controlTimeout: Duration?
    var deadline: ContinuousClock.Instant?
    /// Names of frameworks that each hold the controls; nil: no framework.
    var frameworks: [String]?
    /// 2026-11-25T13:05:51Z.
    static let now = Timestamp(seconds: 1_795_611_951)

    func run(_ yaml: String, change: (inout Control) -> Void = { _ in }) async throws -> ScanReport {
        let library = PolicyLibrary.builtIn()
        let source = ManifestSource(path: "app.yaml", relativePath: "app.yaml", format: .yaml)
        let manifests = ManifestSet(
            objects: try objects(yaml), sources: [source], problems: [], ignoredDocuments: 0)
        var chosen = try library.select(controls: controls, for: context)
        for index in chosen.controls.indices { change(&chosen.controls[index].control) }
        let selected = (frameworks.map { $0.map(Optional.some) } ?? [nil]).map { name in
            var framework = chosen
            framework.name = name
            return framework
        }
        let options = ScanOptions(
            context: context, isStrict: isStrict, workers: 2,
            policies: ScanPolicies(
                exceptions: exceptions, honorsAnnotations: honorsAnnotations, attackTracks: attackTracks,
                knownControls: { ["C-0013", "C-0057"] }),
            clusterName: clusterName, now: ResultScan.now, controlTimeout: controlTimeout, deadline: deadline)
        return try await PostureScanner(
            library: library, inputs: try library.defaultInputs().replaced(by: inputs), options: options
        ).scan(manifests, selected, collection: collection)
    }
}

/// An exception of a file.
func exception(
    _ name: String = "ours", _ attributes: [String: String]? = nil, controls: [String] = ["C-0057"],
    framework: String = "", expires: String? = nil, objectSelector: LabelSelector? = nil
) -> ExceptionPolicy {
    ExceptionPolicy(
        name: name, expiration: expires.flatMap { Timestamp($0) },
        designators: attributes.map { [ExceptionPolicy.Designator($0)] } ?? [],
        targets: controls.map { .init(frameworkName: framework, controlID: $0) }, objectSelector: objectSelector,
        origin: .file("exceptions.json"))
}
