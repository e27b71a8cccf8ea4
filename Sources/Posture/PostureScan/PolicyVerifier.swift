import Documents
import ManifestSources
public import PolicyLibrary
import Rego

/// Runs test cases of rules the way the published library tests itself.
public struct PolicyVerifier: Sendable {
    private let library: PolicyLibrary
    private let compiler: RuleCompiler
    private let defaults: ControlInputs

    /// What became of a case.
    public enum Outcome: Sendable, Hashable {
        case passed
        case failed(String)
        /// The library does not have the rule.
        case skipped
    }

    public init(_ library: PolicyLibrary) throws(PolicyLibraryError) {
        self.library = library
        compiler = try RuleCompiler(library)
        defaults = try library.defaultInputs()
    }

    /// Runs cases on several threads; outcomes are in their order.
    public func run(_ cases: [PolicyCase], workers: Int) async throws -> [Outcome] {
        try await concurrentMap(cases, workers: workers) { item in
            do {
                return try run(item)
            } catch {
                return .failed("\(error)")
            }
        }
    }

    private func run(_ item: PolicyCase) throws -> Outcome {
        guard let rule = try library.rule(inFolder: item.rule) ?? library.rule(item.rule) else { return .skipped }
        let files = try PolicyCase.names(in: item.path)
        let arena = Arena(firstBlock: 1 << 14)
        var objects: [Value] = []
        if files.contains("input") {
            for name in try PolicyCase.names(in: "\(item.path)/input") {
                let source = try SourceBytes(path: "\(item.path)/input/\(name)", budget: .data)
                // JSON is YAML, and only the first document counts.
                let first = try YAMLParser.parse(source.bytes, name: name, into: arena).first
                if let first { objects.append(PolicyVerifier.reduced(first, arena)) }
            }
        }
        let (data, isStrict) = try data(of: item, files)
        let input = PolicyVerifier.aggregated(objects, rule, arena, isStrict: isStrict)
        var problems: [String] = []
        if files.contains("expected.json") {
            let policy = try compiler.compile(rule)
            if let problem = try compare(item, "expected.json", policy, input, data) { problems.append(problem) }
        }
        if files.contains("expected-filter.json"), let filter = try compiler.compileEnumerator(rule) {
            if let problem = try compare(item, "expected-filter.json", filter, input, data) { problems.append(problem) }
        }
        return problems.isEmpty ? .passed : .failed(problems.joined(separator: "; "))
    }

    private func compare(
        _ item: PolicyCase, _ file: String, _ policy: CompiledPolicy, _ input: Value, _ data: Document
    ) throws -> String? {
        let source = try SourceBytes(path: "\(item.path)/\(file)", budget: .data)
        let expected = try JSONParser.parse(source, name: file, budget: .data)
        let wanted = expected.root.elements.compactMap { CanonicalResponse.text($0.value, trimmed: false) }.sorted()
        var got: [String] = []
        for name in RuleRun.responseNames(of: policy) {
            try RuleEvaluator(policy, path: ["armo_builtins", name], data: data).evaluate(input: input) { value in
                guard value.isSet || value.isArray else { return }
                got += value.elements.compactMap { CanonicalResponse.text($0, trimmed: true) }
            }
        }
        got.sort()
        if got == wanted { return nil }
        let missing = wanted.filter { !got.contains($0) }
        let surplus = got.filter { !wanted.contains($0) }
        var parts = ["\(file) wants \(wanted.count) responses, the rule gave \(got.count)"]
        if let first = missing.first { parts.append("missing \(first)") }
        if let first = surplus.first { parts.append("not wanted \(first)") }
        return parts.joined(separator: "; ")
    }

    // MARK: Input

    /// Default inputs, replaced one by one by those of `data.json`.
    private func data(of item: PolicyCase, _ files: [String]) throws -> (Document, isStrict: Bool) {
        var lists = defaults.lists
        var cloud = ""
        var isStrict = !item.isOwn
        if files.contains("data.json") {
            let source = try SourceBytes(path: "\(item.path)/data.json", budget: .data)
            let root = try JSONParser.parse(source, name: "data.json", budget: .data).root
            for (name, list) in root["postureControlInputs"]?.entries ?? [] {
                lists[name] = list.elements.compactMap(\.string)
            }
            cloud = root["dataControlInputs"]?["cloudProvider"]?.string ?? ""
            isStrict = root["compatibility"]?["strict"]?.boolean ?? isStrict
        }
        return (RuleData.document(lists: lists, cloud: cloud, isStrict: isStrict), isStrict)
    }

    /// Node and cloud data without what their collectors do not give.
    private static func reduced(_ object: Value, _ arena: Arena) -> Value {
        guard let version = object.text("apiVersion"), object.field("relatedObjects").isUndefined else { return object }
        let group = ObjectIdentity.split(version).group
        guard ObjectIdentity.isExternal(group), !group.hasPrefix("armo."), !group.hasPrefix("image.") else {
            return object
        }
        var metadata: [(key: Value, value: Value)] = []
        for (name, key) in [("name", "name" as StaticString), ("provider", "provider")] {
            let value = object.field("metadata").field(key)
            if value.isDefined, name == "name" || group != "hostdata.kubescape.cloud" {
                metadata.append((arena.string(name), value))
            }
        }
        var entries: [(key: Value, value: Value)] = [(arena.string("metadata"), arena.object(metadata))]
        for (name, key) in [("apiVersion", "apiVersion" as StaticString), ("kind", "kind"), ("data", "data")] {
            let value = object.field(key)
            if value.isDefined { entries.append((arena.string(name), value)) }
        }
        return arena.object(entries)
    }

    private static func aggregated(
        _ objects: [Value], _ rule: PolicyRule, _ arena: Arena, isStrict: Bool
    ) -> Value {
        guard let aggregator = rule.aggregator else { return arena.array(objects) }
        // The documents share the arena of the case, which outlives this call.
        let source = ManifestSource(path: "", relativePath: "", format: .yaml)
        let document = Document.build { own in own.array(objects.map { own.copy($0) }) }
        let manifests = document.root.elements.enumerated().map { index, node in
            ManifestObject(
                node: node, path: DocumentPath([]), source: source, documentIndex: index,
                apiVersion: node["apiVersion"]?.string ?? "", kind: node["kind"]?.string ?? "")
        }
        var resources = ResourceSet(manifests)
        let everything = MatchBlock(apiGroups: ["*"], apiVersions: ["*"], resources: ["*"])
        let input = resources.input(of: [everything], aggregator: aggregator, isStrict: isStrict)
        arena.retain(document)
        return arena.array(
            input.places.map { place in
                arena.retain(resources.resources[place].node.document)
                return resources.resources[place].node.value
            })
    }
}

/// A response as text that does not depend on spelling or order of keys.
private enum CanonicalResponse {
    /// - Parameter trimmed: whether objects are cut down to what cases compare: apiVersion, kind, name and labels.
    static func text(_ value: Value, trimmed: Bool) -> String? {
        guard let response = RuleResponse(value) else { return nil }
        let arena = Arena(firstBlock: 4096)
        func list(_ strings: [String]?) -> Value {
            strings.map { arena.array($0.map { arena.string($0) }) } ?? .null
        }
        func fields(_ fields: RuleResponse.Fields) -> [(key: Value, value: Value)] {
            [
                (arena.string("failedPaths"), list(fields.failedPaths)),
                (arena.string("reviewPaths"), list(fields.reviewPaths)),
                (arena.string("deletePaths"), list(fields.deletePaths)),
                (
                    arena.string("fixPaths"),
                    fields.fixPaths.map { fixes in
                        arena.array(
                            fixes.map { fix in
                                arena.object(["path": arena.string(fix.path), "value": arena.string(fix.value)])
                            })
                    } ?? .null
                ),
                (arena.string("fixCommand"), arena.string(fields.fixCommand)),
            ]
        }
        var entries = fields(response.fields)
        entries.append((arena.string("alertMessage"), arena.string(response.alertMessage)))
        entries.append((arena.string("alertScore"), arena.string("\(response.alertScore)")))
        entries.append((arena.string("packagename"), arena.string(response.packageName)))
        entries.append((arena.string("ruleStatus"), arena.string(response.ruleStatus)))
        let objects = response.kubernetesObjects.map { objects in
            arena.array(objects.map { trimmed ? trim($0, arena) : $0 })
        }
        entries.append((arena.string("k8sApiObjects"), objects ?? .null))
        entries.append((arena.string("externalObjects"), response.externalObject ?? .null))
        let related = (response.relatedObjects ?? []).map { related in
            let object = related.object.isDefined ? related.object : Value.null
            return arena.object([(arena.string("object"), object)] + fields(related.fields))
        }
        entries.append((arena.string("relatedObjects"), arena.array(related)))
        return JSONWriter.compact.string(arena.object(entries))
    }

    private static func trim(_ object: Value, _ arena: Arena) -> Value {
        func kept(_ source: Value, _ keys: [(String, StaticString)]) -> [(key: Value, value: Value)] {
            keys.compactMap { name, key in
                let value = source.field(key)
                return value.isDefined ? (arena.string(name), value) : nil
            }
        }
        var entries = kept(object, [("apiVersion", "apiVersion"), ("kind", "kind")])
        let metadata = kept(object.field("metadata"), [("name", "name"), ("labels", "labels")])
        if object.field("metadata").isObject { entries.append((arena.string("metadata"), arena.object(metadata))) }
        return arena.object(entries)
    }
}
