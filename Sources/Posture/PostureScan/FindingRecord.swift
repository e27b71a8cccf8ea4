/// What one rule said about one resource, on its way into a record and back.
///
/// A record holds what all rules found about a resource: for each rule its number and its findings. Objects are numbers:
/// twice the place of a resource, or twice the place among made-up objects and one.
enum FindingRecord {
    /// Stands for the name of the resource in a message, so that messages of many resources are the same text.
    private static let nameMark: UInt8 = 1

    /// - Parameter number: the number of an object.
    static func write(
        rule: Int, _ findings: [RuleRun.RawFinding], of name: String, to record: inout RecordWriter,
        _ pool: inout TextPool, number: (RuleRun.Target) -> UInt64?
    ) {
        record.number(rule)
        record.number(findings.count)
        for finding in findings {
            if let short = shortened(finding.message, without: name) {
                record.number(1)
                record.text(short, &pool)
            } else {
                record.number(0)
                record.text(finding.message, &pool)
            }
            let paths = finding.paths.compactMap { path in number(path.target).map { (path, $0) } }
            record.number(paths.count)
            for (path, owner) in paths {
                write(path, owner: owner, firstLine: 0, showsFile: true, to: &record, &pool)
            }
            let related = finding.related.compactMap(number)
            record.number(related.count)
            for number in related { record.number(number) }
        }
    }

    /// - Parameters:
    ///   - firstLine: the line that lines count from.
    ///   - showsFile: whether the file is written, too.
    static func write(
        _ path: RuleRun.RawPath, owner: UInt64, firstLine: Int, showsFile: Bool, to record: inout RecordWriter,
        _ pool: inout TextPool
    ) {
        record.number(owner)
        switch path.role {
        case .failed: record.number(0)
        case .review: record.number(1)
        case .delete: record.number(2)
        case .command: record.number(3)
        case .fix(let value):
            record.number(4)
            record.text(value, &pool)
        }
        record.text(path.path, &pool)
        record.text(path.container, &pool)
        guard let place = path.place else {
            record.number(0)
            return
        }
        record.number(place.exists ? 2 : 1)
        if showsFile { record.text(place.file, &pool) }
        record.number(place.line - firstLine)
        record.number(place.column)
        record.text(place.current, &pool)
    }

    /// The findings of the next rule in a record.
    /// - Parameters:
    ///   - rules: the names of rules by their numbers.
    ///   - place: the place in the report of an object by its number.
    static func read(
        _ record: inout RecordReader, of resource: Int, name: String, rules: [String], place: (UInt64) -> Int
    ) -> (rule: Int, findings: [Finding]) {
        let rule = record.int()
        let findings = (0..<record.count()).map { _ in
            let isShort = record.number() == 1
            let text = record.text()
            let paths = (0..<record.count()).map { _ in path(&record, firstLine: 0, file: nil, place) }
            let related = (0..<record.count()).map { _ in place(record.number()) }
            return Finding(
                rule: rules[rule], resource: resource, message: isShort ? lengthened(text, with: name) : text,
                paths: paths, related: related)
        }
        return (rule, findings)
    }

    /// - Parameters:
    ///   - firstLine: the line that lines count from.
    ///   - file: the file, when it was not written.
    static func path(
        _ record: inout RecordReader, firstLine: Int, file: String?, _ place: (UInt64) -> Int
    ) -> Finding.Path {
        let owner = place(record.number())
        let role: Finding.Path.Role
        switch record.number() {
        case 0: role = .failed
        case 1: role = .review
        case 2: role = .delete
        case 3: role = .command
        default: role = .fix(value: record.text())
        }
        let path = record.text()
        let container = record.optionalText()
        var found: Finding.Place?
        let state = record.number()
        if state > 0 {
            found = Finding.Place(
                file: file ?? record.text(), line: firstLine + min(record.int(), 1 << 32), column: record.int(),
                exists: state == 2,
                current: record.optionalText())
        }
        return Finding.Path(role: role, resource: owner, path: path, place: found, container: container)
    }

    // MARK: Messages

    /// The message with a mark for each occurrence of the name; nil when the name is not in it.
    static func shortened(_ message: String, without name: String) -> String? {
        var (message, name) = (message, name)
        return name.withUTF8 { name -> String? in
            message.withUTF8 { text -> String? in
                guard name.count >= 3, text.count >= name.count, !text.contains(nameMark) else { return nil }
                var short: [UInt8] = []
                var place = 0
                var start = 0
                while place + name.count <= text.count {
                    if text[place] == name[0], text[place..<(place + name.count)].elementsEqual(name) {
                        short += text[start..<place]
                        short.append(nameMark)
                        place += name.count
                        start = place
                    } else {
                        place += 1
                    }
                }
                guard start > 0 else { return nil }
                short += text[start...]
                return String(decoding: short, as: UTF8.self)
            }
        }
    }

    static func lengthened(_ short: String, with name: String) -> String {
        var (short, name) = (short, name)
        return short.withUTF8 { short in
            name.withUTF8 { name in
                let marks = short.count { $0 == nameMark }
                let size = short.count + marks * (name.count - 1)
                return String(unsafeUninitializedCapacity: size) { message in
                    var place = 0
                    for byte in short {
                        if byte == nameMark {
                            for byte in name {
                                message[place] = byte
                                place += 1
                            }
                        } else {
                            message[place] = byte
                            place += 1
                        }
                    }
                    return place
                }
            }
        }
    }
}
