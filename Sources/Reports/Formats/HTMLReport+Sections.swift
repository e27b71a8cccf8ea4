import Documents
import ManifestSources
import PolicyLibrary
import PostureScan

extension HTMLReport {
    /// The resources in which failures add up to ways of attack.
    func writeHighestStakes(to output: ReportOutput) {
        let stakes = contents.highestStakes
        guard !stakes.isEmpty else { return }
        output.write(line: #"<section><h2>Highest stakes</h2><div class="cards">"#)
        for stake in stakes {
            output.write(
                line:
                    #"<article class="card"><h3>\#(Self.chip(stake.severity)) <bdi>\#(XMLText.escaped(stake.title))</bdi></h3>"#
                    + "<p>\(XMLText.escaped(stake.about))</p><p><code>\(XMLText.escaped(stake.command))</code></p></article>"
            )
        }
        output.write(line: "</div></section>")
    }

    /// The controls with a verdict, the worst first.
    func writeControls(to output: ReportOutput) {
        let shown = contents.controls.filter { $0.isEvaluated || $0.status == .failed }
        output.write(line: #"<section id="controls"><h2>Controls</h2>"#)
        guard !shown.isEmpty else {
            return output.write(line: "<p>No control has a verdict.</p></section>")
        }
        output.write(
            """
            <table class="controls">
            <thead><tr><th scope="col">Severity</th><th scope="col">Id</th><th scope="col">Control</th>\
            <th scope="col">Verdict</th><th scope="col" class="number">Failed</th><th scope="col" class="number">All</th>\
            <th scope="col" class="number">Compliance</th></tr></thead>
            <tbody>

            """)
        for result in shown {
            let id = XMLText.escaped(result.control.id)
            let name = XMLText.escaped(contents.name(of: result))
            let failed = result.count(.failed)
            let title = result.status == .failed ? ##"<a href="#about-\##(id)">\##(name)</a>"## : name
            output.write(
                line:
                    #"<tr><td>\#(Self.chip(result.control.severity))</td><td class="id">\#(id)</td><td>\#(title)</td>"#
                    + #"<td>\#(Self.verdict(result.status))</td><td class="number">\#(failed)</td>"#
                    + #"<td class="number">\#(result.verdicts.count)</td>"#
                    + #"<td class="number">\#(Words.percent(result.complianceScore))</td></tr>"#)
        }
        output.write(line: "</tbody></table></section>")
    }

    private static func verdict(_ status: Status) -> String {
        switch status {
        case .failed: #"<span class="verdict failed">✗ failed</span>"#
        case .passed: #"<span class="verdict passed">✓ passed</span>"#
        case .skipped: #"<span class="verdict skipped">– skipped</span>"#
        }
    }

    /// Controls without a verdict and why.
    func writeOpenControls(to output: ReportOutput) {
        let groups = [
            ("not evaluated", "Not evaluated", "Nothing is claimed about these controls."),
            ("needs a human", "Needs a human", "A person has to judge these."),
            ("not applicable", "Not applicable", "There is nothing here that these controls are about."),
        ]
        for (state, title, about) in groups {
            let open = contents.controls(in: state)
            guard !open.isEmpty else { continue }
            output.write(line: "<section><h2>\(title) <span class=\"count\">\(open.count)</span></h2><p>\(about)</p>")
            output.write(
                line: #"<table><thead><tr><th scope="col">Severity</th><th scope="col">Id</th>"#
                    + #"<th scope="col">Control</th><th scope="col">Why</th></tr></thead><tbody>"#)
            for result in open {
                output.write(
                    line: #"<tr><td>\#(Self.chip(result.control.severity))</td>"#
                        + #"<td class="id">\#(XMLText.escaped(result.control.id))</td>"#
                        + "<td>\(XMLText.escaped(contents.name(of: result)))</td>"
                        + "<td>\(XMLText.escaped(Words.sentence(result.info)))</td></tr>")
            }
            output.write(line: "</tbody></table></section>")
        }
    }

    // MARK: Resources

    /// A block for each resource with failures, by namespace.
    func writeResources(to output: ReportOutput) {
        let rows = ResourceRows(contents.report, contents.controls) { $0.status == .failed }
        guard !rows.order.isEmpty else { return }
        let groups = Dictionary(grouping: rows.order) { contents.report.resources[$0].namespace }
        output.write(
            line: #"<section id="resources"><h2>Resources with failures "#
                + #"<span class="count">\#(rows.order.count)</span></h2>"#)
        for namespace in groups.keys.sorted() {
            let title =
                namespace.isEmpty ? "Without a namespace" : "Namespace <bdi>\(XMLText.escaped(namespace))</bdi>"
            output.write(line: "<h3>\(title)</h3>")
            for place in contents.inFileOrder(groups[namespace] ?? []) {
                writeResource(place, rows[place], to: output)
            }
        }
        output.write(line: "</section>")
    }

    private func writeResource(
        _ place: Int, _ rows: [(control: ControlResult, verdict: ResourceVerdict)], to output: ReportOutput
    ) {
        let resource = contents.report.resources[place]
        let files = contents.locations(of: place).map { "<code>\(XMLText.escaped($0))</code>" }
        output.write(
            line: #"<article class="resource"><h4><span class="kind">\#(XMLText.escaped(resource.kind))</span> "#
                + #"<bdi>\#(XMLText.escaped(resource.name))</bdi></h4><p class="where">"#
                + ([XMLText.escaped(resource.apiVersion)].filter { !$0.isEmpty } + files).joined(separator: " · ")
                + "</p>")
        output.write(
            line: #"<table><thead><tr><th scope="col">Severity</th><th scope="col">Control</th>"#
                + #"<th scope="col">What to do</th></tr></thead><tbody>"#)
        for (control, _, sentences) in remedies.sentences(of: rows) {
            let id = XMLText.escaped(control.control.id)
            let todo = sentences.map { "<li>\(XMLText.escaped(Words.capitalized($0)))</li>" }
                .joined()
            output.write(
                line: #"<tr><td>\#(Self.chip(control.control.severity))</td><td>"#
                    + ##"<a href="#about-\##(id)"><span class="id">\##(id)</span> "##
                    + #"\#(XMLText.escaped(contents.name(of: control)))</a></td><td><ul>\#(todo)</ul></td></tr>"#)
        }
        output.write(line: "</tbody></table></article>")
    }

    // MARK: Guide

    /// What the failed controls are about, and how to repair what fails them.
    func writeGuide(to output: ReportOutput) {
        let failed = contents.failedControls
        guard !failed.isEmpty else { return }
        output.write(line: #"<section id="guide"><h2>About the failed controls</h2>"#)
        for result in failed {
            let control = result.control
            let id = XMLText.escaped(control.id)
            output.write(
                line: #"<article class="about" id="about-\#(id)"><h3>\#(Self.chip(control.severity)) "#
                    + #"<span class="id">\#(id)</span> \#(XMLText.escaped(contents.name(of: result)))</h3>"#)
            if !control.description.isEmpty { output.write(line: "<p>\(XMLText.escaped(control.description))</p>") }
            if !control.remediation.isEmpty {
                output.write(line: "<p><strong>Remedy.</strong> \(XMLText.escaped(control.remediation))</p>")
            }
            let frameworks = contents.frameworks(of: result).map(XMLText.escaped)
            let more =
                contents.links.url(control.id).map { #"<a href="\#(XMLText.escaped($0))">documentation</a>"# }
                ?? "<code>\(XMLText.escaped(contents.links.command(control.id)))</code>"
            let origin = frameworks.isEmpty ? "" : "In \(Words.list(frameworks)). "
            output.write(line: #"<p class="faint">\#(origin)More: \#(more)</p></article>"#)
        }
        output.write(line: "</section>")
    }
}
