import Documents
import PolicyLibrary
import PostureScan

/// The fixes of a report as changes of the manifests it was made from: what would change, and what is left for people.
///
/// Making a plan reads files and writes none. The report comes from outside: only files below the base folder are
/// touched, links that lead out of it are refused, and so are files that are not what was scanned any more.
public struct FixPlan: Sendable {
    /// Files with changes, by path.
    public let files: [FileChange]
    /// Failures that are not repaired, with the reason, in the order of resources and controls.
    public let leftovers: [Leftover]
    /// Failed pairs of a resource and a control.
    public let total: Int

    public var fixed: Int { total - leftovers.count }

    /// What the user allows.
    public struct Options: Sendable {
        /// The folder that edits must stay in.
        public var base: String
        /// The only controls to fix, by id; nil: all.
        public var controls: Set<String>?
        /// Values for placeholders, by the placeholder (`YOUR_NAMESPACE`) or by the end of the path of the field
        /// (`resources.limits.cpu`), which wins.
        public var values: [String: String] = [:]
        /// Whether placeholders without a value are written as they are.
        public var writesPlaceholders = false

        public init(base: String) { self.base = base }

        /// The value that the user gave for a placeholder in a field.
        func value(for placeholder: String, at path: String) -> String? {
            let byPath = values.filter { path == $0.key || path.hasSuffix(".\($0.key)") }
            return byPath.max { ($0.key.utf8.count, $1.key) < ($1.key.utf8.count, $0.key) }?.value
                ?? values[placeholder]
        }
    }

    /// One file before and after.
    public struct FileChange: Sendable {
        public let path: String
        /// The path below the base folder.
        public let relativePath: String
        public let before: [UInt8]
        public let after: [UInt8]
        public let changes: [Change]
    }

    /// One field that changes.
    public struct Change: Sendable, Hashable {
        /// `Deployment shop/web`.
        public let resource: String
        /// The controls that ask for it, sorted.
        public let controlIDs: [String]
        /// `spec.replicas = 2`, or `remove spec.hostPID`.
        public let text: String
    }

    /// A failure that is not repaired.
    public struct Leftover: Sendable, Hashable {
        public let resource: String
        public let controlID: String
        public let why: String
    }

    public init(_ report: StoredReport, _ options: Options) {
        var planner = FixPlanner(report, options)
        planner.plan()
        files = planner.files
        leftovers = planner.leftovers
        total = planner.total
    }
}

/// Makes a plan, resource by resource.
private struct FixPlanner {
    private let report: StoredReport
    private let options: FixPlan.Options
    private let manifests: ScannedFiles
    private(set) var leftovers: [FixPlan.Leftover] = []
    private(set) var total = 0
    private var editors: [String: OpenFile] = [:]

    private struct OpenFile {
        let before: [UInt8]
        var editor: ManifestEditor
        var changes: [FixPlan.Change] = []
    }

    /// One wanted change of an object, and who wants it.
    private struct Wish {
        let steps: [DocumentPath.Step]
        let edit: ManifestEditor.Edit
        let text: String
        var controls: [String]
    }

    init(_ report: StoredReport, _ options: FixPlan.Options) {
        self.report = report
        self.options = options
        manifests = ScannedFiles(base: options.base)
    }

    var files: [FixPlan.FileChange] {
        editors.filter { !$0.value.changes.isEmpty }.map { path, file in
            FixPlan.FileChange(
                path: path, relativePath: manifests.relative(path), before: file.before, after: file.editor.text.bytes,
                changes: file.changes)
        }.sorted { $0.path < $1.path }
    }

    mutating func plan() {
        let failed = report.verdicts.filter { verdict in
            verdict.status == "failed" && options.controls.map { $0.contains(verdict.controlID.uppercased()) } ?? true
        }
        total = failed.count
        let byResource = Dictionary(grouping: failed, by: \.resourceID)
        for id in byResource.keys.sorted() {
            // The worst first: it wins where two controls want different values.
            let verdicts = (byResource[id] ?? []).sorted { left, right in
                let scores = [left, right].map { report.controls[$0.controlID]?.baseScore ?? 0 }
                return scores[0] != scores[1] ? scores[0] > scores[1] : left.controlID < right.controlID
            }
            plan(id, verdicts)
        }
        leftovers.sort { ($0.resource, $0.controlID) < ($1.resource, $1.controlID) }
    }

    private mutating func plan(_ id: String, _ verdicts: [StoredReport.Verdict]) {
        let resource = report.resources[id]
        let name = FixPlanner.name(resource, id)
        func leave(_ verdict: StoredReport.Verdict, _ why: String) -> FixPlan.Leftover {
            FixPlan.Leftover(resource: name, controlID: verdict.controlID, why: why)
        }
        let place: ScannedFiles.Place
        do throws(ScannedFiles.Refused) {
            place = try manifests.place(of: resource, in: report)
        } catch {
            leftovers += verdicts.map { leave($0, error.why) }
            return
        }
        var file =
            editors[place.file]
            ?? OpenFile(before: place.bytes, editor: ManifestEditor(place.bytes, name: place.file))
        var open: [(verdict: StoredReport.Verdict, why: String)] = []
        var done: [Wish] = []
        for verdict in verdicts {
            do throws(ManifestEditor.Refused) {
                let wishes = try wishes(of: verdict, place.object)
                if wishes.isEmpty {
                    open.append((verdict, "there is no automatic fix"))
                    continue
                }
                // All of a control's changes or none: half a fix repairs nothing.
                var editor = file.editor
                var added = done
                for wish in wishes {
                    if let known = added.firstIndex(where: { $0.steps == wish.steps }) {
                        guard added[known].edit == wish.edit else {
                            throw ManifestEditor.Refused("another control wants \(added[known].text)")
                        }
                        added[known].controls.append(verdict.controlID)
                        continue
                    }
                    try editor.apply(wish.edit, at: FixPlanner.shifted(wish.steps, by: added), of: place.target)
                    added.append(wish)
                }
                file.editor = editor
                done = added
            } catch {
                open.append((verdict, error.why))
            }
        }
        file.changes += done.map { wish in
            FixPlan.Change(resource: name, controlIDs: wish.controls.sorted(), text: wish.text)
        }
        editors[place.file] = file
        for (verdict, why) in open where !isCovered(verdict, by: done) { leftovers.append(leave(verdict, why)) }
    }

    /// A path after elements before it were taken out of its list.
    private static func shifted(_ steps: [DocumentPath.Step], by done: [Wish]) -> [DocumentPath.Step] {
        var steps = steps
        for depth in steps.indices {
            guard case .index(let index) = steps[depth] else { continue }
            let gone = done.count { wish in
                guard wish.edit == .remove, wish.steps.count == depth + 1, case .index(let other) = wish.steps[depth]
                else { return false }
                return wish.steps.dropLast().elementsEqual(steps.prefix(depth)) && other < index
            }
            steps[depth] = .index(index - gone)
        }
        return steps
    }

    /// The changes that repair a failure; empty when the rule names none.
    private func wishes(
        of verdict: StoredReport.Verdict, _ object: Node
    ) throws(ManifestEditor.Refused) -> [Wish] {
        var wishes: [Wish] = []
        for evidence in verdict.evidence where evidence.kind == .fix || evidence.kind == .delete {
            guard evidence.resourceID == verdict.resourceID else {
                throw ManifestEditor.Refused("the fix belongs to another resource")
            }
            guard let path = FixPath(evidence.path) else {
                throw ManifestEditor.Refused("the path \"\(evidence.path)\" of the fix is not understood")
            }
            var edit = ManifestEditor.Edit.remove
            var words = "remove \(evidence.path)"
            if evidence.kind == .fix {
                var value = evidence.value
                if value.hasPrefix("YOUR_") {
                    if let own = options.value(for: value, at: evidence.path) {
                        value = own
                    } else if !options.writesPlaceholders {
                        throw ManifestEditor.Refused("\(evidence.path) needs a value of yours for \(value)")
                    }
                }
                let fix = FixValue(value)
                edit = .assign(fix)
                words = "\(evidence.path) = \(fix.text)"
            }
            let paths = path.paths(in: object)
            if paths.isEmpty { throw ManifestEditor.Refused("\(evidence.path) leads nowhere") }
            for steps in paths where !wishes.contains(where: { $0.steps == steps && $0.edit == edit }) {
                wishes.append(Wish(steps: steps, edit: edit, text: words, controls: [verdict.controlID]))
            }
        }
        // Elements from the back, so that those before keep their places.
        return wishes.filter { $0.edit != .remove } + wishes.filter { $0.edit == .remove }.reversed()
    }

    /// Whether what a control points to is repaired by the changes for others.
    private func isCovered(_ verdict: StoredReport.Verdict, by done: [Wish]) -> Bool {
        let paths = verdict.evidence.filter { $0.kind == .failed || $0.kind == .review }.map {
            DocumentPath($0.path).steps
        }
        guard !paths.isEmpty, !verdict.evidence.contains(where: { $0.kind == .fix || $0.kind == .delete }) else {
            return false
        }
        return paths.allSatisfy { path in done.contains { $0.steps == path } }
    }

    private static func name(_ resource: StoredReport.Resource?, _ id: String) -> String {
        guard let resource, !resource.kind.isEmpty else { return id }
        let space = resource.namespace.isEmpty ? "" : "\(resource.namespace)/"
        return "\(resource.kind) \(space)\(resource.name)"
    }
}
