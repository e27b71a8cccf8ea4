import PolicyLibrary
import PostureScan

extension TerminalReport {
    private typealias Topic = (name: String, controls: [ControlResult])

    /// The security view: a table for each topic, with the command that shows the resources behind each line.
    func writeTopics() {
        let topics = topics()
        let controlPlane = topics.filter { $0.controls.first?.control.category?.id == "Cat-1" }
        let others = topics.filter { $0.controls.first?.control.category?.id != "Cat-1" }
        for table in [stateTable(controlPlane), countTable(others)].compactMap({ $0 }) {
            write()
            for line in table.lines(style) { write(line) }
        }
        let failed = others.lazy.flatMap(\.controls).first { $0.status == .failed }
        if !showsCommands, let failed {
            write()
            write("The resources of a control: \(command(failed.control.id))", indent: 0, paint: style.faint)
        }
    }

    /// The topics in the order in which they matter to the target, each with its controls by name.
    private func topics() -> [Topic] {
        let isCluster = metadata.cluster != nil
        let order = isCluster ? ["Cat-1", "Cat-2", "Cat-3", "Cat-4", "Cat-5"] : ["Cat-5", "Cat-2", "Cat-3", "Cat-4"]
        // The control plane has its states shown, evaluated or not; elsewhere only verdicts count.
        let shown = contents.controls.filter { result in
            result.isEvaluated || result.status == .failed
                || (isCluster && result.control.category?.id == "Cat-1")
        }
        let groups = Dictionary(grouping: shown) { $0.control.category?.id ?? "" }
        let names = groups.mapValues { $0.first?.control.category?.name ?? "Other controls" }
        let others = groups.keys.filter { !order.contains($0) }
            .sorted { (names[$0] ?? "", $0) < (names[$1] ?? "", $1) }
        return (order + others).compactMap { id in
            guard let controls = groups[id] else { return nil }
            // A file has nothing to say about topics without a failure, but that they have none.
            guard isCluster || metadata.isVerbose || controls.contains(where: { $0.status == .failed }) else {
                return nil
            }
            let byName = controls.sorted {
                (contents.name(of: $0), $0.control.id) < (contents.name(of: $1), $1.control.id)
            }
            return (VisibleText.line(names[id] ?? ""), byName)
        }
    }

    private func stateTable(_ topics: [Topic]) -> TextTable? {
        guard !topics.isEmpty else { return nil }
        var table = TextTable([
            .init(title: ""), .init(title: "Control", isFlexible: true), .init(title: "More", isFlexible: true),
        ])
        for (name, controls) in topics {
            table.add(section: name)
            for result in controls {
                let mark: TextTable.Cell
                switch result.status {
                case .failed: mark = TextTable.Cell("✗ failed", paint: style.bad)
                case .passed where result.isEvaluated: mark = TextTable.Cell("✓ passed", paint: style.good)
                case .passed, .skipped: mark = TextTable.Cell("? \(result.coverage.name)", paint: style.careful)
                }
                table.add([
                    mark, TextTable.Cell(contents.name(of: result)),
                    TextTable.Cell(contents.links.pointer(result.control.id), paint: style.faint),
                ])
            }
        }
        return table
    }

    private func countTable(_ topics: [Topic]) -> TextTable? {
        guard !topics.isEmpty else { return nil }
        var columns: [TextTable.Column] = [
            .init(title: "Control", isFlexible: true), .init(title: "Id"), .init(title: "Failed", alignment: .right),
            .init(title: "All", alignment: .right),
        ]
        // A command that is cut cannot be copied.
        if showsCommands { columns.append(.init(title: "Show the resources")) }
        var table = TextTable(columns)
        for (name, controls) in topics {
            table.add(section: name)
            for result in controls {
                let failed = result.count(.failed)
                let paint = failed > 0 ? style.careful : style.good
                var cells = [
                    TextTable.Cell(contents.name(of: result)), TextTable.Cell(result.control.id),
                    TextTable.Cell("\(failed)", paint: paint), TextTable.Cell("\(result.verdicts.count)"),
                ]
                if showsCommands {
                    cells.append(TextTable.Cell(failed > 0 ? command(result.control.id) : "", paint: style.faint))
                }
                table.add(cells)
            }
        }
        return table
    }

    /// Whether the commands fit beside names of some length.
    private var showsCommands: Bool { DisplayWidth.of(command("C-0000")) + 64 <= style.width }

    private func command(_ control: String) -> String {
        let arguments = metadata.scanArguments
        return "breakwater scan control \(control)\(arguments.isEmpty ? "" : " \(arguments)") -v"
    }
}
