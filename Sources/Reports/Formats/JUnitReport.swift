import Documents
import ManifestSources
import PolicyLibrary
public import PostureScan

/// A suite for each framework and a case for each control, for the test pages of CI systems.
///
/// Controls without a verdict are skipped cases with their reason; what does not apply to the objects passes, as for
/// Kubescape, with a note in the output of the case.
public struct JUnitReport {
    private let contents: ReportContents
    private let remedies: Remedies

    public init(_ report: ScanReport, _ metadata: ReportMetadata) {
        contents = ReportContents(report, metadata)
        remedies = Remedies(report, metadata.options)
    }

    private struct Suite {
        let name: String
        let controls: [ControlResult]
        let compliance: Double
        let evaluatedCompliance: Double?
        let names: [String: String]

        func count(_ status: Status) -> Int { controls.reduce(0) { $0 + ($1.status == status ? 1 : 0) } }
    }

    public func write(to output: ReportOutput) {
        let wanted = Set(contents.controls.map(\.control.id))
        let suites = contents.report.frameworks.map { framework in
            Suite(
                name: framework.name ?? "breakwater",
                controls: contents.report.controls(of: framework).filter { wanted.contains($0.control.id) },
                compliance: framework.complianceScore, evaluatedCompliance: framework.evaluatedComplianceScore,
                names: framework.controlNames)
        }
        let tests = suites.reduce(0) { $0 + $1.controls.count }
        let failures = suites.reduce(0) { $0 + $1.count(.failed) }
        let problems = contents.report.manifests.problems
        output.write(line: #"<?xml version="1.0" encoding="UTF-8"?>"#)
        output.write(
            line: #"<testsuites name="Breakwater Scanning" tests="\#(tests + problems.count)" "#
                + #"failures="\#(failures)" errors="\#(problems.count)">"#)
        for (index, suite) in suites.enumerated() { write(suite, index, to: output) }
        if !problems.isEmpty { writeProblems(index: suites.count, to: output) }
        output.write(line: "</testsuites>")
    }

    private func write(_ suite: Suite, _ index: Int, to output: ReportOutput) {
        output.write(
            line: #"  <testsuite id="\#(index)" name="\#(XMLText.escaped(suite.name))" "#
                + #"tests="\#(suite.controls.count)" failures="\#(suite.count(.failed))" errors="0" "#
                + #"skipped="\#(suite.count(.skipped))" timestamp="\#(timestamp)" time="0">"#)
        output.write(line: "    <properties>")
        property("complianceScore", Words.decimal(suite.compliance), to: output)
        let evaluated = suite.controls.filter(\.isEvaluated).count
        property("evaluatedComplianceScore", suite.evaluatedCompliance.map(Words.decimal) ?? "none", to: output)
        property("evaluatedControls", "\(evaluated) of \(suite.controls.count)", to: output)
        property("policies", contents.report.libraryOrigin, to: output)
        output.write(line: "    </properties>")
        for control in suite.controls { write(control, suite, to: output) }
        output.write(line: "  </testsuite>")
    }

    private var timestamp: String {
        let time = contents.metadata.generationTime
        return XMLText.escaped(time.hasSuffix("Z") ? String(time.dropLast()) : time)
    }

    private func property(_ name: String, _ value: String, to output: ReportOutput) {
        output.write(line: #"      <property name="\#(name)" value="\#(XMLText.escaped(value))"/>"#)
    }

    private func write(_ result: ControlResult, _ suite: Suite, to output: ReportOutput) {
        let control = result.control
        let name = suite.names[control.id] ?? control.name
        let head =
            #"    <testcase name="\#(XMLText.escaped(name))" classname="\#(XMLText.escaped(suite.name))/\#(control.id)" "#
            + #"time="0""#
        switch result.status {
        case .passed where result.coverage.why.isEmpty: output.write(line: head + "/>")
        case .passed:
            output.write(line: head + ">")
            let note = "\(result.coverage.name): \(result.coverage.why)"
            output.write(line: "      <system-out>\(XMLText.escaped(note))</system-out>")
            output.write(line: "    </testcase>")
        case .skipped:
            let message = [result.subStatus?.rawValue ?? "", result.info].filter { !$0.isEmpty }
            output.write(line: head + ">")
            output.write(line: #"      <skipped message="\#(XMLText.escaped(message.joined(separator: ": ")))"/>"#)
            output.write(line: "    </testcase>")
        case .failed:
            let count = result.count(.failed)
            let message = "\(name) failed on \(Words.counted(count, "resource"))"
            output.write(line: head + ">")
            output.write(#"      <failure type="Control" message="\#(XMLText.escaped(message))">"#)
            output.write(XMLText.block(control.remediation) + "\n")
            output.write(XMLText.escaped("More: \(contents.links.pointer(control.id))") + "\n\n")
            for line in resources(result) { output.write(XMLText.escaped(line) + "\n") }
            output.write(line: "</failure>")
            output.write(line: "    </testcase>")
        }
    }

    /// One sorted line for each failing resource.
    private func resources(_ result: ControlResult) -> [String] {
        result.verdicts.filter { $0.status == .failed }.map { verdict in
            let resource = contents.report.resources[verdict.resource]
            let parts = [
                ("apiVersion", resource.apiVersion), ("kind", resource.kind), ("namespace", resource.namespace),
                ("name", resource.name),
                ("sourcePath", resource.manifest.map { "\($0.source.path):\($0.position?.line ?? 1)" } ?? ""),
            ]
            let line = parts.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }.joined(separator: "; ")
            guard contents.options.showsEvidence else { return line }
            let paths = remedies.steps(of: verdict).map { step in
                step.assignment + (step.current.map { " (current: \($0))" } ?? "")
            }
            return paths.isEmpty ? line : "\(line); paths: \(paths.joined(separator: ", "))"
        }.sorted()
    }

    /// Files that could not be read are errors: what they hold was not tested.
    private func writeProblems(index: Int, to output: ReportOutput) {
        let problems = contents.report.manifests.problems
        output.write(
            line: #"  <testsuite id="\#(index)" name="files" tests="\#(problems.count)" failures="0" "#
                + #"errors="\#(problems.count)" skipped="0" timestamp="\#(timestamp)" time="0">"#)
        for problem in problems {
            output.write(
                line: #"    <testcase name="\#(XMLText.escaped(problem.path))" classname="files/unreadable" time="0">"#)
            output.write(line: #"      <error type="Unreadable" message="\#(XMLText.escaped(problem.description))"/>"#)
            output.write(line: "    </testcase>")
        }
        output.write(line: "  </testsuite>")
    }
}
