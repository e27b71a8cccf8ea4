/// Which of the chosen controls a user wants after all. A name that fits nothing is an error: a slip of the hand in an
/// include list must not become a green scan.
public struct ControlFilter: Sendable, Hashable {
    /// Controls to leave out.
    public var skipped: [String]
    /// The only controls to keep; empty: all.
    public var included: [String]
    /// Controls, or sections of a CIS benchmark, to leave out.
    public var excluded: [String]

    public init(skipped: [String] = [], included: [String] = [], excluded: [String] = []) {
        self.skipped = skipped
        self.included = included
        self.excluded = excluded
    }

    public var isEmpty: Bool { skipped.isEmpty && included.isEmpty && excluded.isEmpty }

    /// The frameworks with the controls that are left.
    /// - Throws: ``ControlFilterError`` for names that fit nothing, and when nothing is left.
    public func apply(
        to frameworks: [SelectedFramework], of library: PolicyLibrary
    ) throws -> [SelectedFramework] {
        if isEmpty { return frameworks }
        let chosen = frameworks.flatMap(\.controls).map(\.control)
        for name in included where !chosen.contains(where: { $0.isCalled(name) }) {
            throw ControlFilterError.notChosen(name, flag: "--include-controls", frameworks.compactMap(\.name))
        }
        var known: Set<String>?
        func check(_ names: [String], flag: String, sections: Bool) throws {
            for name in names {
                if chosen.contains(where: { $0.isCalled(name) || sections && $0.isInSection(name) }) { continue }
                let ids = try known ?? Set(try library.controlIDs().map { $0.lowercased() })
                known = ids
                if !ids.contains(name.lowercased()) { throw ControlFilterError.unknown(name, flag: flag) }
            }
        }
        try check(skipped, flag: "--skip-controls", sections: false)
        try check(excluded, flag: "--exclude-controls", sections: true)
        let left = frameworks.map { framework in
            var framework = framework
            framework.controls.removeAll { selected in
                let control = selected.control
                return skipped.contains(where: control.isCalled)
                    || excluded.contains { control.isCalled($0) || control.isInSection($0) }
                    || !included.isEmpty && !included.contains(where: control.isCalled)
            }
            return framework
        }.filter { !$0.controls.isEmpty }
        if left.isEmpty { throw ControlFilterError.nothingLeft }
        return left
    }
}

/// Why a filter of controls cannot be applied.
public enum ControlFilterError: Error, Sendable, Hashable, CustomStringConvertible {
    case notChosen(String, flag: String, [String])
    case unknown(String, flag: String)
    case nothingLeft

    public var description: String {
        switch self {
        case .notChosen(let name, let flag, let frameworks):
            "\(flag) names \"\(name)\", which is not among the controls of "
                + (frameworks.isEmpty ? "this scan" : frameworks.joined(separator: ", "))
                + ". Check the id, or choose a framework that has the control."
        case .unknown(let name, let flag):
            "\(flag) names \"\(name)\", and there is no such control. Check the id."
        case .nothingLeft:
            "No control is left after --skip-controls, --include-controls and --exclude-controls. Leave out fewer."
        }
    }
}

extension Control {
    /// Whether a user may mean this control: by its id or its full name, in any case.
    public func isCalled(_ text: String) -> Bool {
        id.lowercased() == text.lowercased() || name.lowercased() == text.lowercased()
    }

    /// Whether the control stands in a section of a CIS benchmark, or is one: `CIS-1.2.3 …` is in `1.2` and `CIS-1.2.3`.
    func isInSection(_ text: String) -> Bool {
        guard name.uppercased().hasPrefix("CIS-") else { return false }
        let own = name.dropFirst(4).prefix { $0.isNumber || $0 == "." }
        let wanted = text.uppercased().hasPrefix("CIS-") ? text.dropFirst(4) : text[...]
        guard !wanted.isEmpty, wanted.allSatisfy({ $0.isNumber || $0 == "." }) else { return false }
        return own == wanted || own.hasPrefix(wanted + (wanted.hasSuffix(".") ? "" : "."))
    }
}
