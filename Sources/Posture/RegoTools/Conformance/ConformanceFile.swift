public import Documents

/// The cases of one file: JSON with one case a line, or YAML with a list of cases, which may stand under `cases`.
public struct ConformanceFile: Sendable {
    /// An entry: a case, or the reason why it is none.
    public enum Entry: Sendable {
        case sound(ConformanceCase)
        case broken(place: String, reason: String)
    }
    public let entries: [Entry]

    /// - Throws: ``Documents/DocumentError`` when the file cannot be read, or is YAML that does not parse. A broken line
    ///   of JSON spoils only its own case.
    public init(path: String) throws(DocumentError) {
        let source = try SourceBytes(path: path, budget: .data)
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
            self.init(documents: try YAMLParser.parse(source, name: path, budget: .data), name: path)
        } else {
            self.init(lines: source, name: path)
        }
    }

    /// One case a line; empty lines do not count.
    public init(lines source: SourceBytes, name: String) {
        let category = ConformanceFile.category(ofFile: name)
        var entries: [Entry] = []
        let lines = withExtendedLifetime(source) { source.bytes.split(separator: UInt8(ascii: "\n")).map(Array.init) }
        for (index, line) in lines.enumerated() {
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            let place = "\(name):\(index + 1)"
            do throws(DocumentError) {
                let document = try JSONParser.parse(SourceBytes(line), name: place, budget: .data)
                entries.append(ConformanceFile.entry(document.root, place: place, category: category))
            } catch {
                entries.append(.broken(place: place, reason: error.description))
            }
        }
        self.entries = entries
    }

    /// Documents that are cases, lists of cases, or hold a list under `cases`.
    public init(documents: [Document], name: String) {
        let category = ConformanceFile.category(ofFile: name)
        var nodes: [Node] = []
        for document in documents {
            if let cases = document.root["cases"] {
                nodes += cases.elements
            } else if document.rootValue.isArray {
                nodes += document.root.elements
            } else {
                nodes.append(document.root)
            }
        }
        entries = nodes.enumerated().map { index, node in
            ConformanceFile.entry(node, place: "\(name)#\(index + 1)", category: category)
        }
    }

    /// The category of cases that name none: the name of their file.
    private static func category(ofFile path: String) -> String {
        let name = path.split(separator: "/").last ?? Substring(path)
        return String(name.prefix { $0 != "." })
    }

    private static func entry(_ node: Node, place: String, category: String) -> Entry {
        do throws(ConformanceCaseError) {
            return .sound(try ConformanceCase(node, fallbackCategory: category))
        } catch {
            return .broken(place: place, reason: error.description)
        }
    }
}

extension ConformanceFile.Entry {
    /// Runs the case; an entry that is no case fails.
    public func run(within seconds: Int = 5) -> ConformanceResult {
        switch self {
        case .sound(let sound):
            ConformanceResult(category: sound.category, name: sound.name, outcome: sound.run(within: seconds))
        case .broken(let place, let reason):
            ConformanceResult(
                category: "(unreadable)", name: place, outcome: .failed(expected: "a case", got: reason))
        }
    }

    /// The category and name under which the result is reported.
    public var label: (category: String, name: String) {
        switch self {
        case .sound(let sound): (sound.category, sound.name)
        case .broken(let place, _): ("(unreadable)", place)
        }
    }
}
