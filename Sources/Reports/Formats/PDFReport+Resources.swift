import PolicyLibrary
import PostureScan

extension PDFReport {
    /// Every resource with failures, by namespace.
    func writeResources(_ layout: PDFLayout) {
        let rows = ResourceRows(contents.report, contents.controls) { $0.status == .failed }
        guard !rows.order.isEmpty else { return }
        layout.heading("Resources with failures")
        let groups = Dictionary(grouping: rows.order) { contents.report.resources[$0].namespace }
        for namespace in groups.keys.sorted() {
            let title = namespace.isEmpty ? "Without a namespace" : "Namespace \(namespace)"
            layout.heading(title, size: 11, level: 1, before: 10, room: 90)
            for place in contents.inFileOrder(groups[namespace] ?? []) {
                writeResource(place, rows[place], layout)
            }
        }
    }

    private func writeResource(
        _ place: Int, _ rows: [(control: ControlResult, verdict: ResourceVerdict)], _ layout: PDFLayout
    ) {
        let columns: [PDFLayout.Column] = [
            .init(title: "Severity", width: 58), .init(title: "Control", width: 165),
            .init(title: "What to do", width: 276),
        ]
        let cells = remedies.sentences(of: rows).map { control, _, sentences -> [PDFLayout.Cell] in
            [
                Self.chip(control.control.severity),
                .init(
                    text: "\(control.control.id) \(contents.name(of: control))", color: .accent,
                    target: control.control.id),
                .init(text: Words.capitalized(sentences.joined(separator: "; "))),
            ]
        }
        // The title stays with the first row.
        layout.need(50 + (cells.first.map { min(layout.height(of: $0, columns, size: 8.5), 300) } ?? 0))
        layout.paragraph(contents.title(of: place), .bold, 9.5, after: 0)
        let files = contents.locations(of: place)
        let about = [contents.report.resources[place].apiVersion].filter { !$0.isEmpty } + files
        layout.paragraph(about.joined(separator: " · "), .regular, 8, .faint, after: 0)
        layout.header(columns)
        for row in cells { layout.row(row, columns, size: 8.5) }
        layout.skip(10)
    }

    /// What the failed controls are about, and how to repair what fails them.
    func writeGuide(_ layout: PDFLayout) {
        let failed = contents.failedControls
        guard !failed.isEmpty else { return }
        layout.heading("About the failed controls")
        for result in failed {
            let control = result.control
            layout.heading(
                "\(control.id) \(contents.name(of: result))", size: 10.5, level: 1, before: 8, room: 50)
            layout.document.mark(target: control.id, y: layout.y + 26)
            if !control.description.isEmpty { layout.paragraph(control.description, after: 2) }
            if !control.remediation.isEmpty { layout.paragraph("Remedy: \(control.remediation)", after: 2) }
            layout.paragraph("More: \(contents.links.pointer(control.id))", .regular, 8, .faint, after: 2)
        }
    }
}
